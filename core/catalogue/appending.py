"""The one loop behind every change that people make: read, decide, append; again where another
writer was first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.catalogue.events import SHAPE_VERSIONS, CatalogueEvent, Stamp, to_data
from core.catalogue.model import Prompt, Receipt, Ref
from core.crashpoints import crash_point
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, NewEvent
from core.events.log import AppendConflict, EventLog
from core.events.minting import Mint

_LOST_RACES = 64


class CatalogueView(Protocol):
    """The catalogue at append `sequence`; it does not change while somebody decides on it."""

    @property
    def sequence(self) -> int: ...
    def prompt(self, ref: Ref) -> Prompt | None: ...
    def prompts(self, kind: str | None) -> Iterator[Prompt]: ...
    def receipt(self, key: str) -> Receipt | None: ...


class CatalogueReader(Protocol):
    """Reads the catalogue: a snapshot and the events after it."""

    def latest(self) -> CatalogueView:
        """The catalogue up to date with the log. Raises `StorageUnavailable`."""


Decide = Callable[[CatalogueView, Receipt | None], Sequence[CatalogueEvent]]
"""The events that a command leads to; it gets the receipt of its idempotency key, if any."""


@dataclass(frozen=True, slots=True)
class Appended:
    """What came of a command: `events` after `view`, durable at `sequence`.

    No events: nothing was to be done, or `receipt` shows that it was done before.
    """

    view: CatalogueView
    events: tuple[CatalogueEvent, ...]
    sequence: int
    receipt: Receipt | None = None


class Appender:
    """Carries commands out on the catalogue's stream, and waits for nobody else."""

    def __init__(self, log: EventLog, reader: CatalogueReader, mint: Mint) -> None:
        self._log = log
        self._reader = reader
        self._mint = mint

    def carry_out(self, what: str, decide: Decide, *, stamp: Stamp | None, actor: str) -> Appended:
        """Append what `decide` finds; `what` names the crash point after it.

        Raises what `decide` raises, or `StorageUnavailable`.
        """
        for _ in range(_LOST_RACES):
            view = self._reader.latest()
            receipt = view.receipt(stamp.key) if stamp is not None else None
            events = tuple(decide(view, receipt))
            if receipt is not None:
                return Appended(view, (), receipt.sequence, receipt)
            if not events:
                return Appended(view, (), view.sequence)
            try:
                sequence = self._append(events, stamp, actor, expected=view.sequence)
            except AppendConflict:
                continue
            crash_point(f"{what}.appended")
            return Appended(view, events, sequence)
        raise StorageUnavailable("the catalogue is being written by many others; try again")

    def _append(
        self, events: Sequence[CatalogueEvent], stamp: Stamp | None, actor: str, *, expected: int
    ) -> int:
        envelopes = [
            self._envelope(event, stamp, actor, index) for index, event in enumerate(events)
        ]
        return self._log.append(CATALOGUE, envelopes, expected=expected)

    def _envelope(
        self, event: CatalogueEvent, stamp: Stamp | None, actor: str, index: int
    ) -> NewEvent:
        # The fingerprint is part of the id: another request under the same key is not ours.
        key = f"catalogue\0{stamp.key}\0{stamp.fingerprint}\0{index}" if stamp else None
        return self._mint.event(
            event.TYPE, SHAPE_VERSIONS[event.TYPE], to_data(event), actor=actor, key=key
        )
