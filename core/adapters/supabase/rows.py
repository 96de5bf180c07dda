"""Rows as Postgres keeps them and gives them back."""

from collections.abc import Mapping
from datetime import datetime

from core import canonical
from core.canonical import Json
from core.events.minting import rfc3339
from core.projections.store import ProjectionsDamaged
from core.projections.tables import Kind, Row

_LAST_INTEGER = 2**63
"""A number of ours that is larger was a fraction; Postgres writes all its digits."""


def keeps_time(column: str) -> bool:
    """Whether the migrations declare `column` as an instant: all that are called so."""
    return column.endswith("_at")


def kept(row: Row) -> Row:
    """`row` as Postgres can keep it: its texts cannot hold U+0000, so U+FFFD stands there."""
    if b"\\u0000" not in canonical.encode(dict(row)):
        return row
    return {column: _without_nul(value) for column, value in row.items()}


def restored(name: str, columns: Mapping[str, Kind], row: Json) -> Row:
    """A row of the table or view `name` as it was put, from what Postgres gives out.

    Raises `ProjectionsDamaged`.
    """
    try:
        return {c: _restored(row[c], kind, keeps_time(c)) for c, kind in columns.items()}
    except (LookupError, ValueError, TypeError) as error:
        raise ProjectionsDamaged(
            f"a row of {name} is damaged ({type(error).__name__}: {error}); "
            "run `promptintel replay --target supabase`"
        ) from error


def exact(value: Json) -> Json:
    """JSON as it was put: Postgres writes 1e22 as an integer of 23 digits."""
    match value:
        case dict():
            return {key: exact(inner) for key, inner in value.items()}
        case list():
            return [exact(inner) for inner in value]
        case int() if abs(value) > _LAST_INTEGER:
            return float(value)
        case _:
            return value


def _restored(value: Json, kind: Kind, time: bool) -> Json:
    if value is None:
        return None
    if kind == "json":
        return exact(value)
    if kind == "real":
        return float(value)
    return rfc3339(datetime.fromisoformat(value)) if time else value


def _without_nul(value: Json) -> Json:
    match value:
        case str():
            return value.replace("\0", "\ufffd")
        case dict():
            return {_without_nul(key): _without_nul(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_without_nul(inner) for inner in value]
        case _:
            return value
