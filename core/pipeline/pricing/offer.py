"""A league priced: three suggestions, what missing facts move, and what to beware of."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.canonical import Json
from core.pipeline.facts import Facts
from core.pipeline.names import folded
from core.pipeline.pricing.card import RateCard
from core.pipeline.pricing.currency import PricedIn, priced_in
from core.pipeline.pricing.measures import Gauge
from core.pipeline.pricing.situation import Situation
from core.pipeline.pricing.suggestions import Case, Suggestion, suggest, to_json
from core.pipeline.pricing.territories import Territories
from core.pipeline.pricing.warnings import warnings_about


def gauge_of(card: RateCard, territories: Mapping[str, Any]) -> Gauge:
    """The measures of a league under `card`; `territories` is the catalogue's taxonomy of them."""
    return Gauge(
        card.markets,
        Territories(territories, card.markets.countries),
        card.follower_weight,
        tuple(folded(word) for word in card.conflict_words),
    )


def disputed_facts(extracted: Mapping[str, Json]) -> dict[str, list[Json]]:
    """By pointer, the values of one fact, where the questionnaire gives or allows several.

    Those are answers that contradict each other, and one that can be read in two ways. What a
    person has set is no longer in dispute.
    """
    facts, disputed = Facts(extracted, {}), dict[str, list[Json]]()
    for ambiguity in extracted.get("ambiguities") or ():
        if ambiguity["settled_by"] is None:
            disputed[ambiguity["pointer"]] = list(ambiguity["readings"])
    for contradiction in extracted.get("contradictions") or ():
        values = [place["value"] for place in contradiction["places"]]
        others = [value for value in values if value is not None]
        if len(others) > 1:
            disputed.setdefault(contradiction["pointer"], []).extend(others)
    return {
        pointer: values
        for pointer, values in disputed.items()
        if not facts.given_by_person(pointer)
    }


def suggestions_for(
    facts: Facts,
    card: RateCard,
    gauge: Gauge,
    tier: str,
    disputed: Mapping[str, Sequence[Json]] | None = None,
) -> tuple[list[Suggestion], PricedIn]:
    """Every suggestion of `card` for the league, in the card's order, and their currency."""
    money = priced_in(facts, card)
    situation = Situation(facts, card, gauge, {})
    case = Case(situation, tier, money.currency, disputed or {})
    return [suggest(rule, case) for rule in card.suggestions], money


def price(
    facts: Facts,
    card: RateCard,
    gauge: Gauge,
    tier: str,
    disputed: Mapping[str, Sequence[Json]] | None = None,
) -> dict[str, Json]:
    """The price stage's result. The same facts under the same card always give the same price."""
    suggestions, money = suggestions_for(facts, card, gauge, tier, disputed)
    chosen = next(s for s in suggestions if s.rule.name == card.chosen)
    return {
        "rate_card": card.ref,
        "tier": tier,
        "currency": money.currency.code,
        "currency_source": money.source,
        "chosen": card.chosen,
        "suggestions": [to_json(suggestion) for suggestion in suggestions],
        "missing": list(_missing(chosen)),
        "warnings": [*money.warnings, *warnings_about(chosen, money)],
    }


def _missing(chosen: Suggestion) -> Iterator[dict[str, Json]]:
    """The facts that assumptions stand in for, those that move most first."""
    rows = []
    for pointer in chosen.middle.missing:
        low, high = chosen.moves(pointer)
        factors = zip(chosen.case.card.factors, chosen.middle.applied, strict=True)
        line = next(factor.id for factor, applied in factors if pointer in applied.missing)
        assumption = chosen.case.card.assumptions[pointer]
        rows.append(
            {
                "pointer": pointer,
                "line": line,
                "taken": assumption.taken,
                "moves": {"low": low, "high": high},
                "why": assumption.why,
            }
        )
    yield from sorted(rows, key=lambda row: row["moves"]["low"] - row["moves"]["high"])
