"""Projections in Firestore, at the paths that frontends read and subscribe to."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from google.cloud.firestore import Client

from core.adapters.firestore.control import (
    Control,
    check_release,
    check_writable,
    control_of,
)
from core.adapters.firestore.documents import DEADLINE, Documents, Moment, Write
from core.adapters.firestore.errors import Overtaken, damaged
from core.adapters.firestore.parts import carried_out, first_changes, looked_at
from core.adapters.firestore.places import CONTROL, key_of, position_path
from core.adapters.firestore.standing import Standing, standing_of
from core.adapters.firestore.switching import switched
from core.adapters.firestore.values import row_of
from core.adapters.sqlite.projections import scratch
from core.crashpoints import crash_point
from core.errors import StorageUnavailable
from core.events.envelope import StreamId
from core.projections.changes import Elect, RowChange
from core.projections.store import Position, ProjectionStore, Reading, Step
from core.projections.tables import Row, Table
from core.projections.targets import FIRESTORE

PATIENCE = 30.0
"""Seconds after which a step that others were always a moment earlier than is given up."""


class FirestoreProjectionStore:
    """Implements `ProjectionStore`. Any number of processes may share the database.

    A step's documents and its stream's position go into one commit, on the condition that none of
    those that were looked at has changed. A step too large for a commit takes several, each with
    a position that says how many of the changes are done (see `standing`).
    """

    target = FIRESTORE

    def __init__(
        self,
        client: Callable[[], Client],
        *,
        seconds: float = DEADLINE,
        patience: float = PATIENCE,
    ) -> None:
        self._documents = Documents(client, seconds)
        self._patience = patience

    def position(self, stream: StreamId) -> Position:
        path = position_path(stream)
        found = self._documents.get([path, CONTROL])
        check_release(control_of(found[CONTROL].fields))
        return standing_of(path, found[path].fields)[1].position

    def sequences(self) -> Mapping[StreamId, int]:
        with self.reading() as reading:
            return {stream: at.sequence for stream, at in reading.positions().items()}

    def apply(self, step: Step) -> bool:
        changes = [change for change in step.changes if not isinstance(change, Elect)]
        if len(changes) != len(step.changes):
            raise ValueError(f"{step.stream}: Firestore keeps no leagues")
        patient_until = time.monotonic() + self._patience
        while time.monotonic() < patient_until:
            try:
                standing = self._go_on(step, changes)
            except Overtaken:
                continue
            if standing is None:
                return False
            if standing.sequence != step.after:
                crash_point("projection.committed")
                return True
            crash_point("projection.part_committed")
        raise StorageUnavailable(
            f"Firestore: others were first for {self._patience:g} s; try again"
        )

    def reading(self) -> AbstractContextManager[Reading]:
        return self._reading()

    def beside(self) -> AbstractContextManager[ProjectionStore]:
        return scratch(self.target)

    def switch(self, fresh: ProjectionStore, head: Callable[[StreamId], int]) -> Sequence[StreamId]:
        return switched(self._documents, self.target, fresh, head)

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        with self._documents.moment() as moment:
            check_release(control_of(moment.at(CONTROL).fields))
            yield _Reading(moment)

    def _go_on(self, step: Step, changes: Sequence[RowChange]) -> Standing | None:
        """Carry out as much of `step` as a commit takes; gives where the stream stands then, or
        `None` where it is not at `step.after`."""
        path = position_path(step.stream)
        found = self._documents.get([path, CONTROL])
        check_writable(control_of(found[CONTROL].fields))
        _, standing = standing_of(path, found[path].fields)
        if standing.sequence != step.after:
            return None
        first = first_changes(changes[standing.done :])
        looked = looked_at(first)
        writes, count = carried_out(first, self._documents.get(looked) if looked else {})
        after = standing.after(step, count)
        crash_point("projection.changed")
        self._commit([*writes, Write(path, after.fields(step.stream), found[path])])
        return after

    def _commit(self, writes: Sequence[Write]) -> None:
        """Commit while no replay can begin to write. Raises `Overtaken`."""
        fence = self._documents.fence(CONTROL)
        try:
            control = control_of(fence.found.fields)
            check_writable(control)
            if fence.found.since is not None and control.state == "open":
                self._documents.commit(writes, fence)
                return
        except BaseException:
            self._documents.release(fence)
            raise
        self._documents.release(fence)
        opened = Control(control.version, control.switch, "open")
        self._documents.commit([Write(CONTROL, opened.fields(), fence.found)])
        raise Overtaken("the store was not open, and now it is")


class _Reading:
    """Implements `Reading`."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment

    def positions(self) -> Mapping[StreamId, Position]:
        found = (standing_of(path, fields) for path, fields in self._moment.positions())
        return {stream: standing.position for stream, standing in found}

    def rows(self, table: Table) -> Iterator[Row]:
        rows = [_row(table, path, fields) for path, fields in self._moment.rows(table)]
        # Firestore sorts by the encoded names of documents.
        return iter(sorted(rows, key=table.key_of))


def _row(table: Table, path: str, fields: Mapping[str, object]) -> Row:
    try:
        row = row_of(table, fields)
        if table.key_of(row) != key_of(table, path):
            raise ValueError(f"it holds the row {table.key_of(row)}")
    except ValueError as error:
        raise damaged(path, error) from error
    return row
