"""Rules with points, as readiness and size use them: the first step that holds gives its points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.canonical import Json
from core.pipeline.conditions import Condition, parse
from core.pipeline.facts import Facts
from core.pipeline.pricing.measures import Look


@dataclass(frozen=True, slots=True)
class Step:
    """Where `when` holds, the rule gives `points`."""

    when: Condition
    points: int
    reason: str


def steps_of(data: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps in `data`, in order. Raises `InvalidInput` where a condition cannot be read."""
    return tuple(Step(parse(s["when"]), int(s["points"]), s["reason"]) for s in data)


def first_step(steps: Sequence[Step], look: Look) -> Step | None:
    """The first of `steps` that holds."""
    return next((step for step in steps if step.when.holds(look)), None)


@dataclass(frozen=True, slots=True)
class Scored:
    """What one rule gave: points of the most it can give, and which answers it misses."""

    rule: str
    got: int
    of: int
    reason: str
    evidence: tuple[str, ...]
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Json]:
        return {
            "rule": self.rule,
            "got": self.got,
            "of": self.of,
            "reason": self.reason,
            "evidence": list(self.evidence),
        }

    def worth(self) -> list[tuple[str, int]]:
        """What each missing answer may add: the points that are left, shared between them."""
        left, parts = self.of - self.got, len(self.missing)
        return [
            (pointer, left // parts + (1 if number < left % parts else 0))
            for number, pointer in enumerate(self.missing)
        ]


def score(data: Mapping[str, Any], facts: Facts, look: Look) -> Scored:
    """What the rule in `data` gives a league. An unanswered question gives no points."""
    steps = steps_of(data["steps"])
    reads: Sequence[str] = data["reads"]
    known = tuple(pointer for pointer in reads if facts.value(pointer) is not None)
    missing = tuple(p for p in reads if p not in known and not facts.answered_none(p))
    step = first_step(steps, look)
    if step is not None:
        reason = step.reason
    elif missing:
        reason = "not answered" if not known else "answered in part; not enough for points"
    elif known:
        reason = "answered, but with nothing that gives points"
    else:
        reason = "the league answered that there is none"
    most = max(step.points for step in steps)
    return Scored(data["id"], step.points if step else 0, most, reason, known, missing)
