"""The port behind which projections are kept: what holds, not how."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from core.canonical import Json
from core.errors import StorageUnavailable
from core.events.envelope import StreamId
from core.projections.changes import Change
from core.projections.tables import Row, Table
from core.projections.targets import Target


class ProjectionsDamaged(StorageUnavailable):
    """What is kept makes no sense. Nothing is lost: the log has it, and a replay rebuilds it."""


class ReplayUnfinished(StorageUnavailable):
    """A replay that takes many transactions is in the middle of them, or died there.

    Readers see whole rows, old or new; nothing is projected until a replay comes to its end.
    """


@dataclass(frozen=True, slots=True)
class Position:
    """How far a stream is projected: up to append `sequence`, which left its rows' `state`."""

    sequence: int = 0
    state: Json = None


@dataclass(frozen=True, slots=True)
class Step:
    """The appends `after + 1 .. upto` of `stream`: what they change, and the state they leave."""

    stream: StreamId
    after: int
    upto: int
    state: Json
    changes: Sequence[Change]


class Reading(Protocol):
    """All tables at one moment."""

    def positions(self) -> Mapping[StreamId, Position]: ...
    def rows(self, table: Table) -> Iterator[Row]:
        """Every row, sorted by its key."""


class ProjectionStore(Protocol):
    """Keeps the tables of its target and how far each stream is projected into them.

    Transactions come out as if one had followed another. Every method raises
    `StorageUnavailable`, or `ProjectionsDamaged` where what is kept cannot be read.
    """

    @property
    def target(self) -> Target: ...

    def position(self, stream: StreamId) -> Position:
        """Where `stream` stands; 0 where nothing of it was projected."""

    def sequences(self) -> Mapping[StreamId, int]:
        """How far each stream is projected: what `reading` says, for less."""

    def apply(self, step: Step) -> bool:
        """Carry out the step's changes, all about the target's tables, and move its stream's
        position, both or neither.

        Changes nothing and returns `False` where the stream is not at `step.after`: another
        projector was first.
        """

    def reading(self) -> AbstractContextManager[Reading]:
        """A view that does not change while it is open. Makes nothing where nothing is kept."""

    def beside(self) -> "AbstractContextManager[ProjectionStore]":
        """An empty store for the same target that nobody else sees; it goes when the block ends."""

    def switch(
        self, fresh: "ProjectionStore", head: Callable[[StreamId], int]
    ) -> Sequence[StreamId]:
        """Hold what `fresh` (made by `beside`) holds, in one step, and return nothing.

        Readers see the old rows or the new. Where this store is further with some streams than
        `fresh` is, though no further than the log's `head`, nothing changes and those are
        returned: rows that a reader has seen do not go. Heals a store that is damaged.
        """
