"""A prompt store over a small catalogue in memory, for tests."""

from collections.abc import Mapping
from pathlib import Path

from core.actors import Actor
from core.catalogue.appending import Appender
from core.catalogue.updating import Updater
from core.search.prompt_store import PromptStore
from tests.builders_catalogue import nowhere
from tests.builders_search import SearchSystem

SEEDS = {
    "agents/contract.drafter": "---\ntitle: Drafter\nlevel: 3\n---\nDraft the contract.\n",
    "agents/contract.review.reader": "---\ntitle: Reader\nlevel: 1\n---\nQuote evidence.\n",
    "agents/pricing": "---\ntitle: Pricing\nlevel: 2\n---\nExplain the price and the fee.\n",
    "workflows/rowing": "Score a rowing league.\n",
}


class Shop:
    """What a store needs of a wired system."""

    def __init__(self, folder: Path, files: Mapping[str, str] | None = None) -> None:
        self.made = SearchSystem(folder, SEEDS if files is None else files)
        self.made.builder.build()
        self.log = self.made.log
        self.blobs = self.made.blobs
        self.index = self.made.index()
        appender = Appender(self.log, self.index, self.made.mint)
        self.updater = Updater(appender, self.blobs, nowhere)

    def store(self, name: str = "ana") -> PromptStore:
        return PromptStore(self, actor=Actor(name))
