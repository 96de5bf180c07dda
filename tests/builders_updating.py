"""A catalogue with one genesis prompt, people who update it, and rivals who are first."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.actors import Actor
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.catalogue.appending import Appender
from core.catalogue.body_checks import BodyChecks
from core.catalogue.genesis import Check
from core.catalogue.importing import import_genesis
from core.catalogue.model import Prompt, Ref
from core.catalogue.steering import (
    LabelOutcome,
    LabelRequest,
    RollbackOutcome,
    RollbackRequest,
    Steering,
)
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

    def __init__(self, checks: Mapping[str, Check] | None = None) -> None:
        self.log = Rivals()
        self._checks = BodyChecks(checks or {})
        self.blobs = MemoryBlobStore()
        self.routed: list[Ref] = []
        reader = FoldedLog(self.log)
        import_genesis([a_file(text="one\n")], reader, self.log, self.blobs, nowhere, Mint())

    def updater(self) -> Updater:
        """An updater of a process of its own."""
        return Updater(self._appender(), self.blobs, self._route, self._checks)

    def steering(self) -> Steering:
        """Who moves labels and rolls back, in a process of its own."""
        return Steering(self._appender(), self.blobs, self._route)

    def update(
        self, *suggestions: str, actor: str = "ana", admin: bool = False, **fields: Any
    ) -> UpdateOutcome:
        request = a_request(*suggestions, **fields)
        return self.updater().update(request, actor=Actor(actor, admin))

    def label(
        self,
        label: str,
        version: int,
        *,
        ref: Ref = REF,
        actor: str = "ana",
        admin: bool = False,
        key: str | None = None,
        **fields: Any,
    ) -> LabelOutcome:
        request = LabelRequest(ref, label, version, idempotency_key=key, **fields)
        return self.steering().move_label(request, actor=Actor(actor, admin))

    def roll_back(
        self,
        version: int,
        *,
        ref: Ref = REF,
        actor: str = "ana",
        admin: bool = False,
        key: str | None = None,
        **fields: Any,
    ) -> RollbackOutcome:
        request = RollbackRequest(ref, version, idempotency_key=key, **fields)
        return self.steering().roll_back(request, actor=Actor(actor, admin))

    def prompt(self, ref: Ref = REF) -> Prompt:
        return FoldedLog(self.log).latest().whole.prompts[ref]

    def _appender(self) -> Appender:
        return Appender(self.log, FoldedLog(self.log), Mint())

    def _route(self, ref: Ref) -> tuple[str, ...]:
        self.routed.append(ref)
        return ("supabase",)


def a_request(*suggestions: str, key: str | None = None, **fields: Any) -> UpdateRequest:
    return UpdateRequest(
        **{"prompt_type": "agents", "prompt_name": "drafter", **fields},
        suggestions=suggestions,
        idempotency_key=key,
    )
