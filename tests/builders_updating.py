"""A catalogue with one genesis prompt, people who update it, and rivals who are first."""

from collections.abc import Callable, Sequence
from typing import Any

from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.catalogue.importing import import_genesis
from core.catalogue.model import Prompt, Ref
from core.catalogue.updating import UpdateOutcome, Updater, UpdateRequest
from core.events.envelope import NewEvent, StreamId
from core.events.minting import Mint
from tests.builders_catalogue import REF, a_file, nowhere
from tests.builders_reading import FoldedLog


class Rivals(MemoryEventLog):
    """A log at which a rival is first: `moves` are what it does before our next appends."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[Callable[[], Any]] = []

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        if self.moves:
            self.moves.pop(0)()
        return super().append(stream, events, expected=expected)


class House:
    """A catalogue with one genesis prompt, and who updates it."""

    def __init__(self) -> None:
        self.log = Rivals()
        self.blobs = MemoryBlobStore()
        self.routed: list[Ref] = []
        reader = FoldedLog(self.log)
        import_genesis([a_file(text="one\n")], reader, self.log, self.blobs, nowhere, Mint())

    def updater(self) -> Updater:
        """An updater of a process of its own."""
        return Updater(self.log, self.blobs, FoldedLog(self.log), self._route, Mint())

    def update(self, *suggestions: str, actor: str = "ana", **fields: Any) -> UpdateOutcome:
        return self.updater().update(a_request(*suggestions, **fields), actor=actor)

    def prompt(self, ref: Ref = REF) -> Prompt:
        return FoldedLog(self.log).latest().whole.prompts[ref]

    def _route(self, ref: Ref) -> tuple[str, ...]:
        self.routed.append(ref)
        return ("supabase",)


def a_request(*suggestions: str, key: str | None = None, **fields: Any) -> UpdateRequest:
    return UpdateRequest(
        **{"prompt_type": "agents", "prompt_name": "drafter", **fields},
        suggestions=suggestions,
        idempotency_key=key,
    )
