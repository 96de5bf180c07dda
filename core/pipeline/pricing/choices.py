"""What one suggestion chooses: exclusivity, term, fee model, share and step-up, each with why."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.canonical import Json
from core.pipeline.facts import Facts
from core.pipeline.pricing.card import SuggestionRule
from core.pipeline.pricing.rounding import exact


@dataclass(frozen=True, slots=True)
class Choices:
    """The terms of one suggestion. `reasons` says why, choice by choice."""

    exclusivity: str
    term_months: int
    fee_model: str
    share_percent: Fraction
    step_up_percent: Fraction
    reasons: Mapping[str, str]

    @property
    def looked_up(self) -> Mapping[str, Json]:
        """The choices as conditions and measures read them, under `/choice/`."""
        return {
            "exclusivity": self.exclusivity,
            "term_months": self.term_months,
            "fee_model": self.fee_model,
        }


def choose(rule: SuggestionRule, facts: Facts) -> Choices:
    """The first rule that holds decides each choice; every list ends with one that always does."""
    taken: dict[str, Json] = {}
    reasons: dict[str, str] = {}
    for choice, rules in rule.choices.items():
        found = next(r for r in rules if r.when.holds(facts.value))
        taken[choice] = facts.value(found.pointer) if found.pointer else found.take
        reasons[choice] = found.why
    return Choices(
        exclusivity=taken["exclusivity"],
        term_months=taken["term_months"],
        fee_model=taken["fee_model"],
        share_percent=exact(taken["share_percent"]),
        step_up_percent=exact(taken["step_up_percent"]),
        reasons=reasons,
    )
