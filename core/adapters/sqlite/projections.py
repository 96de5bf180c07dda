"""Projections in one SQLite file, `projections.sqlite`, which anybody may open and read.

A connection lives for one call, so that no process holds on to a file that another has replaced. A
rebuild happens in a private database that SQLite keeps in a temporary file; it is copied over in
one transaction, for replacing the file under its readers could give them parts of both.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from core.adapters.filesystem.writing import storage_errors
from core.adapters.sqlite import schema
from core.adapters.sqlite.errors import sqlite_errors, written_by_another_release
from core.adapters.sqlite.rows import SqliteRows
from core.crashpoints import crash_point
from core.events.envelope import StreamId
from core.projections.changes import carry_out
from core.projections.store import (
    Position,
    ProjectionsDamaged,
    ProjectionStore,
    Reading,
    Step,
)
from core.projections.tables import VERSION, Row, Table
from core.projections.targets import SQLITE, Target

PATIENCE = 5.0
"""Seconds to wait for another writer of the file."""

_SCRATCH = Path("a scratch database")


class _Nothing:
    """Implements `Reading` where there is no file yet."""

    def positions(self) -> Mapping[StreamId, Position]:
        return {}

    def rows(self, _table: Table) -> Iterator[Row]:
        return iter(())


class SqliteProjectionStore:
    """Implements `ProjectionStore` in the file at `path`. Any number of processes may share it."""

    target = SQLITE

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        self.path = path
        self._patience = patience

    def position(self, stream: StreamId) -> Position:
        if not self._exists():
            return Position()
        with self._opened() as connection:
            return SqliteRows(connection).position(stream)

    def sequences(self) -> Mapping[StreamId, int]:
        with self.reading() as reading:
            return {stream: at.sequence for stream, at in reading.positions().items()}

    def apply(self, step: Step) -> bool:
        with self._opened() as connection, _transaction(connection, "IMMEDIATE"):
            rows = SqliteRows(connection)
            if rows.position(step.stream).sequence != step.after:
                return False
            for change in step.changes:
                carry_out(change, rows)
            crash_point("projection.changed")
            rows.move(step.stream, Position(step.upto, step.state))
        crash_point("projection.committed")
        return True

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        if not self._exists():
            yield _Nothing()
            return
        with self._opened() as connection, _transaction(connection, "DEFERRED"):
            yield SqliteRows(connection)

    def beside(self) -> AbstractContextManager[ProjectionStore]:
        return scratch(self.target, self.path)

    def switch(self, fresh: ProjectionStore, head: Callable[[StreamId], int]) -> Sequence[StreamId]:
        if not isinstance(fresh, SqliteProjectionStore):
            raise TypeError(f"{type(fresh).__name__} was not made by `beside`")
        with fresh._opened() as connection:
            try:
                return self._switch(connection, head)
            except ProjectionsDamaged:
                self._discard()
                return self._switch(connection, head)

    def check(self) -> None:
        """Look at every page of the file. Raises `ProjectionsDamaged`."""
        with self._opened() as connection:
            (found, *_) = connection.execute("PRAGMA integrity_check").fetchone()
            if found != "ok":
                raise ProjectionsDamaged(
                    f"{self.path} is damaged ({found}); run `promptintel replay`"
                )

    def _exists(self) -> bool:
        with storage_errors(self.path):
            try:
                return self.path.stat().st_size > 0
            except FileNotFoundError:
                return False

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The file with its tables, which are made where there are none."""
        while True:
            with self._locked(fcntl.LOCK_SH), self._connected(str(self.path)) as connection:
                found = _version(connection)
                if found not in (0, VERSION):
                    raise written_by_another_release(self.path, found, VERSION)
                if found == VERSION:
                    yield connection
                    return
            self._make()

    def _make(self) -> None:
        """Make the tables, unless another process has."""
        with self._locked(fcntl.LOCK_EX), self._connected(str(self.path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            with _transaction(connection, "IMMEDIATE"):
                if _version(connection) == 0:
                    # What stands here without a number was never finished, or is not ours.
                    schema.drop(connection, "main")
                    schema.create(connection)

    def _switch(
        self, connection: sqlite3.Connection, head: Callable[[StreamId], int]
    ) -> Sequence[StreamId]:
        if not self._exists():
            self._make()
        with self._locked(fcntl.LOCK_SH), sqlite_errors(self.path):
            connection.execute("ATTACH ? AS live", (str(self.path),))
            try:
                connection.execute("PRAGMA live.journal_mode = WAL")
                with _transaction(connection, "DEFERRED"):
                    # The first write waits for other writers of the live file. BEGIN IMMEDIATE
                    # does not: it is prepared once, and then knows of no file attached later.
                    schema.sign(connection, "live")
                    further = _further(connection, head)
                    if not further:
                        schema.drop(connection, "live")
                        schema.create(connection, "live")
                        schema.copy(connection, "main", "live")
                    crash_point("projection.switching")
            finally:
                connection.execute("DETACH live")
        return further

    @contextmanager
    def _connected(self, name: str) -> Iterator[sqlite3.Connection]:
        with sqlite_errors(self.path):
            connection = sqlite3.connect(name, timeout=self._patience, isolation_level=None)
            with closing(connection):
                # A power cut may take the last commits back, whole; the log has what they said.
                connection.execute("PRAGMA synchronous = NORMAL")
                yield connection

    def _discard(self) -> None:
        """Delete a file that cannot be read, with what belongs to it and would spoil the next."""
        with self._locked(fcntl.LOCK_EX), storage_errors(self.path):
            for suffix in ("-wal", "-shm", ""):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Shared while the file is in use, so that nobody deletes it meanwhile."""
        lock = self.path.with_name(f".{self.path.name}.lock")
        with storage_errors(lock):
            lock.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            with storage_errors(lock):
                fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)


class _Private(SqliteProjectionStore):
    """A store in a database of this connection's own."""

    def __init__(self, target: Target, path: Path, connection: sqlite3.Connection) -> None:
        super().__init__(path)
        self.target = target
        self._connection = connection

    def _exists(self) -> bool:
        return True

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with sqlite_errors(self.path):
            yield self._connection


@contextmanager
def scratch(target: Target, path: Path = _SCRATCH) -> Iterator[ProjectionStore]:
    """An empty store for `target`, whose errors name `path`, that goes when the block ends.

    SQLite keeps it in memory, and in a temporary file where it grows large.
    """
    with sqlite_errors(path), closing(sqlite3.connect("", isolation_level=None)) as connection:
        # Gone with the process: nothing of it needs to be safe on disk.
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        schema.create(connection)
        yield _Private(target, path, connection)


@contextmanager
def _transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # SQLite ends it by itself where the disk fails
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection, name: str = "main") -> int:
    (version,) = connection.execute(f"PRAGMA {name}.user_version").fetchone()
    return int(version)


def _further(connection: sqlite3.Connection, head: Callable[[StreamId], int]) -> Sequence[StreamId]:
    """The streams that the live store has projected further than the one beside it."""
    if _version(connection, "live") != VERSION:
        return []
    ahead = connection.execute(
        f"SELECT live.stream, live.sequence, coalesce(fresh.sequence, 0) "  # noqa: S608
        f"FROM live.{schema.POSITIONS} live LEFT JOIN main.{schema.POSITIONS} fresh "
        "ON fresh.stream = live.stream WHERE typeof(live.sequence) = 'integer' "
        "AND live.sequence > coalesce(fresh.sequence, 0)"
    )
    return [
        StreamId(stream)
        for stream, sequence, reached in ahead.fetchall()
        if min(sequence, head(stream)) > reached
    ]
