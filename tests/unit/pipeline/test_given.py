from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.pipeline.facts import Facts, leaves, resolve
from core.pipeline.given import Given, effective, joined, parts, with_values

AT = "2027-01-01T00:00:00.000000Z"


def a_word(quote: str, start: int = 0) -> dict[str, Any]:
    return {
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "question": None,
        "confidence": 1.0,
    }


EXTRACTED = {
    "profile": {
        "league": {"legal_name": "Nothern Futsal", "founded_year": None},
        "betting": {"territories": ["US", "CA"]},
        "fee": None,
    },
    "evidence": {
        "/league/legal_name": a_word("Nothern Futsal"),
        "/betting/territories/0": a_word("US"),
        "/betting/territories/1": a_word("CA"),
    },
    "contradictions": [
        {"pointer": "/league/legal_name", "kept": "Nothern Futsal"},
        {"pointer": "/fee", "kept": None},
    ],
    "ambiguities": [{"pointer": "/betting/territories/0"}],
}


def by(pointer: str, value: Any, person: str = "ana") -> Given:
    return Given(pointer, value, person, AT)


def test_a_given_value_stands_in_the_profile_and_says_who_gave_it_and_when():
    value = effective(EXTRACTED, [by("/league/legal_name", "Northern Futsal Ltd")])
    assert value["profile"]["league"]["legal_name"] == "Northern Futsal Ltd"
    assert value["evidence"]["/league/legal_name"] == {
        "given_by": "person",
        "by": "ana",
        "at": AT,
        "quote": None,
        "start": None,
        "end": None,
        "question": None,
        "confidence": 1.0,
    }


def test_its_origin_is_a_person_and_that_of_the_others_stays_the_league():
    facts = Facts(effective(EXTRACTED, [by("/league/legal_name", "Northern")]), {})
    assert facts.origin("/league/legal_name") == "person"
    assert facts.origin("/betting/territories/0") == "stated"


def test_what_a_person_settled_is_no_longer_in_dispute_and_what_they_did_not_still_is():
    value = effective(EXTRACTED, [by("/league/legal_name", "Northern")])
    assert [item["pointer"] for item in value["contradictions"]] == ["/fee"]
    assert [item["pointer"] for item in value["ambiguities"]] == ["/betting/territories/0"]


def test_a_list_that_is_given_replaces_the_list_and_all_its_words():
    value = effective(EXTRACTED, [by("/betting/territories", ["MX"])])
    assert value["profile"]["betting"]["territories"] == ["MX"]
    assert value["evidence"]["/betting/territories/0"]["given_by"] == "person"
    assert "/betting/territories/1" not in value["evidence"]
    assert value["ambiguities"] == []


def test_one_past_the_end_of_a_list_is_added_to_it():
    value = effective(EXTRACTED, [by("/betting/territories/2", "MX")])
    assert value["profile"]["betting"]["territories"] == ["US", "CA", "MX"]
    assert value["evidence"]["/betting/territories/0"]["quote"] == "US"


def test_an_amount_that_is_given_is_theirs_in_every_part():
    money = {"amount": 5, "amount_max": None, "currency": "EUR", "period": None}
    value = effective(EXTRACTED, [by("/fee", money)])
    given_parts = {p for p, e in value["evidence"].items() if e.get("given_by")}
    assert given_parts == {"/fee/amount", "/fee/currency"}


def test_that_there_is_none_can_be_given_too():
    value = effective(EXTRACTED, [by("/league/legal_name", None)])
    facts = Facts(value, {})
    assert facts.stated("/league/legal_name") is None
    assert facts.answered_none("/league/legal_name")


def test_the_last_of_two_values_for_one_place_holds():
    values = [by("/league/legal_name", "A", "ana"), by("/league/legal_name", "B", "ben")]
    value = effective(EXTRACTED, values)
    assert value["profile"]["league"]["legal_name"] == "B"
    assert value["evidence"]["/league/legal_name"]["by"] == "ben"


def test_a_later_value_replaces_what_was_given_within_it():
    values = [by("/league/founded_year", 1999), by("/league", {"legal_name": "A"})]
    value = effective(EXTRACTED, values)
    assert value["profile"]["league"] == {"legal_name": "A"}
    assert "/league/founded_year" not in value["evidence"]


def test_the_result_itself_is_never_changed():
    before = deepcopy(EXTRACTED)
    effective(EXTRACTED, [by("/league/legal_name", "A"), by("/betting/territories/2", "MX")])
    assert before == EXTRACTED


def test_what_has_no_profile_is_left_as_it_is():
    assert effective({"title": "Note"}, [by("/a", 1)]) == {"title": "Note"}
    assert with_values(None, [by("/a", 1)]) is None


def test_a_draft_loses_the_words_that_no_longer_state_its_value():
    value = with_values(EXTRACTED, [by("/league/legal_name", "A")])
    assert set(value["evidence"]) == {"/betting/territories/0", "/betting/territories/1"}


@given(st.lists(st.text(), max_size=5))
def test_a_pointers_parts_make_the_pointer(keys):
    assert parts(joined(keys)) == keys


POINTERS = ["/league/legal_name", "/league/founded_year", "/betting/territories", "/fee"]


@given(st.lists(st.tuples(st.sampled_from(POINTERS), st.integers(0, 9)), max_size=6))
def test_every_leaf_that_is_given_has_its_giver_and_giving_again_changes_nothing(values):
    listed = [by(pointer, [n] if "territories" in pointer else n) for pointer, n in values]
    value = effective(EXTRACTED, listed)
    assert effective(value, listed) == value
    last = {one.pointer: one.value for one in listed}
    for pointer, expected in last.items():
        assert resolve(value["profile"], pointer) == expected
        for leaf, _ in leaves(expected, pointer):
            assert value["evidence"][leaf]["given_by"] == "person"
