"""What a changed answer moves, line by line, adds up to what the fee moves."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.pipeline.pricing.comparing import difference
from tests.builders_pricing import a_league, money, priced

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "/commercial/exclusivity": st.sampled_from(["exclusive", "sole", "non_exclusive", None]),
        "/commercial/term_months": st.sampled_from([6, 24, 60, None]),
        "/data/latency_seconds": st.sampled_from([1, 30, 900, None]),
        "/betting/wants_betting": st.sampled_from([True, False, None]),
        "/season/events_per_season": st.integers(1, 400),
        "/audience/social_followers": st.integers(0, 10**7),
    },
)


def moved(changes: dict[str, Any], tier: str = "2.2") -> dict[str, Any]:
    return difference(priced(a_league()), priced(a_league(changes), tier))


@settings(max_examples=40, deadline=None)
@given(CHANGES, st.sampled_from(["1.1", "2.2", "4.3"]))
def test_the_changes_of_all_lines_add_up_to_that_of_the_fee(changes: dict[str, Any], tier: str):
    for suggestion in moved(changes, tier)["suggestions"]:
        total = sum(line["change"] for line in suggestion["lines"])
        assert total == suggestion["annual_fee"]["change"]


def test_a_change_of_one_fact_moves_its_own_line_and_rounding_alone():
    standard = moved({"/data/latency_seconds": 60})["suggestions"][1]
    changed = {line["id"] for line in standard["lines"] if line["change"]}
    assert changed - {"limits"} == {"latency"}
    (latency,) = (line for line in standard["lines"] if line["id"] == "latency")
    assert latency["before"]["factor"] > latency["after"]["factor"]
    assert latency["change"] < 0


def test_a_choice_that_follows_the_answer_is_told_of():
    standard = moved({"/commercial/exclusivity": "exclusive"})["suggestions"][1]
    assert standard["choices"] == {"exclusivity": {"before": "non_exclusive", "after": "exclusive"}}


def test_nothing_differs_from_itself():
    whole = difference(priced(a_league()), priced(a_league()))
    for suggestion in whole["suggestions"]:
        assert suggestion["choices"] == {}
        assert {line["change"] for line in suggestion["lines"]} == {0}
        assert {bound["change"] for bound in suggestion["range"].values()} == {0}


def test_amounts_of_two_currencies_have_no_difference():
    other = {"/financials/annual_revenue": money(900_000, "USD")}
    whole = moved(other)
    assert whole["currency"] == {"before": "EUR", "after": "USD"}
    for suggestion in whole["suggestions"]:
        assert suggestion["annual_fee"]["change"] is None
        assert {line["change"] for line in suggestion["lines"]} == {None}
