"""Readiness: points with reasons, weights that add up, levels exactly where they begin."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.adapters.offline.classify.readiness import level_of, readiness_of
from core.pipeline.conditions import parse
from core.pipeline.facts import Facts
from core.pipeline.pricing.rounding import exact
from tests.builders_pricing import KNOWN, ShippedKnowledge, a_league, an_extraction, the_gauge

RULES = ShippedKnowledge().json("rules", "readiness")
DIMENSIONS = [dimension["name"] for dimension in RULES["dimensions"]]


def readiness(facts: Facts) -> dict[str, Any]:
    return readiness_of(facts, the_gauge().look(facts.value), RULES)


def nothing_but(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return readiness(Facts(an_extraction(values, **more), {}))


def rule(result: dict[str, Any], dimension: str, name: str) -> dict[str, Any]:
    return next(p for p in result["dimensions"][dimension]["points"] if p["rule"] == name)


def test_the_points_of_each_dimension_add_up_to_a_hundred() -> None:
    for dimension in RULES["dimensions"]:
        most = sum(max(s["points"] for s in rule["steps"]) for rule in dimension["rules"])
        assert (dimension["name"], most) == (dimension["name"], 100)


def test_a_rule_says_every_question_that_it_reads() -> None:
    for dimension in RULES["dimensions"]:
        for entry in dimension["rules"]:
            paths = {path for step in entry["steps"] for path in parse(step["when"]).paths}
            asked = {path for path in paths if not path.startswith("/measure/")}
            assert asked <= set(entry["reads"]), entry["id"]


def test_the_weights_are_the_ones_of_the_trade() -> None:
    weights = {d["name"]: d["weight"] for d in RULES["dimensions"]}

    assert weights == {
        "market_potential": 25,
        "data_quality": 20,
        "betting_readiness": 20,
        "fan_engagement": 15,
        "operations": 10,
        "risk": 10,
    }


def test_an_empty_questionnaire_scores_nothing_and_lists_what_every_answer_is_worth() -> None:
    result = nothing_but({})

    assert (result["score"], result["level"]) == (0, "development")
    for dimension in result["dimensions"].values():
        assert dimension["score"] == 0
        assert sum(entry["worth"] for entry in dimension["unanswered"]) == 100


def test_points_carry_their_reason_and_the_facts_behind_them() -> None:
    result = nothing_but({"/data/latency_seconds": 0.6})

    assert rule(result, "data_quality", "latency") == {
        "rule": "latency",
        "got": 25,
        "of": 25,
        "reason": "data within a second",
        "evidence": ["/data/latency_seconds"],
    }


def test_an_answer_of_none_gives_no_points_and_leaves_nothing_open() -> None:
    answer = {"answered_none": {"/integrity/monitoring_partner": {"quote": "none"}}}

    result = nothing_but({}, **answer)

    entry = rule(result, "betting_readiness", "monitoring")
    open_pointers = [e["pointer"] for e in result["dimensions"]["betting_readiness"]["unanswered"]]
    assert (entry["got"], entry["reason"]) == (0, "the league answered that there is none")
    assert "/integrity/monitoring_partner" not in open_pointers


def test_where_betting_is_not_wanted_its_weight_is_spread_and_that_is_said() -> None:
    result = readiness(a_league({"/betting/wants_betting": False}))

    weights = {name: d["weight"] for name, d in result["dimensions"].items()}
    assert weights == {
        "market_potential": 31.25,
        "data_quality": 25,
        "betting_readiness": 0,
        "fan_engagement": 18.75,
        "operations": 12.5,
        "risk": 12.5,
    }
    assert len(result["notes"]) == 1
    assert readiness(a_league())["notes"] == []


def test_a_betting_dimension_that_does_not_count_holds_no_level_down() -> None:
    lacking = dict.fromkeys(
        [pointer for pointer in KNOWN if pointer.startswith("/integrity/")], None
    )
    complete = {
        "/audience/average_viewers": 200_000,
        "/audience/average_attendance": 6000,
        "/audience/social_followers": 900_000,
        "/media/broadcast_partners": ["Bergsender TV"],
        "/media/streaming_platforms": ["Own platform"],
        "/media/rights_available": True,
        "/commercial/territory": ["Worldwide"],
        "/data/feed_available": True,
        "/data/feed_format": "json_api",
        "/governance/dispute_process": "Jury",
        "/financials/annual_budget": KNOWN["/financials/annual_revenue"],
        "/financials/liability_insurance": KNOWN["/financials/annual_revenue"],
        **lacking,
        "/betting/wants_betting": False,
    }

    result = readiness(a_league(complete))

    assert result["dimensions"]["betting_readiness"]["score"] < 50
    assert result["level"] == "premium"


@pytest.mark.parametrize(
    ("total", "lowest", "level"),
    [
        (Fraction(80), 70, "premium"),
        (Fraction(7999, 100), 70, "standard"),
        (Fraction(80), 69, "standard"),
        (Fraction(65), 60, "standard"),
        (Fraction(6499, 100), 60, "provisional"),
        (Fraction(90), 59, "provisional"),
        (Fraction(50), 50, "provisional"),
        (Fraction(4999, 100), 50, "development"),
        (Fraction(95), 49, "development"),
    ],
)
def test_a_level_begins_exactly_where_the_trade_says(
    total: Fraction, lowest: int, level: str
) -> None:
    assert level_of(total, lowest, RULES) == level


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from(sorted(KNOWN))), st.sampled_from(sorted(KNOWN)))
def test_answering_a_question_never_lowers_a_dimension_that_lists_it(
    given_pointers: set[str], one: str
) -> None:
    known = {p: KNOWN[p] for p in sorted(given_pointers - {one, "/betting/wants_betting"})}
    before, after = nothing_but(known), nothing_but({**known, one: KNOWN[one]})

    for name in DIMENSIONS:
        worth = {e["pointer"]: e["worth"] for e in before["dimensions"][name]["unanswered"]}
        assert before["dimensions"][name]["score"] <= after["dimensions"][name]["score"]
        assert 0 <= after["dimensions"][name]["score"] <= 100
        if one not in worth and one not in known:
            assert after["dimensions"][name]["score"] == before["dimensions"][name]["score"]


@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(sorted(KNOWN))))
def test_the_score_is_the_weighted_sum_of_its_dimensions(pointers: set[str]) -> None:
    result = nothing_but({pointer: KNOWN[pointer] for pointer in sorted(pointers)})

    dimensions = result["dimensions"].values()
    whole = sum(d["score"] * exact(d["weight"]) / 100 for d in dimensions)
    assert sum(d["weight"] for d in dimensions) == 100
    assert 0 <= whole - exact(result["score"]) < Fraction(1, 10)
    assert all(sum(p["got"] for p in d["points"]) == d["score"] for d in dimensions)
