"""The tables within one connection: the statements, and nothing of transactions."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from core import canonical
from core.adapters.sqlite.schema import POSITIONS, decoded, encoded
from core.canonical import Json
from core.events.envelope import StreamId
from core.projections.store import Position, ProjectionsDamaged
from core.projections.tables import Key, Row, Table


class SqliteRows:
    """Implements `Rows` and `Reading`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, table: Table, key: Key) -> Row | None:
        statement = f"{_select(table)} WHERE {_matching(table.key)}"
        found = self._connection.execute(statement, key).fetchone()
        return decoded(table, found) if found is not None else None

    def matching(self, table: Table, column: str, value: str) -> Sequence[Row]:
        statement = f"{_select(table)} WHERE {_matching([column])}"
        return [decoded(table, found) for found in self._connection.execute(statement, (value,))]

    def put(self, table: Table, row: Row) -> None:
        others = [column for column in table.columns if column not in table.key]
        # Not INSERT OR REPLACE: that would give a row another id each time.
        statement = (
            f"INSERT INTO {table.name} ({', '.join(table.columns)}) "  # noqa: S608
            f"VALUES ({', '.join('?' * len(table.columns))}) "
            f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET "
            + ", ".join(f"{column} = excluded.{column}" for column in others)
        )
        self._connection.execute(statement, encoded(table, row))

    def remove(self, table: Table, key: Key) -> None:
        statement = f"DELETE FROM {table.name} WHERE {_matching(table.key)}"  # noqa: S608
        self._connection.execute(statement, key)

    def rows(self, table: Table) -> Iterator[Row]:
        statement = f"{_select(table)} ORDER BY {', '.join(table.key)}"
        return (decoded(table, values) for values in self._connection.execute(statement))

    def asked(self, statement: str, *values: int) -> Sequence[tuple[Json, ...]]:
        """The rows that a statement of ours comes to."""
        return self._connection.execute(statement, values).fetchall()

    def position(self, stream: StreamId) -> Position:
        statement = f"SELECT sequence, state FROM {POSITIONS} WHERE stream = ?"  # noqa: S608
        found = self._connection.execute(statement, (stream,)).fetchone()
        return _position(stream, *found) if found else Position()

    def positions(self) -> Mapping[StreamId, Position]:
        found = self._connection.execute(f"SELECT stream, sequence, state FROM {POSITIONS}")  # noqa: S608
        return {StreamId(row[0]): _position(*row) for row in found}

    def move(self, stream: StreamId, position: Position) -> None:
        """Let `stream` stand at `position`."""
        state = canonical.encode(position.state).decode()
        statement = (
            f"INSERT INTO {POSITIONS} (stream, sequence, state) VALUES (?, ?, ?) "  # noqa: S608
            "ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, "
            "state = excluded.state"
        )
        self._connection.execute(statement, (stream, position.sequence, state))


def _select(table: Table) -> str:
    return f"SELECT {', '.join(table.columns)} FROM {table.name}"  # noqa: S608


def _matching(columns: Sequence[str]) -> str:
    return " AND ".join(f"{column} = ?" for column in columns)


def _position(stream: str, sequence: Json, state: Json) -> Position:
    try:
        if not isinstance(sequence, int):
            raise ValueError(f"{sequence!r} is no number")
        return Position(sequence, canonical.decode(state))
    except (ValueError, TypeError) as error:
        raise ProjectionsDamaged(
            f"the position of {stream} is damaged ({error}); run `promptintel replay`"
        ) from error
