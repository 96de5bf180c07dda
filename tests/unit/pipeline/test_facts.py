"""Facts: stated values win, and every value says where it comes from."""

from typing import Any

import pytest

from core.pipeline.facts import Facts, leaves, resolve


def extracted(profile: dict[str, Any], evidence: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"profile": profile, "evidence": evidence or {}}


def proof(quote: str, start: int, **more: Any) -> dict[str, Any]:
    return {"quote": quote, "start": start, "end": start + len(quote), **more}


def derived(pointer: str, value: Any, certainty: str = "derived") -> dict[str, Any]:
    return {"derived": [{"pointer": pointer, "value": value, "certainty": certainty}]}


def test_a_stated_value_is_never_replaced_by_a_derived_one() -> None:
    facts = Facts(
        extracted({"audience": {"annual_attendance": 900}}),
        derived("/audience/annual_attendance", 1000),
    )

    assert facts.value("/audience/annual_attendance") == 900
    assert facts.origin("/audience/annual_attendance") == "stated"
    assert facts.derivation("/audience/annual_attendance") is None


@pytest.mark.parametrize("certainty", ["derived", "inferred"])
def test_a_missing_value_is_taken_from_a_derivation_and_says_so(certainty: str) -> None:
    facts = Facts(
        extracted({"league": {"headquarters_country": None}}),
        derived("/league/headquarters_country", "CH", certainty),
    )

    assert facts.value("/league/headquarters_country") == "CH"
    assert facts.stated("/league/headquarters_country") is None
    assert facts.origin("/league/headquarters_country") == certainty
    assert facts.profile == {"league": {"headquarters_country": None}}


def test_false_and_zero_are_answers_while_null_and_an_empty_list_are_not() -> None:
    facts = Facts(extracted({"a": False, "b": 0, "c": None, "d": []}), {})

    assert [facts.value(pointer) for pointer in ("/a", "/b", "/c", "/d", "/e/f")] == [
        False,
        0,
        None,
        None,
        None,
    ]
    assert [facts.origin(pointer) for pointer in ("/a", "/b", "/c", "/d")] == [
        "stated",
        "stated",
        None,
        None,
    ]


def test_a_value_that_a_person_corrected_says_so() -> None:
    facts = Facts(
        extracted({"sport": {"name": "Rowing"}}, {"/sport/name": {"given_by": "person"}}), {}
    )

    assert facts.origin("/sport/name") == "person"
    assert facts.quote("/sport/name") is None
    assert facts.places("/sport/name") == []


def test_an_answer_of_none_leaves_nothing_to_ask_unless_a_value_came_later() -> None:
    answer = {"answered_none": {"/a": {"quote": "none"}, "/b": {"quote": "n/a"}}}
    evidence = {"/d": {"given_by": "person"}}
    profile = {"a": None, "b": "Wavetrack", "c": None, "d": []}
    facts = Facts({**extracted(profile, evidence), **answer}, {})

    asked = ("/a", "/b", "/c", "/d")
    assert [facts.answered_none(pointer) for pointer in asked] == [True, False, False, True]
    assert facts.origin("/a") is None


def test_an_amount_and_a_list_are_quoted_through_their_parts_in_document_order() -> None:
    territories = [str(number) for number in range(11)]
    evidence = {
        "/money/currency": proof("EUR", 4),
        "/money/amount": proof("200", 0),
        **{f"/where/{n}": proof(t, 20 + 3 * n) for n, t in enumerate(territories)},
    }
    facts = Facts(
        extracted({"money": {"amount": 200, "currency": "EUR"}, "where": territories}, evidence), {}
    )

    assert facts.quote("/money") == "200"
    assert [place["quote"] for place in facts.places("/money")] == ["200", "EUR"]
    assert [place["quote"] for place in facts.places("/where")] == territories
    assert facts.origin("/money") == "stated"


def test_the_leaves_are_the_values_that_are_there_each_with_the_pointer_that_leads_to_it() -> None:
    profile = {"a": {"b": None, "c/d": 1, "e~f": False}, "g": ["x", {"h": "y"}], "i": []}

    found = dict(leaves(profile))

    assert found == {"/a/c~1d": 1, "/a/e~0f": False, "/g/0": "x", "/g/1/h": "y"}
    assert {pointer: resolve(profile, pointer) for pointer in found} == found


def test_a_pointer_that_leads_nowhere_gives_nothing() -> None:
    assert resolve({"a": ["b"]}, "/a/1") is None
    assert resolve({"a": ["b"]}, "/a/b") is None
    assert resolve({"a": "b"}, "/a/c") is None
    assert resolve({"a": 1}, "") == {"a": 1}
