"""Migrations of a project's database, recorded as the Supabase CLI records them.

Either may apply what the other has not: `supabase --workdir database db push`, or
`promptintel doctor --migrate`.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from core.adapters.supabase.statements import statements
from core.errors import InvalidInput, StorageUnavailable

_FOLDER = "supabase/migrations"
_NAME = re.compile(r"([0-9]{14})_([a-z0-9_]+)\.sql")
_CONNECT_SECONDS = 10
_LOCK = "select pg_advisory_xact_lock(1346981460, 3)"
"""One process at a time migrates; another waits, and then finds nothing left to do."""

_PATIENCE = "set local lock_timeout = '60s'"
_RECORDS = (
    "create schema if not exists supabase_migrations",
    "create table if not exists supabase_migrations.schema_migrations "
    "(version text not null primary key)",
    "alter table supabase_migrations.schema_migrations add column if not exists statements text[]",
    "alter table supabase_migrations.schema_migrations add column if not exists name text",
)
_RECORDED = "select 1 from supabase_migrations.schema_migrations where version = %s"
_RECORD = (
    "insert into supabase_migrations.schema_migrations (version, name, statements) "
    "values (%s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class Migration:
    """A file `<version>_<name>.sql`; `version` is a time, by which migrations are ordered."""

    version: str
    name: str
    statements: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.version}_{self.name}"


def migrations_in(database: Path) -> list[Migration]:
    """The migrations that genesis folder `database` brings along, oldest first.

    Raises `InvalidInput` where there are none, or a file there is called otherwise.
    """
    folder = database / _FOLDER
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    if not found:
        raise InvalidInput(
            "PROMPTINTEL_DATABASE", f"there are no migrations in {folder}", "name a whole copy"
        )
    return found


def migrate(url: str, migrations: Sequence[Migration]) -> list[Migration]:
    """Apply those of `migrations` that the database at `url` has not, each in a transaction.

    Returns those that were applied. Raises `StorageUnavailable`; what was applied before stays.
    """
    with _connected(url) as connection:
        with _exclusively(connection):
            for statement in _RECORDS:
                connection.execute(statement)
        return [migration for migration in migrations if _apply(connection, migration)]


def pending(url: str, migrations: Sequence[Migration]) -> list[Migration]:
    """Those of `migrations` that the database at `url` has not. Raises `StorageUnavailable`."""
    with _connected(url) as connection:
        there = connection.execute("select to_regclass('supabase_migrations.schema_migrations')")
        if there.fetchone() == (None,):
            return list(migrations)
        return [m for m in migrations if not _recorded(connection, m)]


def _read(path: Path) -> Migration:
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise InvalidInput(
            path.name, "is no name of a migration", "call it <14 digits of a time>_<words>.sql"
        )
    return Migration(named[1], named[2], tuple(statements(path.read_text(encoding="utf-8"))))


def _apply(connection: psycopg.Connection[Any], migration: Migration) -> bool:
    """Apply `migration`, unless it was; whether it was now."""
    with _exclusively(connection):
        if _recorded(connection, migration):
            return False
        for number, statement in enumerate(migration.statements, 1):
            try:
                connection.execute(statement.encode())
            except psycopg.Error as error:
                raise StorageUnavailable(
                    f"migration {migration}, statement {number}: {_words(error)}; "
                    "nothing of it was applied"
                ) from error
        connection.execute(_RECORD, (migration.version, migration.name, [*migration.statements]))
    return True


def _recorded(connection: psycopg.Connection[Any], migration: Migration) -> bool:
    return connection.execute(_RECORDED, (migration.version,)).fetchone() is not None


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    try:
        # A pooler hands each transaction to another session: nothing may be prepared.
        with psycopg.connect(
            url, autocommit=True, connect_timeout=_CONNECT_SECONDS, prepare_threshold=None
        ) as connection:
            yield connection
    except psycopg.ProgrammingError as error:
        # The library's own words about an address hold the password.
        said = error.diag.message_primary or "is no connection string"
        remedy = "set it to the connection string of role postgres"
        raise StorageUnavailable(f"SUPABASE_DB_URL: {said}; {remedy}") from error
    except psycopg.Error as error:
        said = f"Supabase's database does not answer ({_words(error)}); try again shortly"
        raise StorageUnavailable(said) from error


@contextmanager
def _exclusively(connection: psycopg.Connection[Any]) -> Iterator[None]:
    with connection.transaction():
        connection.execute(_PATIENCE)
        connection.execute(_LOCK)
        yield


def _words(error: psycopg.Error) -> str:
    """The first line of what is wrong."""
    said = error.diag.message_primary or str(error).strip() or type(error).__name__
    return said.splitlines()[0]
