"""A catalogue that is read by folding its log, for tests of what writes to it."""

from collections.abc import Iterator
from threading import Lock

from core.catalogue.folding import fold
from core.catalogue.model import Catalogue, Prompt, Receipt, Ref
from core.events.envelope import CATALOGUE
from core.events.log import EventLog


class View:
    """The catalogue at one point."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.whole = catalogue

    @property
    def sequence(self) -> int:
        return self.whole.sequence

    def prompt(self, ref: Ref) -> Prompt | None:
        return self.whole.prompts.get(ref)

    def prompts(self, kind: str | None) -> Iterator[Prompt]:
        return (p for _, p in sorted(self.whole.prompts.items()) if kind in (None, p.ref.type))

    def receipt(self, key: str) -> Receipt | None:
        return self.whole.receipts.get(key)


class FoldedLog:
    """Reads the catalogue of `log`; one instance may serve many threads."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._lock = Lock()
        self._catalogue = Catalogue()

    def refresh(self) -> None:
        with self._lock:
            events = self._log.read(CATALOGUE, after=self._catalogue.sequence)
            self._catalogue = fold(self._catalogue, events)

    def catalogue(self) -> Catalogue:
        return self._catalogue

    def latest(self) -> View:
        self.refresh()
        return View(self._catalogue)
