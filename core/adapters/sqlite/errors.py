"""What SQLite complains of, in this system's words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import StorageUnavailable
from core.projections.store import ProjectionsDamaged

_REPLAY = "run `promptintel replay`"
_RIGHTS = "give this user the right to write there, or set PROMPTINTEL_HOME elsewhere"
_LATER = "another process is writing it; try again"
_REMEDIES = {
    sqlite3.SQLITE_BUSY: _LATER,
    sqlite3.SQLITE_LOCKED: _LATER,
    sqlite3.SQLITE_PROTOCOL: _LATER,
    sqlite3.SQLITE_INTERRUPT: "try again",
    sqlite3.SQLITE_FULL: "free some disk space",
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_PERM: _RIGHTS,
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_IOERR: "check the disk",
    sqlite3.SQLITE_NOMEM: "free some memory",
}


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Every error of SQLite within the block becomes `StorageUnavailable` with a remedy where the
    machine is at fault, else `ProjectionsDamaged`: the file is not what we made it."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the kind of failure, the others say more of it.
        remedy = _REMEDIES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if remedy is not None:
            raise StorageUnavailable(f"{path}: {error}; {remedy}") from error
        raise ProjectionsDamaged(f"{path} is damaged ({error}); {_REPLAY}") from error


def written_by_another_release(path: Path, found: int, known: int) -> StorageUnavailable:
    """The file holds the tables of format `found`, and this release knows `known`."""
    remedy = "upgrade promptintel" if found > known else _REPLAY
    return StorageUnavailable(
        f"{path} was written by {'a newer' if found > known else 'an older'} release; {remedy}"
    )
