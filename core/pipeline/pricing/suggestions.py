"""One suggestion: its choices, the annual fee line by line, its range, and how it is paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from core.canonical import Json
from core.pipeline.pricing.card import Currency, RateCard, SuggestionRule
from core.pipeline.pricing.choices import Choices, choose
from core.pipeline.pricing.guarantee import ShareOffer, schedule, share_offer
from core.pipeline.pricing.reckoning import Reckoning, reckon
from core.pipeline.pricing.rounding import down_to_step, percent_of, plain, to_step, up_to_step
from core.pipeline.pricing.situation import Mode, Situation

PART_OF_STEP = 10
"""Guarantees and later years are rounded to a tenth of the fee's step."""


@dataclass(frozen=True, slots=True)
class Case:
    """A league to be priced: what is known, its tier, its currency, and disputed values.

    `disputed` holds, by pointer, the other values that the questionnaire gives for a fact.
    """

    situation: Situation
    tier: str
    currency: Currency
    disputed: Mapping[str, Sequence[Json]]

    @property
    def card(self) -> RateCard:
        return self.situation.card

    def reckoned(self, **changes: Any) -> Reckoning:
        """The fee with parts of the situation changed."""
        return reckon(replace(self.situation, **changes), self.tier, self.currency)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A priced suggestion: `middle` is its price, `low` and `high` what is left open."""

    rule: SuggestionRule
    choices: Choices
    case: Case
    middle: Reckoning
    low: Reckoning
    high: Reckoning

    @property
    def range(self) -> tuple[int, int]:
        """What may be agreed: missing and disputed facts, and room to negotiate, within limits."""
        band, step = self.case.card.limits.band_percent, self.case.currency.step
        amount, floor, ceiling = self.middle.amount, self.middle.floor, self.middle.ceiling
        low = down_to_step(percent_of(min(self.low.amount, amount), 100 - band), step)
        high = up_to_step(percent_of(max(self.high.amount, amount), 100 + band), step)
        return max(low, floor), min(high, ceiling)

    def moves(self, pointer: str) -> tuple[int, int]:
        """How far the fee falls and rises when the missing or disputed fact becomes known.

        Before floor and ceiling: facts that only together lift a fee off its floor all move it.
        """
        moved = [fee - self.middle.rounded for fee in self._fees(pointer, self._values(pointer))]
        return min([0, *moved]), max([0, *moved])

    def spread(self, pointer: str, values: Sequence[Json]) -> int:
        """How far apart the fees lie that `values` at `pointer` give; choices may be varied too."""
        fees = self._fees(pointer, values)
        return max(fees) - min(fees)

    def most_moved(self, pointer: str) -> int:
        """How far the missing or disputed fact can move the fee, others at their best.

        Betting, say, moves nothing while the ban it needs is missing too, and much after that.
        """
        alone = self.spread(pointer, self._values(pointer))
        fees = self._fees(pointer, self._values(pointer), mode="high")
        return max(alone, max(fees) - min(fees))

    def _fees(self, pointer: str, values: Sequence[Json], mode: Mode = "taken") -> list[int]:
        return [self.case.reckoned(mode=mode, instead={pointer: value}).rounded for value in values]

    def _values(self, pointer: str) -> Sequence[Json]:
        if pointer in self.case.disputed:
            return self.case.disputed[pointer]
        assumption = self.case.card.assumptions[pointer]
        return (assumption.low, assumption.high)


def suggest(rule: SuggestionRule, case: Case) -> Suggestion:
    """`case` priced as `rule` chooses."""
    choices = choose(rule, case.situation.facts)
    case = replace(case, situation=replace(case.situation, choices=choices.looked_up))
    middle = case.reckoned()
    lowest: dict[str, Json] = {}
    highest: dict[str, Json] = {}
    for pointer, values in case.disputed.items():
        amounts = [(case.reckoned(instead={pointer: v}).amount, i) for i, v in enumerate(values)]
        if min(amounts)[0] < middle.amount:
            lowest[pointer] = values[min(amounts)[1]]
        if max(amounts)[0] > middle.amount:
            highest[pointer] = values[max(amounts)[1]]
    return Suggestion(
        rule,
        choices,
        case,
        middle,
        case.reckoned(mode="low", instead=lowest),
        case.reckoned(mode="high", instead=highest),
    )


def to_json(suggestion: Suggestion) -> dict[str, Json]:
    """`suggestion` as the stage's result has it."""
    choices, case = suggestion.choices, suggestion.case
    fee, step = suggestion.middle.amount, _fine_step(case.currency)
    share = share_of(suggestion)
    guarantee = share.guarantee if share is not None else None
    fixed = fee if share is None else None
    payable = guarantee if share is not None else fixed
    low, high = suggestion.range
    years = schedule(fee, choices.term_months, choices.step_up_percent, step)
    return {
        "name": suggestion.rule.name,
        "title": suggestion.rule.title,
        "why": suggestion.rule.why,
        "choices": {
            "exclusivity": choices.exclusivity,
            "term_months": choices.term_months,
            "fee_model": choices.fee_model,
            "step_up_percent": plain(choices.step_up_percent),
        },
        "choice_reasons": {
            name: reason
            for name, reason in choices.reasons.items()
            if name != "share_percent" or share is not None
        },
        "annual_fee": {"amount": fee, "currency": case.currency.code},
        "expected_annual": _average_year(years),
        "range": {"low": low, "high": high},
        "fixed_fee": fixed,
        "minimum_guarantee": guarantee,
        "revenue_share": None if share is None else _share_json(share, case.card),
        "schedule": [] if payable is None else _payments(payable, choices, step),
        "lines": list(_lines(suggestion)),
    }


def share_of(suggestion: Suggestion) -> ShareOffer | None:
    """The share and guarantee that are worth the fee; `None` where a fixed fee is paid."""
    choices, case = suggestion.choices, suggestion.case
    if choices.fee_model == "fixed_fee":
        return None
    return share_offer(
        suggestion.middle.amount,
        choices.share_percent,
        case.card.share,
        _fine_step(case.currency),
        guaranteed=choices.fee_model == "hybrid",
    )


def _fine_step(currency: Currency) -> int:
    return max(1, currency.step // PART_OF_STEP)


def _average_year(years: Sequence[tuple[int, int, int]]) -> int:
    """What twelve months of the term are worth on average, step-ups included."""
    months = sum(months for _, months, _ in years)
    return to_step(Fraction(12 * sum(amount for *_, amount in years), months))


def _payments(amount: int, choices: Choices, step: int) -> list[dict[str, Json]]:
    years = schedule(amount, choices.term_months, choices.step_up_percent, step)
    return [{"year": year, "months": months, "amount": paid} for year, months, paid in years]


def _share_json(share: ShareOffer, card: RateCard) -> dict[str, Json]:
    return {
        "percent": plain(share.percent),
        "base": card.share.base,
        "base_definition": card.share.base_definition,
        "assumed_revenue": share.assumed_revenue,
        "expected": share.expected,
        "scenarios": [
            {
                "name": case.name,
                "probability_percent": case.probability,
                "revenue": case.revenue,
                "paid": case.paid,
            }
            for case in share.cases
        ],
        "why": card.share.why,
    }


def _lines(suggestion: Suggestion) -> Iterator[dict[str, Json]]:
    """The way from base to fee: each line's amount is reckoned from the one above it."""
    middle, low, high, case = suggestion.middle, suggestion.low, suggestion.high, suggestion.case
    yield _line("base", f"Base of tier {case.tier}", "base", middle.running[0], _base_reason(case))
    for number, factor in enumerate(case.card.factors):
        applied, after = middle.applied[number], number + 1
        yield {
            "id": factor.id,
            "title": factor.title,
            "kind": "factor",
            "factor": plain(applied.size),
            "amount": middle.running[after],
            "facts": list(applied.facts),
            "reason": applied.reason,
            "missing": bool(applied.missing),
            "low": min(low.running[after], middle.running[after]),
            "high": max(high.running[after], middle.running[after]),
        }
    reason = f"To whole {case.currency.code} {case.currency.step:,}, a half up."
    between = (min(low.rounded, middle.rounded), max(high.rounded, middle.rounded))
    yield _line("rounding", "Rounding", "rounding", middle.rounded, reason, between)
    limits = case.card.limits
    if middle.amount > middle.rounded:
        yield _line("floor", "Floor", "floor", middle.amount, limits.floor_why)
    if middle.amount < middle.rounded:
        yield _line("ceiling", "Ceiling", "ceiling", middle.amount, limits.ceiling_why)


def _line(
    id: str, title: str, kind: str, amount: int, reason: str, between: tuple[int, int] | None = None
) -> dict[str, Json]:
    low, high = between or (amount, amount)
    return {
        "id": id,
        "title": title,
        "kind": kind,
        "factor": None,
        "amount": amount,
        "facts": [],
        "reason": reason,
        "missing": False,
        "low": low,
        "high": high,
    }


def _base_reason(case: Case) -> str:
    card, currency = case.card, case.currency
    if currency.code == card.currency:
        return card.base_why
    return (
        f"{card.base_why} List price in {currency.code}: {card.currency} "
        f"{card.base[case.tier]:,} at the card's parity of {plain(currency.parity)} "
        f"({card.currencies_as_of}), which is no exchange rate."
    )
