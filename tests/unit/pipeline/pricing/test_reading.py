"""A rate card that breaks a law of pricing is refused, with the place and the remedy."""

from collections.abc import Callable
from typing import Any

import pytest
from babel.numbers import get_territory_currencies

from core.errors import InvalidInput
from core.pipeline.pricing.reading import read_card
from tests.builders_pricing import ShippedKnowledge, the_card


def the_data() -> Any:
    return ShippedKnowledge().json("rate_cards", "house")


def factor(card: Any, id: str) -> Any:
    return next(f for f in card["factors"] if f["id"] == id)


def weaker_costs_more(card: Any) -> None:
    card["tiers"]["base"]["4.3"] = 99_000


def condition_is_no_condition(card: Any) -> None:
    factor(card, "betting")["outcomes"][0]["when"] = "__import__('os')"


def curve_turns(card: Any) -> None:
    factor(card, "volume")["points"][-1] = [5000, 0.5]


def curve_goes_back(card: Any) -> None:
    factor(card, "volume")["points"].reverse()


def measure_is_unknown(card: Any) -> None:
    factor(card, "volume")["measure"] = "moonlight"


def factor_may_decide_nothing(card: Any) -> None:
    factor(card, "exclusivity")["outcomes"].pop()


def factor_may_vanish(card: Any) -> None:
    factor(card, "integrity")["start"] = 0


def scenarios_miss_some(card: Any) -> None:
    card["share"]["scenarios"][0]["probability_percent"] = 20


def choice_is_open(card: Any) -> None:
    card["suggestions"][0]["choices"]["term_months"].pop()


def house_has_no_list(card: Any) -> None:
    card["currency"] = "XAU"


def nothing_is_chosen(card: Any) -> None:
    card["chosen"] = "generous"


def tier_is_missing(card: Any) -> None:
    del card["tiers"]["base"]["3.1"]


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (weaker_costs_more, "tiers/base"),
        (condition_is_no_condition, "factors/betting"),
        (curve_turns, "factors/volume"),
        (curve_goes_back, "factors/volume"),
        (measure_is_unknown, "factors/volume"),
        (factor_may_decide_nothing, "factors/exclusivity"),
        (factor_may_vanish, "factors/integrity"),
        (scenarios_miss_some, "share/scenarios"),
        (choice_is_open, "suggestions/conservative/term_months"),
        (house_has_no_list, "currency"),
        (nothing_is_chosen, "chosen"),
        (tier_is_missing, "3.1"),
    ],
)
def test_a_card_that_would_price_wrongly_is_refused_with_the_place(
    spoil: Callable[[Any], None], place: str
) -> None:
    card = the_data()
    spoil(card)

    with pytest.raises(InvalidInput) as refused:
        read_card(card, "rate_cards/house@7")

    assert "rate_cards/house@7" in str(refused.value)
    assert place in str(refused.value)


@pytest.mark.parametrize("data", [None, [], {}, {"tiers": 3}])
def test_what_is_no_card_at_all_is_refused_too(data: Any) -> None:
    with pytest.raises(InvalidInput, match="is no rate card"):
        read_card(data, "rate_cards/other@1")


def test_every_assumption_of_the_shipped_card_has_its_reason() -> None:
    assert all(assumption.why for assumption in the_card().assumptions.values())
    assert all(f.why and f.title for f in the_card().factors)


def test_every_market_of_the_card_has_a_price_list_in_its_own_money():
    card = the_card()
    lacking = {
        country: codes
        for country in card.markets.countries
        if not set(codes := get_territory_currencies(country)) & set(card.currencies)
    }
    assert lacking == {}
