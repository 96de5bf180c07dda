"""Answers that cannot both hold: one question answered twice, or two questions that disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.canonical import Json
from core.pipeline.conditions import parse
from core.pipeline.facts import Facts
from core.pipeline.pricing.measures import Look


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`problem` says it by language; `places` are where the document says so, in its order.

    `readings` are what one place may mean, where that is the doubt.
    """

    id: str
    kind: str
    pointers: tuple[str, ...]
    problem: Mapping[str, str]
    places: tuple[Mapping[str, Json], ...]
    readings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "pointers": list(self.pointers),
            "problem": self.problem["en"],
            "places": [dict(place) for place in self.places],
        }


def contradictions_in(
    extracted: Mapping[str, Json], facts: Facts, look: Look, rules: Mapping[str, Any]
) -> list[Contradiction]:
    """Every contradiction: those that the reading met first, then those between facts."""
    twice = [
        _answered_twice(entry, rules)
        for entry in extracted.get("contradictions") or ()
        if not facts.given_by_person(entry["pointer"])
    ]
    across = [_between(rule, facts) for rule in rules["rules"] if parse(rule["when"]).holds(look)]
    return twice + across


def ambiguities_in(
    extracted: Mapping[str, Json], facts: Facts, rules: Mapping[str, Any]
) -> list[Contradiction]:
    """Answers that can be read in several ways, where nothing in the document settles which."""
    return [
        Contradiction(
            f"two_readings:{entry['pointer']}",
            "other",
            (entry["pointer"],),
            rules["two_readings"]["problem"],
            ({key: entry[key] for key in ("pointer", "quote", "start", "end")},),
            tuple(str(reading) for reading in entry["readings"]),
        )
        for entry in extracted.get("ambiguities") or ()
        if entry["settled_by"] is None and not facts.given_by_person(entry["pointer"])
    ]


def _answered_twice(entry: Mapping[str, Json], rules: Mapping[str, Any]) -> Contradiction:
    pointer = entry["pointer"]
    places = [
        {"pointer": pointer, "quote": p["quote"], "start": p["start"], "end": p["end"]}
        for p in entry["places"]
    ]
    return Contradiction(
        f"two_values:{pointer}",
        "other",
        (pointer,),
        rules["two_values"]["problem"],
        tuple(sorted(places, key=lambda place: (place["start"], place["end"]))),
    )


def _between(rule: Mapping[str, Any], facts: Facts) -> Contradiction:
    pointers = tuple(p for p in rule["pointers"] if facts.stated(p) is not None)
    places = [place for pointer in pointers for place in facts.places(pointer)]
    return Contradiction(rule["id"], rule["kind"], pointers, rule["problem"], tuple(places))
