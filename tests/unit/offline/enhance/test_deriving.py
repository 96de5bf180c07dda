"""Derived values: they follow from stated ones, say how, and never stand in their way."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.adapters.offline.enhance.deriving import derived_values
from core.pipeline.facts import Facts
from tests.builders_pricing import KNOWN, ShippedKnowledge, an_extraction, money, the_gauge

RULES = ShippedKnowledge().json("rules", "derivations")
ANSWERS = {
    **KNOWN,
    "/audience/annual_attendance": 14_000,
    "/league/jurisdiction": "Bavaria, Germany",
    "/league/headquarters_city": "Madrid",
    "/commercial/minimum_guarantee": money(18_000, "EUR", "per_event"),
    "/financials/prize_money": money(3_000, "CHF", "per_event"),
}


def derived(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = derived_values(Facts(an_extraction(values), {}), the_gauge(), RULES)
    return {entry["pointer"]: entry for entry in found}


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from(sorted(ANSWERS))))
def test_a_stated_value_is_never_overwritten_and_every_source_is_stated(names: set[str]) -> None:
    values = {name: ANSWERS[name] for name in sorted(names)}
    facts = Facts(an_extraction(values), {})

    for pointer, entry in derived(values).items():
        assert facts.stated(pointer) is None
        assert entry["from"]
        assert all(facts.stated(source) is not None for source in entry["from"])


def test_the_season_s_length_follows_from_its_dates() -> None:
    found = derived({"/season/start_date": "2026-12-12", "/season/end_date": "2027-03-20"})

    assert found["/season/length_days"]["value"] == 99
    assert found["/season/length_months"]["value"] == 4
    assert found["/season/length_days"]["from"] == ["/season/start_date", "/season/end_date"]


def test_a_season_that_ends_before_it_starts_has_no_length() -> None:
    assert derived({"/season/start_date": "2027-05-02", "/season/end_date": "2027-01-01"}) == {}


def test_contests_and_attendance_of_a_season_are_products_with_their_factors_named() -> None:
    found = derived(
        {
            "/season/events_per_season": 12,
            "/season/contests_per_event": 31,
            "/audience/average_attendance": 1850,
        }
    )

    assert found["/season/contests_per_season"]["value"] == 372
    assert found["/season/contests_per_season"]["explanation"].endswith("From: 12; 31.")
    assert found["/audience/annual_attendance"]["value"] == 22_200
    assert found["/audience/annual_attendance"]["certainty"] == "derived"


@pytest.mark.parametrize(
    ("period", "events", "months", "yearly"),
    [
        ("per_year", None, None, 1000),
        ("per_season", None, None, 1000),
        ("per_month", None, None, 12_000),
        ("per_event", 8, None, 8000),
        ("per_event", None, None, None),
        ("one_time", None, 24, 500),
        (None, 8, 24, None),
    ],
)
def test_a_guarantee_becomes_yearly_only_where_its_period_says_how(
    period: str | None, events: int | None, months: int | None, yearly: int | None
) -> None:
    found = derived(
        {
            "/commercial/minimum_guarantee": money(1000, "GBP", period),
            "/season/events_per_season": events,
            "/commercial/term_months": months,
        }
    )

    entry = found.get("/commercial/minimum_guarantee_per_year")
    assert (None if entry is None else entry["value"]) == yearly


@pytest.mark.parametrize(
    ("values", "country", "rule"),
    [
        ({"/league/headquarters_city": "Madrid"}, "ES", "country_from_city"),
        ({"/league/jurisdiction": "Delaware, USA"}, "US", "country_from_jurisdiction"),
        ({"/league/jurisdiction": "Canton of Graubünden"}, None, None),
        ({"/league/headquarters_city": "Hexham"}, None, None),
        (
            {"/league/jurisdiction": "Ireland", "/league/headquarters_city": "Madrid"},
            "IE",
            "country_from_jurisdiction",
        ),
    ],
)
def test_a_country_is_only_ever_inferred(
    values: dict[str, Any], country: str | None, rule: str | None
) -> None:
    entry = derived(values).get("/league/headquarters_country")

    assert (entry and entry["value"], entry and entry["rule"]) == (country, rule)
    assert entry is None or entry["certainty"] == "inferred"


@pytest.mark.parametrize(("phone", "country"), [("+41815550120", "CH"), ("+12155550148", None)])
def test_a_telephone_code_of_one_country_tells_it_and_a_shared_one_does_not(
    phone: str, country: str | None
) -> None:
    contact = {"name": None, "role": None, "email": None, "phone": phone, "is_signatory": None}

    entry = derived({"/contacts": [contact]}).get("/league/headquarters_country")

    assert (entry and entry["value"]) == country
