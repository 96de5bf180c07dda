"""The enhance stage: what is open is asked, in order, once, courteously, in the right language."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.adapters.offline import enhance
from core.adapters.offline.enhance.letter import escaped
from core.pipeline.validating import complaints_about
from tests.builders_pricing import KNOWN, a_request, an_extraction, money, schema_of

SCHEMA = schema_of("stage_3_document_enhancement")
ORDER = ["condition", "price", "other"]


def enhanced(values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    results = {"extract": an_extraction(values, **more)}
    value: dict[str, Any] = enhance.run(a_request("enhance", results)).value
    return value


def without(*pointers: str) -> dict[str, Any]:
    return {pointer: value for pointer, value in KNOWN.items() if pointer not in pointers}


def asked(result: dict[str, Any]) -> list[str]:
    return [question["id"] for question in result["questions"]]


def conflicts(values: Mapping[str, Any]) -> list[str]:
    return [entry["id"] for entry in enhanced({**KNOWN, **values})["contradictions"]]


def place(quote: str, value: Any, start: int) -> dict[str, Any]:
    return {"quote": quote, "value": value, "start": start, "end": start + len(quote)}


@settings(deadline=None, max_examples=25)
@given(st.sets(st.sampled_from(sorted(KNOWN))), st.sampled_from(["en", "de", "es", "fr", "pt"]))
def test_every_result_is_valid_and_asks_at_most_ten_questions_in_order(
    names: set[str], language: str
) -> None:
    result = enhanced({name: KNOWN[name] for name in sorted(names)}, language=language)

    assert complaints_about(result, SCHEMA) == ()
    kinds = [ORDER.index(question["kind"]) for question in result["questions"]]
    prices = [q["moves"] or 0 for q in result["questions"] if q["kind"] == "price"]
    assert kinds == sorted(kinds)
    assert prices == sorted(prices, reverse=True)
    assert len(set(asked(result))) == len(asked(result)) <= 10


def test_an_empty_questionnaire_is_asked_for_the_conditions_of_a_sale_first() -> None:
    result = enhanced({})

    assert asked(result)[:3] == ["signatory", "existing_deals", "legal_name"]
    assert len(result["questions"]) == 10
    assert result["completeness"]["overall"] == 0
    assert (result["derived"], result["contradictions"]) == ([], [])


def test_integrity_is_a_condition_where_betting_is_wanted_and_not_asked_where_it_is_not() -> None:
    open_integrity = without(
        "/integrity/betting_ban", "/integrity/officer_name", "/integrity/monitoring_partner"
    )

    wanted = enhanced(open_integrity)
    unwanted = enhanced({**open_integrity, "/betting/wants_betting": False})

    assert asked(wanted)[:3] == ["betting_ban", "integrity_officer", "monitoring_partner"]
    assert {q["kind"] for q in wanted["questions"][:3]} == {"condition"}
    assert not {"betting_ban", "integrity_officer", "monitoring_partner"} & set(asked(unwanted))


def test_betting_without_a_ban_is_asked_when_the_ban_will_come() -> None:
    assert "betting_ban_planned" in asked(enhanced({**KNOWN, "/integrity/betting_ban": False}))


def test_what_moves_the_price_more_is_asked_earlier() -> None:
    result = enhanced(without("/commercial/territory", "/data/historical_seasons"))

    territory, history = result["questions"][0], result["questions"][1]
    assert [territory["id"], history["id"]] == ["territory", "history"]
    assert territory["moves"] > history["moves"] > 0


def test_what_the_league_answered_with_none_is_not_asked_again() -> None:
    values = without("/commercial/existing_deals", "/data/incumbent_supplier")
    none = {
        "/commercial/existing_deals": {"quote": "None", "start": 0, "end": 4},
        "/data/incumbent_supplier": {"quote": "n/a", "start": 5, "end": 8},
    }

    before, after = enhanced(values), enhanced(values, answered_none=none)

    assert {"existing_deals", "incumbent"} <= set(asked(before))
    assert not {"existing_deals", "incumbent"} & set(asked(after))
    assert after["completeness"]["overall"] > before["completeness"]["overall"]


@pytest.mark.parametrize(
    ("values", "id"),
    [
        ({"/season/end_date": "2027-03-01"}, "season_order"),
        ({"/audience/annual_attendance": 90_000}, "attendance_sum"),
        (
            {"/betting/wants_betting": False, "/betting/markets_requested": ["Race winner"]},
            "betting_not_wanted",
        ),
        ({"/data/feed_available": False, "/data/feed_format": "xml"}, "feed_without_feed"),
        ({"/data/feed_available": True, "/data/capture_method": "none"}, "feed_without_capture"),
        (
            {
                "/commercial/exclusivity": "exclusive",
                "/commercial/existing_deals": ["Official data with Wavetrack until 2028"],
            },
            "reserved_but_sold",
        ),
        ({"/commercial/exclusivity": "exclusive"}, "reserved_but_supplied"),
        ({"/commercial/revenue_share_percent": 12.5}, "fixed_fee_with_share"),
        (
            {"/commercial/fee_model": "none", "/commercial/minimum_guarantee": money(9)},
            "no_fee_with_guarantee",
        ),
        (
            {"/commercial/fee_model": "hybrid", "/commercial/minimum_guarantee": money(2_000_000)},
            "guarantee_over_revenue",
        ),
        ({"/data/historical_seasons": 40}, "history_too_long"),
        ({"/commercial/territory": ["Worldwide", "Germany"]}, "world_beside_list"),
    ],
)
def test_answers_that_cannot_both_hold_are_found(values: dict[str, Any], id: str) -> None:
    assert id in conflicts(values)


def test_a_league_whose_answers_agree_has_no_contradiction() -> None:
    assert conflicts({"/audience/annual_attendance": 15_400}) == []
    assert conflicts({"/data/feed_available": False, "/data/feed_format": "spreadsheet"}) == []


def test_a_contradiction_is_quoted_with_both_places_and_asked_with_both_quotes() -> None:
    twice = {
        "pointer": "/season/events_per_season",
        "kept": 10,
        "why": "the first",
        "places": [place("12 rounds", 12, 90), place("ten events", 10, 40)],
    }

    result = enhanced(KNOWN, contradictions=[twice])

    entry, question = result["contradictions"][0], result["questions"][0]
    assert [p["quote"] for p in entry["places"]] == ["ten events", "12 rounds"]
    assert question["kind"] == "price"
    assert question["moves"] > 0
    assert "\u201cten events\u201d" in question["question"]
    assert "\u201c12 rounds\u201d" in question["question"]


def test_a_contradiction_is_asked_even_when_more_than_ten_questions_are_open() -> None:
    result = enhanced({"/season/start_date": "2027-09-12", "/season/end_date": "2027-05-02"})

    assert len(result["questions"]) == 10
    assert "season_order" in asked(result)


def test_an_answer_with_two_readings_is_asked_unless_the_document_or_a_person_settles_it() -> None:
    doubt = {
        "pointer": "/season/start_date",
        "quote": "01/05/2027",
        "start": 3,
        "end": 13,
        "readings": ["2027-05-01", "2027-01-05"],
        "settled_by": None,
    }
    settled = {**doubt, "settled_by": "another date of the document has the day first"}
    by_person = an_extraction(KNOWN, ambiguities=[doubt])
    by_person["evidence"]["/season/start_date"] = {"given_by": "person"}

    open_result = enhanced(KNOWN, ambiguities=[doubt])
    corrected = enhance.run(a_request("enhance", {"extract": by_person})).value

    assert asked(open_result) == ["two_readings:/season/start_date"]
    assert "(2027-05-01 / 2027-01-05)" in open_result["questions"][0]["question"]
    assert asked(enhanced(KNOWN, ambiguities=[settled])) == []
    assert asked(corrected) == []


@pytest.mark.parametrize(
    ("language", "used", "words"),
    [
        ("en", "en", "Thank you for your questionnaire"),
        ("de", "de", "vielen Dank für Ihren Fragebogen"),
        ("es", "es", "Muchas gracias por su cuestionario"),
        ("fr", "fr", "Nous vous remercions de votre questionnaire"),
        ("pt", "en", "Thank you for your questionnaire"),
        (None, "en", "Thank you for your questionnaire"),
    ],
)
def test_the_letter_is_in_the_questionnaire_s_language_where_we_write_it(
    language: str | None, used: str, words: str
) -> None:
    result = enhanced(without("/commercial/territory"), language=language)

    assert result["letter_language"] == used
    assert words in result["letter"]
    assert "Ana Weiss" in result["letter"]
    assert "`/commercial/territory`" in result["letter"]


def test_the_letter_never_says_what_an_answer_is_worth() -> None:
    result = enhanced(without("/commercial/territory"))

    (question,) = result["questions"]
    assert question["moves"] > 1000
    assert str(question["moves"]) not in result["letter"]
    assert f"{question['moves']:,}" not in result["letter"]


def test_a_league_with_nothing_open_gets_a_letter_that_says_so() -> None:
    result = enhanced(KNOWN)

    assert result["questions"] == []
    assert "we have no questions" in result["letter"]


def test_words_of_the_league_cannot_become_markup_in_the_letter() -> None:
    hostile = "[pay](https://evil.example) <b>*now*</b>\n\n# Free"
    values = {**without("/commercial/territory"), "/league/legal_name": hostile}

    letter = enhanced(values)["letter"]

    assert "\\[pay\\](https\\://evil.example) \\<b\\>\\*now\\*\\</b\\> \\# Free" in letter
    assert [line for line in letter.splitlines() if line.startswith("#")] == [
        "# A few questions about your questionnaire"
    ]


@given(st.text())
def test_escaped_words_stay_on_one_line_and_keep_no_bare_mark(text: str) -> None:
    shown = escaped(text)

    assert len(shown.splitlines()) <= 1
    bare = shown.replace("\\\\", "")
    assert all(f"\\{mark}" in bare or mark not in bare for mark in "*_[]<>`#")
