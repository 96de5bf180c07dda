"""What holds of every price, whatever the league: order, limits, and sums a person can check."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core import canonical
from core.pipeline.facts import Facts
from tests.builders_pricing import (
    KNOWN,
    a_league,
    an_extraction,
    fee,
    money,
    priced,
    suggestion,
    the_card,
)

calm = settings(deadline=None, max_examples=60)
"""A price is a few milliseconds' work, but the machine that runs this may be busy."""

TIERS = sorted(the_card().base)
PLACES = ["Germany", "UK", "France", "New Jersey", "Benelux", "Nordics", "Malta", "Worldwide"]

OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "/season/events_per_season": st.integers(0, 60),
    "/season/contests_per_event": st.integers(0, 80),
    "/data/latency_seconds": st.one_of(st.integers(0, 4000), st.floats(0.1, 90)),
    "/data/historical_seasons": st.integers(0, 40),
    "/data/capture_method": st.sampled_from(
        ["official_scorers", "wearables", "manual_entry", "none", "other"]
    ),
    "/data/incumbent_supplier": st.just("Wavetrack Marine"),
    "/governance/sanctioning_body": st.just("Lakes Rowing Union"),
    "/governance/has_rulebook": st.booleans(),
    "/governance/officials_certified": st.booleans(),
    "/audience/average_viewers": st.integers(0, 3_000_000),
    "/audience/average_attendance": st.integers(0, 90_000),
    "/audience/social_followers": st.integers(0, 9_000_000),
    "/betting/wants_betting": st.booleans(),
    "/betting/territories": st.lists(st.sampled_from(PLACES), min_size=1, max_size=3),
    "/integrity/betting_ban": st.booleans(),
    "/integrity/officer_name": st.just("Dr Fergal Quinn"),
    "/integrity/monitoring_partner": st.just("Clearwater Sports Integrity"),
    "/integrity/anti_doping": st.booleans(),
    "/integrity/inside_information_policy": st.booleans(),
    "/commercial/territory": st.lists(st.sampled_from(PLACES), min_size=1, max_size=4),
    "/commercial/existing_deals": st.sampled_from([["Data rights to Wavetrack"], ["Naming"]]),
    "/commercial/exclusivity": st.sampled_from(["exclusive", "sole", "non_exclusive"]),
    "/commercial/term_months": st.integers(0, 200),
    "/commercial/fee_model": st.sampled_from(["fixed_fee", "revenue_share", "hybrid", "none"]),
    "/commercial/revenue_share_percent": st.floats(0, 100),
    "/commercial/minimum_guarantee": st.sampled_from([money(50_000), money(9000, "JPY", None)]),
    "/financials/annual_revenue": st.sampled_from([money(1e6), money(1e8, "JPY"), money(5, "XXX")]),
}
leagues = st.fixed_dictionaries({}, optional=OPTIONAL)
full_leagues = st.fixed_dictionaries(OPTIONAL)
tiers = st.sampled_from(TIERS)
counts = st.integers(0, 5000)
known_changes = st.fixed_dictionaries(
    {},
    optional={
        name: OPTIONAL[name]
        for name in (
            "/commercial/exclusivity",
            "/betting/wants_betting",
            "/commercial/territory",
            "/data/latency_seconds",
        )
    },
)


def facts_of(values: dict[str, Any]) -> Facts:
    return Facts(an_extraction(values), {})


def two_fees(pointer: str, one: Any, other: Any, around: dict[str, Any]) -> tuple[int, int]:
    around = {key: value for key, value in around.items() if key != pointer}
    return fee({**around, pointer: one}), fee({**around, pointer: other})


@calm
@given(st.sampled_from(["events_per_season", "contests_per_event"]), counts, counts, known_changes)
def test_more_contests_never_lower_a_price(name: str, a: int, b: int, around: Any) -> None:
    fewer, more = two_fees(f"/season/{name}", min(a, b), max(a, b), around)

    assert fewer <= more


@calm
@given(st.floats(0, 5000), st.floats(0, 5000), known_changes)
def test_faster_data_never_lowers_a_price(a: float, b: float, around: Any) -> None:
    faster, slower = two_fees("/data/latency_seconds", min(a, b), max(a, b), around)

    assert faster >= slower


@calm
@given(known_changes, st.booleans(), st.booleans())
def test_a_price_never_falls_when_exclusivity_is_added(
    around: Any, incumbent: bool, conflict: bool
) -> None:
    around = {
        **around,
        "/data/incumbent_supplier": "Wavetrack Marine" if incumbent else None,
        "/commercial/existing_deals": ["Data rights to Wavetrack"] if conflict else [],
    }

    fees = [
        fee({**around, "/commercial/exclusivity": exclusivity})
        for exclusivity in ("non_exclusive", "sole", "exclusive")
    ]

    assert fees == sorted(fees)


@calm
@given(st.lists(st.sampled_from(PLACES)), st.sampled_from(PLACES), known_changes)
def test_a_bigger_territory_never_lowers_a_price(places: Any, one: str, around: Any) -> None:
    smaller, bigger = two_fees(
        "/commercial/territory", [*places, one], [*places, one, "US"], around
    )

    assert smaller <= bigger


@calm
@given(
    st.sampled_from(["average_viewers", "average_attendance", "social_followers"]),
    st.integers(0, 10**8),
    st.integers(0, 10**8),
    known_changes,
)
def test_a_bigger_audience_never_lowers_a_price(name: str, a: int, b: int, around: Any) -> None:
    smaller, bigger = two_fees(f"/audience/{name}", min(a, b), max(a, b), around)

    assert smaller <= bigger


@calm
@given(
    st.sampled_from(
        [
            ("/governance/sanctioning_body", None),
            ("/governance/has_rulebook", False),
            ("/governance/officials_certified", False),
            ("/integrity/betting_ban", False),
            ("/integrity/officer_name", None),
            ("/integrity/monitoring_partner", None),
            ("/integrity/anti_doping", False),
            ("/integrity/inside_information_policy", False),
            ("/betting/wants_betting", False),
        ]
    ),
    known_changes,
)
def test_officialness_integrity_and_permitted_betting_never_lower_a_price(
    lacking: tuple[str, Any], around: Any
) -> None:
    pointer, absent = lacking

    without, having = two_fees(pointer, absent, KNOWN[pointer], around)

    assert without <= having


@calm
@given(known_changes, st.sampled_from(["non_exclusive", "sole", "exclusive"]))
def test_an_incumbent_and_a_conflicting_deal_never_raise_a_price(
    around: Any, exclusivity: str
) -> None:
    free = {
        **around,
        "/commercial/exclusivity": exclusivity,
        "/data/incumbent_supplier": None,
        "/commercial/existing_deals": [],
    }
    supplied = {**free, "/data/incumbent_supplier": "Wavetrack Marine"}
    both = {**supplied, "/commercial/existing_deals": ["Official data licensed to Wavetrack"]}

    assert fee(free) >= fee(supplied) >= fee(both)


@calm
@given(st.integers(1, 120), st.integers(1, 120), known_changes)
def test_a_longer_term_never_costs_more_a_year(a: int, b: int, around: Any) -> None:
    shorter, longer = two_fees("/commercial/term_months", min(a, b), max(a, b), around)

    assert shorter >= longer


@calm
@given(full_leagues, tiers, tiers)
def test_a_stronger_tier_never_costs_less(values: Any, a: str, b: str) -> None:
    facts = facts_of(values)
    stronger, weaker = (priced(facts, tier) for tier in sorted((a, b)))

    for better, worse in zip(stronger["suggestions"], weaker["suggestions"], strict=True):
        assert better["annual_fee"]["amount"] >= worse["annual_fee"]["amount"]


@calm
@given(leagues, tiers)
def test_a_fee_keeps_to_floor_and_ceiling_and_its_range_holds_it(values: Any, tier: str) -> None:
    card = the_card()

    result = priced(facts_of(values), tier)

    currency = card.currencies[result["currency"]]
    for offered in result["suggestions"]:
        amount, between = offered["annual_fee"]["amount"], offered["range"]
        most = card.base[tier] * card.limits.ceiling_of_base * currency.parity
        assert card.limits.floor * currency.parity <= amount <= most + currency.step
        assert amount % currency.step == 0
        assert between["low"] <= amount <= between["high"]


@calm
@given(leagues, tiers)
def test_every_amount_is_reckoned_from_the_one_above_it(values: Any, tier: str) -> None:
    for offered in priced(facts_of(values), tier)["suggestions"]:
        running = None
        for line in offered["lines"]:
            if line["kind"] == "factor":
                assert abs(line["amount"] - running * line["factor"]) <= 0.5 + 1e-6
            assert line["low"] <= line["amount"] <= line["high"]
            running = line["amount"]
        assert running == offered["annual_fee"]["amount"]


@calm
@given(leagues, tiers)
def test_the_same_facts_always_give_the_same_price(values: Any, tier: str) -> None:
    backwards = dict(reversed(list(values.items())))

    first, second = priced(facts_of(values), tier), priced(facts_of(backwards), tier)

    assert canonical.encode(first) == canonical.encode(second)


@calm
@given(leagues, tiers)
def test_a_guarantee_with_its_share_is_worth_the_fixed_fee(values: Any, tier: str) -> None:
    result = priced(facts_of(values), tier)

    step = the_card().currencies[result["currency"]].step
    for offered in result["suggestions"]:
        share, amount = offered["revenue_share"], offered["annual_fee"]["amount"]
        if share is None:
            assert offered["fixed_fee"] == amount
            continue
        average = sum(s["probability_percent"] * s["paid"] for s in share["scenarios"]) / 100
        assert abs(share["expected"] - average) <= 0.5
        assert abs(share["expected"] - amount) <= max(step, amount * 0.005)
        assert (offered["minimum_guarantee"] or 0) <= amount


@calm
@given(leagues, tiers)
def test_conservative_standard_and_ambitious_rise_in_what_they_are_worth_a_year(
    values: Any, tier: str
) -> None:
    result = priced(facts_of(values), tier)

    # Term and fee are whole steps, so that two offers may lie a step of rounding apart.
    step = the_card().currencies[result["currency"]].step
    careful, usual, bold = (s["expected_annual"] for s in result["suggestions"])
    assert careful <= usual + 1.3 * step
    assert usual <= bold + 1.3 * step


@settings(calm, max_examples=12)
@given(leagues, tiers)
def test_an_answer_at_the_edge_of_its_assumption_stays_within_the_range(
    values: Any, tier: str
) -> None:
    before = priced(facts_of(values), tier)
    between = suggestion(before)["range"]

    for missing in before["missing"]:
        assumption = the_card().assumptions[missing["pointer"]]
        if assumption.high in (None, []):
            continue
        answered = priced(facts_of({**values, missing["pointer"]: assumption.high}), tier)
        if answered["currency"] == before["currency"]:
            amount = suggestion(answered)["annual_fee"]["amount"]
            assert between["low"] <= amount <= between["high"]


@calm
@given(leagues)
def test_every_fact_of_a_line_is_one_that_the_league_gave(values: Any) -> None:
    facts = facts_of(values)

    for offered in priced(facts)["suggestions"]:
        for line in offered["lines"]:
            assert all(facts.value(pointer) is not None for pointer in line["facts"])


def test_the_known_league_leaves_nothing_to_assume() -> None:
    result = priced(a_league())

    assert result["missing"] == []
    assert not any(line["missing"] for line in suggestion(result)["lines"])
