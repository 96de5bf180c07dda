"""A rebuild on this machine, and its rows sent to Supabase, beside those in use.

What was sent is remembered by its hash, so that after having been overtaken only the difference is
sent: sending everything again could be overtaken for ever.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import blake2b

from core import canonical
from core.adapters.supabase.client import Project
from core.adapters.supabase.rows import kept
from core.canonical import Json
from core.errors import StorageUnavailable
from core.events.envelope import StreamId
from core.projections.store import Position, ProjectionStore, Reading, Step
from core.projections.tables import Key, Row, Table

POSITIONS: Mapping[str, Json] = {
    "name": "projection_positions",
    "key": ["stream"],
    "columns": ["stream", "sequence", "state"],
}
"""The table of positions, as `described`."""

_BYTES = 1_000_000
"""What is sent at once, about."""


def described(table: Table) -> Mapping[str, Json]:
    """`table` as the database's functions take it."""
    return {"name": table.name, "key": list(table.key), "columns": list(table.columns)}


class Beside:
    """Implements `ProjectionStore` in `rebuilt`, whose rows read as Supabase would keep them."""

    def __init__(self, project: Project, rebuilt: ProjectionStore) -> None:
        self.target = rebuilt.target
        self._project = project
        self._rebuilt = rebuilt
        self._set: str | None = None
        self._sent: dict[tuple[str, Key], bytes] = {}

    def position(self, stream: StreamId) -> Position:
        return self._rebuilt.position(stream)

    def sequences(self) -> Mapping[StreamId, int]:
        return self._rebuilt.sequences()

    def apply(self, step: Step) -> bool:
        return self._rebuilt.apply(step)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        with self._rebuilt.reading() as reading:
            yield _Kept(reading)

    def beside(self) -> AbstractContextManager[ProjectionStore]:
        return self._rebuilt.beside()

    def switch(self, fresh: ProjectionStore, head: Callable[[StreamId], int]) -> Sequence[StreamId]:
        return self._rebuilt.switch(fresh, head)

    def send(self) -> None:
        """Send what was not sent yet. Raises `StorageUnavailable`."""
        if self._set is None:
            self._set = self._project.call("projection_begin")
        entries: list[Json] = []
        size = 0
        for entry in self._unsent():
            entries.append(entry)
            size += len(canonical.encode(entry))
            if size >= _BYTES:
                self._project.call("projection_send", set_id=self._set, entries=entries)
                entries, size = [], 0
        if entries:
            self._project.call("projection_send", set_id=self._set, entries=entries)

    def sent(self) -> Mapping[str, Json]:
        """Which set the rows are in, and how many of each table."""
        counts = dict.fromkeys([POSITIONS["name"], *(t.name for t in self.target.tables)], 0)
        for name, _ in self._sent:
            counts[name] += 1
        tables = [POSITIONS, *map(described, self.target.tables)]
        return {
            "set": self._set,
            "tables": [{**table, "count": counts[table["name"]]} for table in tables],
        }

    def forget(self) -> None:
        """Take away what was sent."""
        if self._set is not None:
            # What cannot be taken away now is taken away by whoever begins another.
            with suppress(StorageUnavailable):
                self._project.call_patiently("projection_forget", set_id=self._set)

    def _unsent(self) -> Iterator[Json]:
        gone = set(self._sent)
        for name, key, row in self._everything():
            place = (name, key)
            gone.discard(place)
            mark = blake2b(canonical.encode(row), digest_size=16).digest()
            if self._sent.get(place) != mark:
                self._sent[place] = mark
                yield {"table": name, "key": list(key), "row": row}
        for name, key in sorted(gone):
            del self._sent[name, key]
            yield {"table": name, "key": list(key), "row": None}

    def _everything(self) -> Iterator[tuple[str, Key, Json]]:
        with self.reading() as reading:
            for stream, at in sorted(reading.positions().items()):
                row = {"stream": stream, "sequence": at.sequence, "state": at.state}
                yield POSITIONS["name"], (stream,), row
            for table in self.target.tables:
                for found in reading.rows(table):
                    yield table.name, table.key_of(found), dict(found)


class _Kept:
    """Implements `Reading`: another one's rows as Postgres can keep them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def positions(self) -> Mapping[StreamId, Position]:
        found = self._reading.positions()
        return {s: Position(at.sequence, kept({"": at.state})[""]) for s, at in found.items()}

    def rows(self, table: Table) -> Iterator[Row]:
        return map(kept, self._reading.rows(table))
