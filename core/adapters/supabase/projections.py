"""Projections in Supabase: a step is one call of a function of its database, one transaction.

The functions are those of database/supabase/migrations. A rebuild happens on this machine, in a
private SQLite database; its rows are sent beside those in use and take their place in one
transaction, so that readers, whoever they are, see the old rows or the new.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from core.adapters.sqlite.projections import scratch
from core.adapters.supabase.batching import batches
from core.adapters.supabase.beside import POSITIONS, Beside, described
from core.adapters.supabase.client import Project
from core.adapters.supabase.faults import OtherFormat
from core.adapters.supabase.rows import exact, kept, restored
from core.canonical import Json
from core.crashpoints import crash_point
from core.errors import StorageUnavailable
from core.events.envelope import StreamId
from core.projections.store import Position, ProjectionStore, Reading, Step
from core.projections.tables import VERSION, Row, Table
from core.projections.targets import SUPABASE


class SupabaseProjectionStore:
    """Implements `ProjectionStore` in a project whose migrations are applied."""

    target = SUPABASE

    def __init__(self, project: Project) -> None:
        self._project = project

    def position(self, stream: StreamId) -> Position:
        found = self._project.call("projection_position", stream=stream, format=VERSION)
        return _position(found) if found is not None else Position()

    def sequences(self) -> Mapping[StreamId, int]:
        found = self._project.call("projection_sequences", format=VERSION)
        return {StreamId(stream): sequence for stream, sequence in found.items()}

    def apply(self, step: Step) -> bool:
        order = {
            "stream": step.stream,
            "after": step.after,
            "upto": step.upto,
            **kept({"state": step.state}),
            "format": VERSION,
            "changes": list(batches(step.changes)),
        }
        crash_point("projection.changed")
        done: bool = self._project.call("projection_apply", step=order)
        if done:
            crash_point("projection.committed")
        return done

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Costs a copy of all rows: PostgREST has no transaction that outlives a call."""
        call = self._project.call_patiently
        copy: str = self._project.call("projection_begin")
        try:
            tables = [POSITIONS, *map(described, self.target.tables)]
            call("projection_copy", set_id=copy, tables=tables, format=VERSION)
            yield _Copy(self._project, copy)
        finally:
            # What cannot be taken away now is taken away by whoever begins another.
            with suppress(StorageUnavailable):
                call("projection_forget", set_id=copy)

    @contextmanager
    def beside(self) -> Iterator[ProjectionStore]:
        with scratch(self.target) as rebuilt:
            fresh = Beside(self._project, rebuilt)
            try:
                yield fresh
            finally:
                fresh.forget()

    def switch(self, fresh: ProjectionStore, head: Callable[[StreamId], int]) -> Sequence[StreamId]:
        if not isinstance(fresh, Beside):
            raise TypeError(f"{type(fresh).__name__} was not made by beside()")
        # Asked before the rows are sent, too: sending takes long.
        further = _further(self._present(), fresh, head)
        if further:
            return further
        fresh.send()
        crash_point("projection.switching")
        heads: dict[str, int] = {}
        while True:
            refused = self._switch(fresh, heads)
            if not refused:
                return []
            further = _further(refused, fresh, head)
            if further:
                return further
            # These stand where the log never was.
            heads |= {stream: head(stream) for stream in refused}

    def _switch(self, fresh: Beside, heads: Mapping[str, int]) -> Mapping[StreamId, int]:
        given = {**fresh.sent(), "format": VERSION, "heads": heads}
        found = self._project.call_patiently("projection_switch", given=given)
        return {StreamId(stream): sequence for stream, sequence in found.items()}

    def _present(self) -> Mapping[StreamId, int]:
        try:
            return self.sequences()
        except OtherFormat:
            return {}


class _Copy:
    """Implements `Reading` of the rows that were copied into a set of their own."""

    def __init__(self, project: Project, copy: str) -> None:
        self._project = project
        self._copy = copy

    def positions(self) -> Mapping[StreamId, Position]:
        found = self._pages(POSITIONS["name"], POSITIONS["key"])
        return {StreamId(row["stream"]): _position(row) for row in found}

    def rows(self, table: Table) -> Iterator[Row]:
        return (
            restored(table.name, table.columns, row) for row in self._pages(table.name, table.key)
        )

    def _pages(self, table: str, key: Sequence[str]) -> Iterator[Json]:
        after: list[str] = []
        while True:
            page = self._project.call(
                "projection_page", set_id=self._copy, table_name=table, after=after
            )
            if not page:
                return
            yield from page
            after = [page[-1][column] for column in key]


def _position(found: Json) -> Position:
    return Position(found["sequence"], exact(found["state"]))


def _further(
    present: Mapping[StreamId, int], fresh: Beside, head: Callable[[StreamId], int]
) -> Sequence[StreamId]:
    """The streams of `present` that are further than `fresh`, as far as the log goes."""
    reached = fresh.sequences()
    return sorted(
        stream
        for stream, sequence in present.items()
        if sequence > reached.get(stream, 0)
        and min(sequence, head(stream)) > reached.get(stream, 0)
    )
