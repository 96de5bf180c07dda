"""The tables of projections as SQLite has them, and rows as it keeps them.

All names in the statements are those of `core.projections.tables`: no user's word is among them.
"""

import sqlite3
from collections.abc import Iterator

from core import canonical
from core.canonical import Json
from core.projections.store import ProjectionsDamaged
from core.projections.tables import TABLES, VERSION, Kind, Row, Table

POSITIONS = "projection_positions"
_OURS = 0x50494E54
"""What the file's header says of whose it is: `PINT`."""

_TYPES = {
    "text": "TEXT",
    "integer": "INTEGER",
    "real": "REAL",
    "boolean": "INTEGER",
    "json": "TEXT",
}


def sign(connection: sqlite3.Connection, schema: str) -> None:
    """Write into the file that it is ours; this takes the right to write to it."""
    connection.execute(f"PRAGMA {schema}.application_id = {_OURS}")


def create(connection: sqlite3.Connection, schema: str = "main") -> None:
    """Make every table in `schema`, within the caller's transaction."""
    sign(connection, schema)
    for table in TABLES:
        connection.execute(_definition(table, schema))
        for column in table.sought:
            name = f"{schema}.{table.name}_by_{column}"
            connection.execute(f"CREATE INDEX {name} ON {table.name} ({column})")
    connection.execute(
        f"CREATE TABLE {schema}.{POSITIONS} "
        "(stream TEXT PRIMARY KEY NOT NULL, sequence INTEGER NOT NULL, state TEXT NOT NULL)"
    )
    connection.execute(f"PRAGMA {schema}.user_version = {VERSION}")


def drop(connection: sqlite3.Connection, schema: str) -> None:
    """Take every table out of `schema`, whatever release made it."""
    names = connection.execute(
        f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' "  # noqa: S608
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    for (name,) in names.fetchall():
        quoted = name.replace('"', '""')
        connection.execute(f'DROP TABLE {schema}."{quoted}"')


def copy(connection: sqlite3.Connection, source: str, target: str) -> None:
    """Copy every table's rows from one schema into the other, whose tables are empty."""
    for name, columns in _all_columns():
        listed = ", ".join(columns)
        connection.execute(
            f"INSERT INTO {target}.{name} ({listed}) SELECT {listed} FROM {source}.{name}"  # noqa: S608
        )


def encoded(table: Table, row: Row) -> list[str | int | float | None]:
    """The row's values as SQLite keeps them, in the order of the table's columns."""
    return [_encoded(row[column], kind) for column, kind in table.columns.items()]


def decoded(table: Table, values: tuple[Json, ...]) -> Row:
    """The row of which SQLite keeps `values`. Raises `ProjectionsDamaged`."""
    columns = table.columns.items()
    try:
        return {c: _decoded(value, kind) for (c, kind), value in zip(columns, values, strict=True)}
    except (ValueError, TypeError) as error:
        row = dict(zip(table.columns, values, strict=True))
        key = "/".join(str(row[column]) for column in table.key)
        raise ProjectionsDamaged(
            f"row {key} of {table.name} is damaged ({error}); run `promptintel replay`"
        ) from error


def _definition(table: Table, schema: str) -> str:
    required = dict.fromkeys(table.key, " NOT NULL")
    columns = [f"{c} {_TYPES[kind]}{required.get(c, '')}" for c, kind in table.columns.items()]
    key = ", ".join(table.key)
    if table.serial:
        columns = ["id INTEGER PRIMARY KEY", *columns, f"UNIQUE ({key})"]
    else:
        columns.append(f"PRIMARY KEY ({key})")
    return f"CREATE TABLE {schema}.{table.name} ({', '.join(columns)})"


def _all_columns() -> Iterator[tuple[str, list[str]]]:
    for table in TABLES:
        yield table.name, [*(["id"] if table.serial else []), *table.columns]
    yield POSITIONS, ["stream", "sequence", "state"]


def _encoded(value: Json, kind: Kind) -> str | int | float | None:
    if value is None:
        return None
    if kind == "json":
        return canonical.encode(value).decode()
    return int(value) if kind == "boolean" else value


def _decoded(value: Json, kind: Kind) -> Json:
    if value is None:
        return None
    if kind == "json":
        return canonical.decode(value)
    if kind == "boolean" and value in (0, 1):
        return bool(value)
    return value
