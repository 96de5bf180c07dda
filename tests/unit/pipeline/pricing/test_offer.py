"""Three suggestions from one card: what they choose, in which money, and what they warn of."""

from fractions import Fraction
from typing import Any

import pytest

from core.errors import InvalidInput
from core.pipeline.facts import Facts
from core.pipeline.pricing.guarantee import schedule, share_offer
from core.pipeline.tasks import price as price_task
from core.pipeline.validating import complaints_about
from tests.builders_pricing import (
    KNOWN,
    ShippedKnowledge,
    a_league,
    a_request,
    an_extraction,
    fee,
    money,
    priced,
    schema_of,
    suggestion,
    the_card,
)

SCHEMA = schema_of("stage_6_contract_tier_suggestions")


def choices(changes: dict[str, Any], name: str = "standard") -> dict[str, Any]:
    found: dict[str, Any] = suggestion(priced(a_league(changes)), name)["choices"]
    return found


def warnings(changes: dict[str, Any], tier: str = "2.2") -> str:
    return " ".join(priced(a_league(changes), tier)["warnings"])


def line(result: dict[str, Any], id: str) -> dict[str, Any]:
    return next(entry for entry in suggestion(result)["lines"] if entry["id"] == id)


def test_the_shipped_card_prices_a_known_league_to_the_unit() -> None:
    lines = [(e["id"], e["factor"], e["amount"]) for e in suggestion(priced(a_league()))["lines"]]

    assert lines == [
        ("base", None, 27_000),
        ("volume", 1.028, 27_756),
        ("latency", 1.115, 30_948),
        ("officialness", 1.06, 32_805),
        ("capture", 1, 32_805),
        ("track_record", 1.011, 33_166),
        ("territory", 0.863, 28_622),
        ("audience", 0.983, 28_135),
        ("betting", 1.25, 35_169),
        ("integrity", 1.06, 37_279),
        ("conflicts", 0.94, 35_042),
        ("exclusivity", 1, 35_042),
        ("term", 1, 35_042),
        ("rounding", None, 35_000),
    ]


def test_the_standard_offer_follows_what_the_league_asked_for() -> None:
    asked = {
        "/commercial/exclusivity": "exclusive",
        "/commercial/term_months": 36,
        "/commercial/fee_model": "hybrid",
        "/commercial/revenue_share_percent": 15,
    }

    assert choices(asked) == {
        "exclusivity": "exclusive",
        "term_months": 36,
        "fee_model": "hybrid",
        "step_up_percent": 2.5,
    }
    assert suggestion(priced(a_league(asked)))["revenue_share"]["percent"] == 15


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("non_exclusive", ["non_exclusive", "non_exclusive", "sole"]),
        ("sole", ["non_exclusive", "sole", "exclusive"]),
        ("exclusive", ["non_exclusive", "exclusive", "exclusive"]),
        ("negotiable", ["non_exclusive", "sole", "exclusive"]),
        (None, ["non_exclusive", "non_exclusive", "sole"]),
    ],
)
def test_suggestions_differ_in_exclusivity_as_the_card_says(
    asked: str | None, names: list[str]
) -> None:
    result = priced(a_league({"/commercial/exclusivity": asked}))

    assert [s["choices"]["exclusivity"] for s in result["suggestions"]] == names
    assert all(s["choice_reasons"]["exclusivity"] for s in result["suggestions"])


@pytest.mark.parametrize(
    ("asked", "terms"),
    [(12, [12, 12, 36]), (48, [24, 48, 60]), (240, [24, 120, 120]), (0, [24, 24, 36])],
)
def test_a_term_is_one_that_the_house_signs(asked: int, terms: list[int]) -> None:
    result = priced(a_league({"/commercial/term_months": asked}))

    assert [s["choices"]["term_months"] for s in result["suggestions"]] == terms


def test_a_price_is_in_the_league_s_currency_at_the_card_s_parity() -> None:
    result = priced(a_league({"/financials/annual_revenue": money(1_000_000, "CHF")}))

    assert (result["currency"], result["currency_source"]) == (
        "CHF",
        "/financials/annual_revenue/currency",
    )
    assert line(result, "base")["amount"] == 25_650
    assert "no exchange rate" in line(result, "base")["reason"]


def test_what_the_league_wants_to_be_paid_in_comes_before_its_accounts() -> None:
    result = priced(
        a_league(
            {
                "/commercial/minimum_guarantee": money(5, "USD"),
                "/financials/annual_revenue": money(9, "CHF"),
            }
        )
    )

    assert result["currency"] == "USD"
    assert any("CHF" in w and "not converted" in w for w in result["warnings"])


@pytest.mark.parametrize("currency", [None, "XOF"])
def test_the_house_s_currency_is_used_only_with_a_warning(currency: str | None) -> None:
    changes = {
        "/financials/annual_revenue": money(1_000_000, currency),
        "/financials/liability_insurance": None,
    }

    result = priced(a_league(changes))

    assert (result["currency"], result["currency_source"]) == ("EUR", "house")
    assert "EUR" in result["warnings"][0]


def test_a_missing_fact_takes_the_cautious_value_widens_the_range_and_is_listed() -> None:
    known, unknown = (
        priced(a_league()),
        priced(a_league({"/governance/officials_certified": None})),
    )

    (missing,) = unknown["missing"]
    assert (missing["pointer"], missing["line"], missing["taken"]) == (
        "/governance/officials_certified",
        "officialness",
        False,
    )
    gained = fee() - fee({"/governance/officials_certified": None})
    assert missing["moves"] == {"low": 0, "high": gained}
    assert gained > 0
    assert line(unknown, "officialness")["missing"] is True
    before, after = (suggestion(result)["range"] for result in (known, unknown))
    assert after["low"] < before["low"]
    assert before["high"] - after["high"] <= the_card().currencies["EUR"].step


def test_a_stated_none_is_neither_missing_nor_a_wider_range() -> None:
    values = {**KNOWN, "/data/incumbent_supplier": None}
    none = {"/data/incumbent_supplier": {"quote": "No current supplier"}}

    open_result = priced(Facts(an_extraction(values), {}))
    answered = priced(Facts(an_extraction(values, answered_none=none), {}))

    assert [m["pointer"] for m in open_result["missing"]] == ["/data/incumbent_supplier"]
    assert answered["missing"] == []
    assert suggestion(open_result)["annual_fee"] == suggestion(answered)["annual_fee"]
    assert suggestion(open_result)["range"]["low"] < suggestion(answered)["range"]["low"]


def test_disputed_answers_widen_the_range_by_each_of_their_values() -> None:
    result = priced(a_league(), disputed={"/season/events_per_season": [10, 40]})

    assert suggestion(result)["range"]["high"] > suggestion(priced(a_league()))["range"]["high"]
    assert any("/season/events_per_season" in warning for warning in result["warnings"])


def test_betting_is_priced_only_with_a_ban_and_an_officer() -> None:
    def factor(changes: dict[str, Any]) -> float:
        found: float = line(priced(a_league(changes)), "betting")["factor"]
        return found

    assert factor({}) == 1.25
    assert factor({"/betting/territories": []}) == 1.12
    assert factor({"/integrity/betting_ban": False}) == 1
    assert factor({"/integrity/officer_name": None}) == 1
    assert factor({"/betting/wants_betting": False}) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"/contacts": []}, "allowed to sign"),
        ({"/integrity/betting_ban": False}, "a betting ban for participants"),
        ({"/integrity/monitoring_partner": None}, "monitor the betting markets"),
        ({"/season/minimum_age": 15}, "15 years old"),
        ({"/commercial/exclusivity": "exclusive"}, "exclusive while deals exist"),
        ({"/commercial/territory": ["Narnia"]}, "'Narnia'"),
        ({"/commercial/minimum_guarantee": money(90_000)}, "expects at least EUR 90,000"),
        ({"/commercial/minimum_guarantee": money(9_000)}, "there is room"),
        (
            {"/commercial/fee_model": "revenue_share", "/commercial/revenue_share_percent": 60},
            "asked for a share of 60 %",
        ),
        ({"/financials/annual_revenue": money(30_000)}, "117 % of the league's stated revenue"),
    ],
)
def test_what_a_person_must_know_first_is_a_warning(changes: dict[str, Any], words: str) -> None:
    assert words in warnings(changes)
    assert words not in warnings({})


def test_a_limit_that_decides_is_a_line_and_a_warning() -> None:
    result = priced(Facts(an_extraction({}), {}), "4.3")

    assert suggestion(result)["lines"][-1]["kind"] == "floor"
    assert suggestion(result)["annual_fee"]["amount"] == the_card().limits.floor
    assert "The floor of the rate card decides the fee, not the factors." in result["warnings"]


def test_a_fixed_fee_has_no_share_and_a_share_no_fixed_fee() -> None:
    fixed = suggestion(priced(a_league({"/commercial/fee_model": "fixed_fee"})))
    share = suggestion(priced(a_league({"/commercial/fee_model": "revenue_share"})), "conservative")
    hybrid = suggestion(priced(a_league({"/commercial/fee_model": "hybrid"})))

    assert (fixed["revenue_share"], fixed["minimum_guarantee"]) == (None, None)
    assert (share["fixed_fee"], share["minimum_guarantee"], share["schedule"]) == (None, None, [])
    assert hybrid["fixed_fee"] is None
    assert hybrid["schedule"][0]["amount"] == hybrid["minimum_guarantee"] > 0


def test_a_lower_share_is_made_up_by_a_higher_guarantee() -> None:
    offers = [
        share_offer(50_000, Fraction(percent), the_card().share, 10, guaranteed=True)
        for percent in (8, 12, 16, 20, 90)
    ]

    guarantees = [offer.guarantee or 0 for offer in offers]
    assert guarantees == sorted(guarantees, reverse=True)
    assert guarantees[0] == 50_000
    assert offers[-1].percent == the_card().share.most_percent_with_guarantee


def test_a_step_up_raises_each_year_and_a_part_of_a_year_pays_by_the_month() -> None:
    assert schedule(10_000, 30, Fraction(5), 10) == [
        (1, 12, 10_000),
        (2, 12, 10_500),
        (3, 6, 5_515),
    ]
    assert schedule(10_000, 6, Fraction(5), 10) == [(1, 6, 5_000)]


@pytest.mark.parametrize("values", [{}, dict(KNOWN)])
def test_the_stage_s_result_is_valid_even_for_an_empty_questionnaire(
    values: dict[str, Any],
) -> None:
    results = {
        "extract": an_extraction(values),
        "enhance": {"derived": []},
        "classify": {"tier": "3.2"},
    }

    draft = price_task.run(a_request("price", results))

    assert draft.model == "code"
    assert complaints_about(draft.value, SCHEMA) == ()
    assert draft.value["rate_card"] == "rate_cards/house@1"


def test_a_card_that_is_none_fails_by_name() -> None:
    class Spoilt(ShippedKnowledge):
        def json(self, type: str, name: str) -> Any:
            return {} if type == "rate_cards" else super().json(type, name)

    with pytest.raises(InvalidInput, match="rate_cards/house@1"):
        price_task.card_in(Spoilt())
