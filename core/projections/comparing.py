"""A projection compared with a rebuild to the same point: every difference by its name.

Lagging behind is no difference: the log is read as far as each stream was projected.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.errors import StorageUnavailable
from core.events.blobs import BlobStore
from core.events.envelope import Event, StreamId
from core.events.log import EventLog
from core.projections.projector import Projector
from core.projections.store import Position, ProjectionStore, Reading
from core.projections.tables import Key, Row, Table


class NotRebuilt(StorageUnavailable):
    """The log cannot be read as far as it was projected, so there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`where` is a position, or a table's row; `problem` says what the log makes of it."""

    where: str
    problem: str


def beyond(
    positions: Mapping[StreamId, Position], head: Callable[[StreamId], int]
) -> list[StreamId]:
    """The streams that were projected further than the log goes, sorted."""
    return sorted(stream for stream, at in positions.items() if at.sequence > head(stream))


def differences(
    kept: Reading,
    store: ProjectionStore,
    log: EventLog,
    blobs: BlobStore,
    count: Callable[[str], None] = lambda _what: None,
) -> Iterator[Difference]:
    """Where `kept`, a reading of `store`, is not what a rebuild to its positions is; `count` hears
    of every position and row that is compared. Raises `NotRebuilt`."""
    positions = kept.positions()
    with store.beside() as fresh:
        projector = Projector(_AsOf(log, positions), blobs, fresh)
        for stream, fault in projector.catch_up().items():
            raise NotRebuilt(f"{stream} cannot be projected: {fault}") from fault
        with fresh.reading() as again:
            yield from _positions(positions, again.positions(), count)
            for table in store.target.tables:
                yield from _rows(table, kept, again, count)


def _positions(
    before: Mapping[StreamId, Position],
    after: Mapping[StreamId, Position],
    count: Callable[[str], None],
) -> Iterator[Difference]:
    for stream in sorted(before.keys() | after.keys()):
        count("positions")
        if before.get(stream, Position()) != after.get(stream, Position()):
            yield Difference(f"position of {stream}", "is not what a rebuild leaves")


def _rows(
    table: Table, kept: Reading, again: Reading, count: Callable[[str], None]
) -> Iterator[Difference]:
    for key, row, expected in _paired(table, kept.rows(table), again.rows(table)):
        count("rows")
        problem = _problem(row, expected)
        if problem is not None:
            yield Difference(f"{table.name} {'/'.join(key)}", problem)


def _paired(
    table: Table, rows: Iterator[Row], expected: Iterator[Row]
) -> Iterator[tuple[Key, Row | None, Row | None]]:
    """Two sorted tables side by side, without holding either."""
    one, other = next(rows, None), next(expected, None)
    while one is not None or other is not None:
        keys = [table.key_of(row) for row in (one, other) if row is not None]
        key = min(keys, key=lambda parts: tuple(map(str, parts)))
        left = one if one is not None and table.key_of(one) == key else None
        right = other if other is not None and table.key_of(other) == key else None
        yield tuple(map(str, key)), left, right
        if left is not None:
            one = next(rows, None)
        if right is not None:
            other = next(expected, None)


def _problem(row: Row | None, expected: Row | None) -> str | None:
    if row is None:
        return "the row is missing"
    if expected is None:
        return "the log has no such row"
    columns = [name for name in row if row[name] != expected[name]]
    return f"the log says otherwise of {', '.join(columns)}" if columns else None


class _AsOf:
    """The log as it was where each stream stood at its position."""

    def __init__(self, log: EventLog, positions: Mapping[StreamId, Position]) -> None:
        self._log = log
        self._ends = {stream: position.sequence for stream, position in positions.items()}

    def read(self, stream: StreamId, *, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        end = self._end(stream)
        return self._log.read(stream, after=after, upto=end if upto is None else min(end, upto))

    def advanced(self, stream: StreamId, past: int) -> bool:
        return self._end(stream) > past

    def streams(self, kind: str) -> Iterator[StreamId]:
        return (stream for stream in self._log.streams(kind) if stream in self._ends)

    def _end(self, stream: StreamId) -> int:
        return self._ends.get(stream, 0)
