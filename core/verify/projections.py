"""The projection: no further than the log, and row by row what a rebuild to the same point is.

Lagging behind is no damage, and having no projection is none.
"""

from collections.abc import Iterator, Mapping

from core.adapters.sqlite.projections import SqliteProjectionStore
from core.errors import StorageUnavailable
from core.events.blobs import BlobStore
from core.events.envelope import Event, StreamId
from core.events.log import EventLog
from core.projections.projector import Projector
from core.projections.store import Position, ProjectionsDamaged, ProjectionStore, Reading
from core.projections.tables import TABLES, Key, Row, Table
from core.verify.findings import Findings
from core.verify.streams import Told

_REPLAY = "run `promptintel replay`"
_LOST = (
    "if the stream has lost its last files, restore them from a copy; else run `promptintel replay`"
)


def check_projections(
    store: SqliteProjectionStore,
    told: Told,
    log: EventLog,
    blobs: BlobStore,
    findings: Findings,
) -> None:
    """Check the tables, all of them at one moment."""
    if not store.path.exists():
        return
    findings.tell("the projection")
    try:
        store.check()
        with store.reading() as reading:
            _check(reading, store, told, log, blobs, findings)
    except ProjectionsDamaged as error:
        problem = str(error).removeprefix(f"{store.path} ").partition("; run")[0]
        findings.add("projection", store.path.name, problem, _REPLAY)
    except StorageUnavailable as error:
        findings.skip(store.path.name, error)


def _check(
    reading: Reading,
    store: ProjectionStore,
    told: Told,
    log: EventLog,
    blobs: BlobStore,
    findings: Findings,
) -> None:
    positions = reading.positions()
    ahead = [
        s for s, at in positions.items() if at.sequence > max(told.heads.get(s, 0), log.head(s))
    ]
    for stream in sorted(ahead):
        problem = f"stands at {positions[stream].sequence}, and the log ends at {log.head(stream)}"
        findings.add("projection", f"projections.sqlite: position of {stream}", problem, _LOST)
    blind = sorted(told.unsound & positions.keys())
    if ahead or blind:
        why = f"{', '.join([*ahead, *blind])} cannot be read as far as it was projected"
        findings.skip("projections.sqlite: rows", why)
        return
    with store.beside() as fresh:
        projector = Projector(_AsOf(log, positions), blobs, fresh)
        for stream, fault in projector.catch_up().items():
            findings.skip("projections.sqlite: rows", f"{stream} cannot be projected: {fault}")
            return
        with fresh.reading() as again:
            _compare(reading, again, findings)


def _compare(kept: Reading, again: Reading, findings: Findings) -> None:
    before, after = kept.positions(), again.positions()
    for stream in sorted(before.keys() | after.keys()):
        findings.checked["positions"] += 1
        if before.get(stream, Position()) != after.get(stream, Position()):
            where = f"projections.sqlite: position of {stream}"
            findings.add("projection", where, "is not what a rebuild leaves", _REPLAY)
    for table in TABLES:
        for key, row, expected in _paired(table, kept.rows(table), again.rows(table)):
            findings.checked["rows"] += 1
            problem = _difference(row, expected)
            if problem is not None:
                where = f"projections.sqlite: {table.name} {'/'.join(key)}"
                findings.add("projection", where, problem, _REPLAY)


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


def _difference(row: Row | None, expected: Row | None) -> str | None:
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
        end = self.head(stream)
        return self._log.read(stream, after=after, upto=end if upto is None else min(end, upto))

    def head(self, stream: StreamId) -> int:
        return self._ends.get(stream, 0)

    def advanced(self, stream: StreamId, past: int) -> bool:
        return self.head(stream) > past

    def streams(self, kind: str) -> Iterator[StreamId]:
        return (stream for stream in self._log.streams(kind) if stream in self._ends)
