"""Readiness from 0 to 100: dimensions of small rules, weighted, and the level that follows."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from core.adapters.offline.classify.rules import Scored, score
from core.canonical import Json
from core.pipeline.conditions import parse
from core.pipeline.facts import Facts
from core.pipeline.pricing.measures import Look
from core.pipeline.pricing.rounding import exact, plain


def readiness_of(facts: Facts, look: Look, rules: Mapping[str, Any]) -> dict[str, Json]:
    """Score, level and dimensions of a league. The level is decided on the exact score."""
    scored = {
        dimension["name"]: [score(rule, facts, look) for rule in dimension["rules"]]
        for dimension in rules["dimensions"]
    }
    spread = parse(rules["spread"]["when"]).holds(look)
    weights = _weights(rules, spread=spread)
    sums = {name: sum(rule.got for rule in given) for name, given in scored.items()}
    total = sum((sums[name] * weight / 100 for name, weight in weights.items()), Fraction(0))
    counting = [sums[name] for name, weight in weights.items() if weight]
    return {
        "score": _down_to_tenth(total),
        "level": level_of(total, min(counting), rules),
        "dimensions": {
            name: _dimension(sums[name], weights[name], given) for name, given in scored.items()
        },
        "notes": [rules["spread"]["note"]] if spread else [],
    }


def level_of(total: Fraction, lowest: int, rules: Mapping[str, Any]) -> str:
    """The best level whose score and lowest dimension are both reached."""
    for level in rules["levels"]:
        if total >= level["score"] and lowest >= level["each"]:
            return str(level["level"])
    return str(rules["lowest_level"])


def _weights(rules: Mapping[str, Any], *, spread: bool) -> dict[str, Fraction]:
    """Weights that add up to 100; one that does not apply is spread over the others."""
    weights = {d["name"]: exact(d["weight"]) for d in rules["dimensions"]}
    if spread:
        weights[rules["spread"]["dimension"]] = Fraction(0)
    whole = sum(weights.values(), Fraction(0))
    return {name: weight * 100 / whole for name, weight in weights.items()}


def _dimension(total: int, weight: Fraction, given: list[Scored]) -> dict[str, Json]:
    worth: dict[str, int] = {}
    for rule in given:
        for pointer, points in rule.worth():
            if points:
                worth[pointer] = worth.get(pointer, 0) + points
    ordered = sorted(worth.items(), key=lambda item: (-item[1], item[0]))
    return {
        "score": total,
        "weight": plain(weight),
        "points": [rule.to_json() for rule in given],
        "unanswered": [{"pointer": pointer, "worth": points} for pointer, points in ordered],
    }


def _down_to_tenth(number: Fraction) -> int | float:
    """Rounded down, so that a printed 80.0 is never a score below the 80 of a level."""
    return plain(Fraction(number * 10 // 1, 10))
