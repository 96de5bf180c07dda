"""Which pointers a clause may name, so that a slip is found before a contract is made."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from core.canonical import Json

_OFFER = (
    "annual_fee",
    "exclusivity",
    "expected_annual",
    "fee_model",
    "fixed_fee",
    "fixed_fee_words",
    "guarantee_words",
    "high",
    "low",
    "minimum_guarantee",
    "name",
    "schedule",
    "share_assumed",
    "share_base",
    "share_definition",
    "share_expected",
    "share_percent",
    "share_words",
    "step_up_percent",
    "term_months",
    "title",
    "total",
)
_DEAL = (
    "currency",
    "end_date",
    "ended_deals",
    "format",
    "standing_deals",
    "start_date",
    "territory_kind",
    "territory_list",
    "territory_words",
    "tier",
)
_PEOPLE = ("signatory", "second_signatory", "operations")
_CONTACT = ("name", "role", "email", "phone")
_ITEM = re.compile(r"/[0-9]+(?=/|$)")

DEAL_POINTERS = frozenset(
    [f"/deal/{name}" for name in (*_OFFER, *_DEAL)]
    + [f"/deal/offers/*/{name}" for name in _OFFER]
    + [f"/deal/{person}/{key}" for person in _PEOPLE for key in _CONTACT]
)
"""What the deal offers to templates; `*` stands for the number of an item."""


def general(pointer: str) -> str:
    """`pointer` with `*` for every number of an item."""
    return _ITEM.sub("/*", pointer)


def profile_pointers(schema: Mapping[str, Any]) -> frozenset[str]:
    """Every pointer into a profile of `schema`, at every depth; `*` for the items of a list."""
    return frozenset(_pointers(schema, schema, ""))


def _pointers(root: Mapping[str, Any], schema: Json, pointer: str) -> Iterator[str]:
    if pointer:
        yield pointer
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        schema = {**root["$defs"][reference.removeprefix("#/$defs/")], **schema}
    for name, inner in schema.get("properties", {}).items():
        yield from _pointers(root, inner, f"{pointer}/{name}")
    if isinstance(schema.get("items"), Mapping):
        yield from _pointers(root, schema["items"], f"{pointer}/*")


def known_pointers(
    profile: Collection[str], positions: Collection[str], party: Collection[str]
) -> frozenset[str]:
    """Every pointer that a template may name, but for the sections under `/clauses`."""
    return (
        frozenset(profile)
        | {f"/{about}{pointer}" for pointer in profile for about in ("none", "doubt")}
        | DEAL_POINTERS
        | {f"/house/{name}" for name in positions}
        | {f"/party/{name}" for name in party}
    )
