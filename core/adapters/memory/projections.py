"""Projections in memory: first class, with the lock and the transaction."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from core import canonical
from core.crashpoints import crash_point
from core.events.envelope import StreamId
from core.projections.changes import carry_out
from core.projections.store import Position, ProjectionStore, Step
from core.projections.tables import Key, Row, Table
from core.projections.targets import SQLITE, Target

_Rows = Mapping[Key, Row]
_Tables = Mapping[str, _Rows]


class MemoryProjectionStore:
    """Implements `ProjectionStore`. What is kept is never changed, only replaced as a whole."""

    def __init__(self, target: Target = SQLITE) -> None:
        self.target = target
        self._lock = threading.Lock()
        self._kept: tuple[_Tables, Mapping[StreamId, Position]] = ({}, {})

    def position(self, stream: StreamId) -> Position:
        return self._kept[1].get(stream, Position())

    def sequences(self) -> Mapping[StreamId, int]:
        return {stream: at.sequence for stream, at in self._kept[1].items()}

    def apply(self, step: Step) -> bool:
        with self._lock:
            tables, positions = self._kept
            if positions.get(step.stream, Position()).sequence != step.after:
                return False
            transaction = _Transaction(tables)
            for change in step.changes:
                carry_out(change, transaction)
            crash_point("projection.changed")
            # As JSON and back, as a durable store would have it.
            state = canonical.decode(canonical.encode(step.state))
            moved = {**positions, step.stream: Position(step.upto, state)}
            self._kept = (transaction.tables, moved)
        crash_point("projection.committed")
        return True

    @contextmanager
    def reading(self) -> "Iterator[_Reading]":
        yield _Reading(*self._kept)

    @contextmanager
    def beside(self) -> "Iterator[MemoryProjectionStore]":
        yield MemoryProjectionStore(self.target)

    def switch(self, fresh: ProjectionStore, head: Callable[[StreamId], int]) -> Sequence[StreamId]:
        if not isinstance(fresh, MemoryProjectionStore):
            raise TypeError(f"{type(fresh).__name__} was not made by `beside`")
        with self._lock:
            further = [
                stream
                for stream, position in self._kept[1].items()
                if fresh.position(stream).sequence < min(position.sequence, head(stream))
            ]
            crash_point("projection.switching")
            if not further:
                self._kept = fresh._kept
        return further


class _Transaction:
    """Implements `Rows` over copies of the tables that are written to."""

    def __init__(self, tables: _Tables) -> None:
        self.tables: dict[str, _Rows] = dict(tables)
        self._copies: dict[str, dict[Key, Row]] = {}

    def get(self, table: Table, key: Key) -> Row | None:
        return self.tables.get(table.name, {}).get(key)

    def matching(self, table: Table, column: str, value: str) -> Sequence[Row]:
        return [row for row in self.tables.get(table.name, {}).values() if row[column] == value]

    def put(self, table: Table, row: Row) -> None:
        self._written(table)[table.key_of(row)] = canonical.decode(canonical.encode(dict(row)))

    def remove(self, table: Table, key: Key) -> None:
        self._written(table).pop(key, None)

    def _written(self, table: Table) -> dict[Key, Row]:
        if table.name not in self._copies:
            self._copies[table.name] = dict(self.tables.get(table.name, {}))
            self.tables[table.name] = self._copies[table.name]
        return self._copies[table.name]


class _Reading:
    """Implements `Reading` over tables that nobody changes."""

    def __init__(self, tables: _Tables, positions: Mapping[StreamId, Position]) -> None:
        self._tables = tables
        self._positions = positions

    def positions(self) -> Mapping[StreamId, Position]:
        return self._positions

    def rows(self, table: Table) -> Iterator[Row]:
        return (row for _, row in sorted(self._tables.get(table.name, {}).items()))
