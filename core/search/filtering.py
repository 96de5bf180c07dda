"""Whether an item's value meets a filter in LangGraph's terms: values, nested objects, and the
operators `$eq`, `$ne`, `$gt`, `$gte`, `$lt` and `$lte`."""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from core.canonical import Json
from core.errors import InvalidInput

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {"$gt": gt, "$gte": ge, "$lt": lt, "$lte": le}
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {"$eq": eq, "$ne": ne, **_ORDERS}


def meets(value: Mapping[str, Json], conditions: Mapping[str, Any] | None) -> bool:
    """Whether `value` meets all `conditions`; a key that it has not is looked up in its metadata.

    Raises `InvalidInput` for an operator that there is not.
    """
    return all(
        _meets(value[key] if key in value else value["metadata"].get(key), wanted)
        for key, wanted in (conditions or {}).items()
    )


def _meets(value: Json, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        if any(key.startswith("$") for key in wanted):
            return all(_compares(value, operator, bound) for operator, bound in wanted.items())
        return isinstance(value, Mapping) and all(
            _meets(value.get(key), inner) for key, inner in wanted.items()
        )
    if isinstance(wanted, list | tuple):
        return (
            isinstance(value, list)
            and len(value) == len(wanted)
            and all(_meets(part, inner) for part, inner in zip(value, wanted, strict=True))
        )
    return bool(value == wanted)


def _compares(value: Json, operator: str, bound: Any) -> bool:
    compare = _OPERATORS.get(operator)
    if compare is None:
        raise InvalidInput("filter", f"{operator!r} is no operator", f"use {', '.join(_OPERATORS)}")
    if operator in _ORDERS and not (_is_number(value) and _is_number(bound)):
        return False
    return bool(compare(value, bound))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
