"""What is still to be asked of the league, for a reader on our side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.canonical import Json
from core.pipeline.conditions import parse
from core.pipeline.facts import Facts
from core.pipeline.ports import Knowledge
from core.pipeline.tasks.price import gauge_in

_LANGUAGE = "en"
_CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Open:
    """One question; `kind` is `condition` where nothing is sold without an answer, `worth` the
    points of readiness that an answer may bring."""

    pointer: str
    question: str
    why: str
    kind: str
    worth: float = 0.0

    def to_json(self) -> dict[str, Json]:
        return {
            "pointer": self.pointer,
            "question": self.question,
            "why": self.why,
            "kind": self.kind,
            "worth": round(self.worth, 1),
        }


def open_questions(
    facts: Facts, results: Mapping[str, Json], knowledge: Knowledge
) -> Sequence[Open]:
    """The enhance stage's questions where it ran, else those of the follow-up rules that are open.

    Conditions of a sale come first, in the rules' order; then what is worth most to readiness.
    """
    enhanced = results.get("enhance")
    if enhanced:
        return [
            Open(q["pointer"], q["question"], q["why"], q["kind"]) for q in enhanced["questions"]
        ]
    worth = _worth(results.get("classify"))
    found = list(_by_rules(facts, knowledge, worth))
    return sorted(found, key=lambda one: (one.kind != _CONDITION, _rank(one)))


def _rank(one: Open) -> float:
    return 0.0 if one.kind == _CONDITION else -one.worth


def _by_rules(facts: Facts, knowledge: Knowledge, worth: Mapping[str, float]) -> Iterator[Open]:
    look = gauge_in(knowledge).look(facts.value)
    for rule in knowledge.json("rules", "follow_up")["questions"]:
        pointer = rule["pointer"]
        if facts.answered_none(pointer) or not parse(rule["open"]).holds(look):
            continue
        if "applies" in rule and not parse(rule["applies"]).holds(look):
            continue
        yield Open(
            pointer,
            rule["question"][_LANGUAGE],
            rule["why"][_LANGUAGE],
            rule["kind"],
            worth.get(pointer, 0.0),
        )


def _worth(classified: Mapping[str, Any] | None) -> Mapping[str, float]:
    """By pointer, how many of the 100 points of readiness an answer may bring."""
    found: dict[str, float] = {}
    for dimension in (classified or {"readiness": {"dimensions": {}}})["readiness"][
        "dimensions"
    ].values():
        for item in dimension["unanswered"]:
            points = item["worth"] * dimension["weight"] / 100
            found[item["pointer"]] = found.get(item["pointer"], 0.0) + points
    return found
