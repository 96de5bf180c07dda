"""How much of what applies to a league it has answered."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from core.canonical import Json
from core.pipeline.conditions import parse
from core.pipeline.facts import Facts
from core.pipeline.pricing.measures import Look
from core.pipeline.pricing.rounding import plain, to_places


def completeness_of(facts: Facts, look: Look, rules: Mapping[str, Any]) -> dict[str, Json]:
    """Answered fields of those that apply, by section and in all. "None" is an answer."""
    applies = {pointer: parse(text) for pointer, text in rules["applies"].items()}
    sections: dict[str, Json] = {}
    for name, pointers in rules["sections"].items():
        asked = [p for p in pointers if p not in applies or applies[p].holds(look)]
        answered = [p for p in asked if facts.stated(p) is not None or facts.answered_none(p)]
        sections[name] = {
            "answered": len(answered),
            "of": len(asked),
            "share": _share(len(answered), len(asked)),
        }
    answered_in_all = sum(section["answered"] for section in sections.values())
    return {
        "overall": _share(answered_in_all, sum(section["of"] for section in sections.values())),
        "sections": sections,
    }


def _share(answered: int, of: int) -> int | float:
    return plain(to_places(Fraction(answered, of), 3)) if of else 1
