"""Rows as the fields of documents, and back.

A frontend reads plain maps and lists. What Firestore cannot hold as it is (a list within a list, a
key that is empty or reserved, more than eighteen levels, integers beyond 64 bits) is kept as JSON
text under one key, so that every value comes back as it was put.
"""

import re
from collections.abc import Mapping
from typing import Any

from core import canonical
from core.canonical import Json
from core.projections.tables import Row, Table

_WRAPPED = "__json"
_RESERVED = re.compile(r"__.*__", re.DOTALL)
_DEPTH = 18
_KEY_BYTES = 1500

Fields = dict[str, Any]


def fields_of(table: Table, row: Row) -> Fields:
    """The row as a document holds it."""
    return {
        column: _encoded(row[column]) if kind == "json" else row[column]
        for column, kind in table.columns.items()
    }


def row_of(table: Table, fields: Mapping[str, Any]) -> Row:
    """The row that a document holds. Raises `ValueError` where it holds none of `table`."""
    if fields.keys() != table.columns.keys():
        raise ValueError(f"its fields are {sorted(fields)}")
    return {
        column: _decoded(fields[column]) if kind == "json" else fields[column]
        for column, kind in table.columns.items()
    }


def _encoded(value: Json) -> Json:
    return value if _holdable(value, _DEPTH) else {_WRAPPED: canonical.encode(value).decode()}


def _decoded(value: Json) -> Json:
    if isinstance(value, dict) and value.keys() == {_WRAPPED}:
        return canonical.decode(value[_WRAPPED])
    return value


def _holdable(value: Json, depth: int) -> bool:
    if isinstance(value, dict):
        return (
            depth > 0
            and value.keys() != {_WRAPPED}
            and all(_is_name(key) for key in value)
            and all(_holdable(item, depth - 1) for item in value.values())
        )
    if isinstance(value, list | tuple):
        return depth > 0 and all(
            not isinstance(item, list | tuple) and _holdable(item, depth - 1) for item in value
        )
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return True


def _is_name(key: str) -> bool:
    return 0 < len(key.encode()) <= _KEY_BYTES and not _RESERVED.fullmatch(key)
