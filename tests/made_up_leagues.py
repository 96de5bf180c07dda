"""Profiles by the hundred: whatever the profile's schema allows, from a seed, always the same."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

HOSTILE = "[x](javascript:alert(1)) {{/x}} {{ref: fees}} | *b* TBC EUR 1,000 3 May 2027 <b>"
WORDS = (
    "Northgate",
    "Tidewater League",
    "Ligue de l'Étang",
    "Data by Scorebook until June 2025",
    "Betting with Larkspur, 2026-12-31",
    "United Kingdom",
    "Worldwide",
    "the whole world",
    "Bavaria",
    "a",
    "1,000",
    "Term",
    "the Company",
    "clause 4.1",
    "1. A list?",
    "# heading\nand a second line",
    "“quoted” 'text' \\ _under_ ",
    "مرحبا",
    HOSTILE,
)
CURRENCIES = ("EUR", "USD", "GBP", "JPY", "SEK", "COP", "XTS", None)
PERIODS = ("per_year", "per_season", "per_event", "per_month", "one_time", None)
EMPTY = 0.3
"""How often a question is left open; a league that answers nothing is made up too."""


def a_made_up_league(schema: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """The profile number `seed`."""
    chance = random.Random(seed)  # noqa: S311
    return _value(schema, schema, chance, chance.choice((EMPTY, EMPTY, 0.05, 0.9)))


def _value(node: Mapping[str, Any], root: Mapping[str, Any], chance: Any, empty: float) -> Any:
    name = node.get("$ref", "").rpartition("/")[2]
    if name == "money":
        return _money(chance) if chance.random() > empty else None
    if name:
        return _value(root["$defs"][name], root, chance, empty)
    if "enum" in node:
        return chance.choice(node["enum"])
    kinds = [node["type"]] if isinstance(node["type"], str) else node["type"]
    if "object" in kinds:
        return {k: _value(part, root, chance, empty) for k, part in node["properties"].items()}
    if "array" in kinds:
        length = chance.choice((0, 1, 1, 2, 5)) if chance.random() > empty else 0
        return [_value(node["items"], root, chance, empty) for _ in range(length)]
    if "null" in kinds and chance.random() < empty:
        return None
    if "boolean" in kinds:
        return chance.random() < 0.5
    return _text(node, chance) if "string" in kinds else _number(node, chance)


def _text(node: Mapping[str, Any], chance: Any) -> str:
    if node.get("format") == "date":
        day = date(2020, 1, 1) + timedelta(days=chance.randrange(5000))
        return day.isoformat()
    if node.get("pattern") == "^[A-Z]{2}$":
        return chance.choice(("GB", "CH", "ZZ"))
    return chance.choice(WORDS)


def _number(node: Mapping[str, Any], chance: Any) -> int:
    low, high = node.get("minimum", 0), min(node.get("maximum", 10**6), 10**6)
    return chance.choice((low, min(low + 1, high), chance.randint(low, min(high, low + 120)), high))


def _money(chance: Any) -> dict[str, Any]:
    amount = chance.choice((0, 1, 12.5, 4_000, 85_000, 10**9, 10**16))
    return {
        "amount": amount,
        "amount_max": chance.choice((None, None, 2 * amount)),
        "currency": chance.choice(CURRENCIES),
        "period": chance.choice(PERIODS),
    }
