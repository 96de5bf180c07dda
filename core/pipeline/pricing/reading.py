"""Reading a rate card from its JSON, and refusing one that breaks a law of pricing."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from core.canonical import Json
from core.errors import InvalidInput
from core.pipeline.conditions import Condition, parse
from core.pipeline.pricing.card import (
    Assumption,
    ChoiceRule,
    Currency,
    Factor,
    Limits,
    Markets,
    Outcome,
    RateCard,
    Scenario,
    ShareRule,
    SuggestionRule,
)
from core.pipeline.pricing.measures import MEASURES
from core.pipeline.pricing.rounding import exact

CHOICES = ("exclusivity", "term_months", "fee_model", "share_percent", "step_up_percent")
TIERS = tuple(f"{band}.{step}" for band in range(1, 5) for step in range(1, 4))


def read_card(data: Json, ref: str) -> RateCard:
    """The card that `data` holds; `ref` names it in messages and in the result.

    Raises `InvalidInput` naming the place in the card and what to write instead.
    """
    try:
        card = _card(data, ref)
    except InvalidInput as error:
        raise InvalidInput(f"{ref} {error.field}".strip(), error.problem, error.remedy) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(
            ref, f"is no rate card ({type(error).__name__}: {error})", "compare rate_cards/house@1"
        ) from error
    for field, problem, remedy in _broken_laws(card):
        raise InvalidInput(f"{ref} {field}", problem, remedy)
    return card


def _card(data: Mapping[str, Any], ref: str) -> RateCard:
    limits, share, currencies = data["limits"], data["share"], data["currencies"]
    return RateCard(
        ref=ref,
        currency=data["currency"],
        base={tier: int(data["tiers"]["base"][tier]) for tier in TIERS},
        base_why=data["tiers"]["why"],
        limits=Limits(
            int(limits["floor"]),
            limits["floor_why"],
            exact(limits["ceiling_of_base"]),
            limits["ceiling_why"],
            exact(limits["band_percent"]),
        ),
        factors=tuple(_factor(factor) for factor in data["factors"]),
        assumptions={
            pointer: _assumption(values) for pointer, values in data["assumptions"]["facts"].items()
        },
        suggestions=tuple(_suggestion(suggestion) for suggestion in data["suggestions"]),
        chosen=data["chosen"],
        share=ShareRule(
            share["base"],
            share["base_definition"],
            exact(share["rights_cost_percent"]),
            exact(share["most_percent_with_guarantee"]),
            tuple(_scenario(scenario) for scenario in share["scenarios"]),
            share["why"],
        ),
        currencies={
            code: Currency(code, exact(entry["parity"]), int(entry["step"]))
            for code, entry in currencies["list"].items()
        },
        currencies_as_of=currencies["as_of"],
        markets=_markets(data["markets"]),
        follower_weight=exact(data["reach"]["follower_weight"]),
        conflict_words=tuple(data["conflict_words"]["words"]),
        fee_of_revenue_percent=exact(data["warnings"]["fee_of_revenue_percent"]),
        room_percent=exact(data["warnings"]["room_percent"]),
        adult_age=int(data["warnings"]["adult_age"]),
    )


def _factor(data: Mapping[str, Any]) -> Factor:
    kind = data["kind"]
    cases = data.get("parts" if kind == "sum" else "outcomes", ())
    return Factor(
        id=data["id"],
        title=data["title"],
        kind=kind,
        direction=data["direction"],
        why=data["why"],
        measure=data.get("measure", ""),
        unit=data.get("unit", ""),
        points=tuple((exact(x), exact(y)) for x, y in data.get("points", ())),
        start=exact(data.get("start", 0)),
        cases=tuple(
            Outcome(
                _condition(f"factors/{data['id']}", case["when"]),
                exact(case["add" if kind == "sum" else "factor"]),
                case["reason"],
            )
            for case in cases
        ),
    )


def _condition(field: str, text: str) -> Condition:
    try:
        return parse(text)
    except InvalidInput as error:
        raise InvalidInput(field, f"{text!r} {error.problem}", error.remedy) from error


def _assumption(data: Mapping[str, Any]) -> Assumption:
    taken = data["taken"]
    return Assumption(taken, data.get("low", taken), data["high"], data["why"])


def _suggestion(data: Mapping[str, Any]) -> SuggestionRule:
    field = f"suggestions/{data['name']}"
    return SuggestionRule(
        data["name"],
        data["title"],
        data["why"],
        {
            choice: tuple(
                ChoiceRule(
                    _condition(f"{field}/{choice}", rule["when"]),
                    rule.get("take"),
                    rule.get("from"),
                    rule["why"],
                )
                for rule in data["choices"][choice]
            )
            for choice in CHOICES
        },
    )


def _scenario(data: Mapping[str, Any]) -> Scenario:
    return Scenario(
        data["name"], int(data["probability_percent"]), int(data["of_expected_percent"])
    )


def _markets(data: Mapping[str, Any]) -> Markets:
    return Markets(
        {code: int(weight) for code, weight in data["countries"].items()},
        int(data["others"]),
        int(data["countries_of_others"]),
        {code: exact(part) for code, part in data["part_of_country_percent"].items()},
    )


def _broken_laws(card: RateCard) -> Iterator[tuple[str, str, str]]:
    """What is readable in `card` but would price wrongly."""
    if card.currency not in card.currencies:
        yield "currency", f"{card.currency} has no price list", "add it to currencies/list"
    if card.chosen not in [suggestion.name for suggestion in card.suggestions]:
        yield "chosen", f"{card.chosen!r} is no suggestion", "name one of the suggestions"
    fees = [card.base[tier] for tier in TIERS]
    if any(stronger < weaker for stronger, weaker in pairwise(fees)):
        yield "tiers/base", "a stronger tier costs less", "let the base fall from 1.1 to 4.3"
    if sum(scenario.probability for scenario in card.share.scenarios) != 100:
        yield "share/scenarios", "do not add up to 100 %", "mend probability_percent"
    if card.markets.countries_of_others < 1:
        yield "markets/countries_of_others", "is less than 1", "write how many make up the others"
    if card.limits.floor > min(fees) * card.limits.ceiling_of_base:
        yield "limits/floor", "lies above a ceiling", "lower the floor"
    for suggestion in card.suggestions:
        for choice, rules in suggestion.choices.items():
            if not rules or rules[-1].when.text.strip() != "always":
                yield (
                    f"suggestions/{suggestion.name}/{choice}",
                    "may leave the choice open",
                    'end with "when": "always"',
                )
    for factor in card.factors:
        yield from _broken_factor(factor)


def _broken_factor(factor: Factor) -> Iterator[tuple[str, str, str]]:
    field = f"factors/{factor.id}"
    if factor.kind not in ("curve", "sum", "first"):
        yield field, f"is of kind {factor.kind!r}", "use curve, sum or first"
    if factor.kind == "curve":
        if factor.measure not in MEASURES:
            yield field, f"measures {factor.measure!r}", f"use one of {', '.join(sorted(MEASURES))}"
        if not factor.points or any(a[0] >= b[0] for a, b in pairwise(factor.points)):
            yield field, "has points that do not go up", "sort them by their first number"
        sizes = [size for _, size in factor.points]
        ordered = sizes if factor.direction == "up" else sizes[::-1]
        if any(a > b for a, b in pairwise(ordered)):
            yield field, f"does not go {factor.direction}", "mend points or direction"
        if any(size <= 0 for size in sizes):
            yield field, "falls to nothing", "keep every factor above 0"
    elif factor.kind == "first" and (
        not factor.cases or factor.cases[-1].when.text.strip() != "always"
    ):
        yield field, "may decide nothing", 'end with "when": "always"'
    if (
        factor.kind == "sum"
        and factor.start
        + sum((min(case.amount, Fraction(0)) for case in factor.cases), Fraction(0))
        <= 0
    ):
        yield field, "may fall to nothing", "keep every factor above 0"
