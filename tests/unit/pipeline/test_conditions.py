import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.pipeline.conditions import DEPTH_LIMIT, LENGTH_LIMIT, parse

FACTS = {
    "/betting/wants_betting": True,
    "/integrity/betting_ban": False,
    "/commercial/exclusivity": "sole",
    "/commercial/term_months": 24,
    "/commercial/revenue_share_percent": 12.5,
    "/commercial/territory": ["UK", "Ireland"],
    "/commercial/existing_deals": [],
    "/league/legal_name": 'The "Old" League',
    "/data/feed_available": None,
    "/tier": "2.1",
}


def holds(text: str, facts: dict[str, Any] = FACTS) -> bool:
    return parse(text).holds(facts.get)


@pytest.mark.parametrize(
    "text",
    [
        "always",
        "/betting/wants_betting is true",
        "/integrity/betting_ban is false",
        "/integrity/betting_ban is stated",
        "/commercial/existing_deals is missing",
        "/data/feed_available is missing",
        "/nowhere/at_all is missing",
        "/commercial/exclusivity = sole",
        '/commercial/exclusivity = "sole"',
        "/commercial/exclusivity != exclusive",
        "/commercial/exclusivity in (exclusive, sole)",
        "/commercial/term_months in (12, 24)",
        "/commercial/term_months = 24",
        "/commercial/term_months >= 24 and /commercial/term_months < 24.5",
        "/commercial/revenue_share_percent > 12",
        "/commercial/revenue_share_percent <= 12.5",
        "/commercial/territory contains ireland",
        "/commercial/territory contains UK",
        "/league/legal_name contains league",
        r'/league/legal_name = "The \"Old\" League"',
        '/tier = "2.1"',
        "not /data/feed_available is true",
        "/a is true or /b is true or always",
        "not (/a is stated or /b is stated) and always",
    ],
)
def test_what_is_so_holds(text: str):
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "not always",
        "/betting/wants_betting is false",
        "/betting/wants_betting = 1",
        "/commercial/exclusivity = Sole",
        "/commercial/exclusivity in (exclusive, non_exclusive)",
        "/commercial/territory contains land",
        "/commercial/territory = UK",
        "/commercial/term_months > 24",
        "/league/legal_name > 3",
        "/tier = 2.1",
        "/commercial/existing_deals is stated",
        "/a is true and always",
    ],
)
def test_what_is_not_so_does_not_hold(text: str):
    assert not holds(text)


@pytest.mark.parametrize("sign", ["= x", "!= x", "< 1", "<= 1", "> 1", ">= 1", "in (x)"])
def test_a_comparison_with_a_missing_value_is_false(sign: str):
    assert not holds(f"/data/feed_available {sign}")
    assert not holds(f"/nowhere {sign}")


def test_and_binds_closer_than_or():
    assert holds("always or always and not always")
    assert not holds("(always or always) and not always")


def test_paths_are_listed_once_in_the_order_of_their_appearance():
    condition = parse("/b is true or not (/a = x and /b in (1, 2)) or /c/0 contains y")
    assert condition.paths == ("/b", "/a", "/c/0")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the end is no test"),
        ("/a", "says nothing about /a"),
        ("/a is", "the end is no state"),
        ("/a is here", "'here' at character 7"),
        ("/a = true", "is true"),
        ("/a = and", "no value"),
        ("/a < x", "no number"),
        ("/a in ()", "no value"),
        ("/a in (x", "stands where ')' must"),
        ("(always", "stands where ')' must"),
        ("always always", "one too many"),
        ("a = 1", "no test"),
        ('/a = "open', "no word, number or path"),
        ("/a == 1", "no value"),
        ("__import__('os')", "is no word, number or path"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, words: str):
    with pytest.raises(InvalidInput) as refused:
        parse(text)
    assert words in refused.value.problem + refused.value.remedy
    assert refused.value.field == "condition"
    assert refused.value.remedy


def test_depth_is_limited_and_length_is_limited():
    deep = "(" * (DEPTH_LIMIT - 1) + "always" + ")" * (DEPTH_LIMIT - 1)
    assert holds(deep)
    for too_much in (f"(({deep}))", "not " * 30 + "always", "(" * LENGTH_LIMIT):
        with pytest.raises(InvalidInput, match="deep"):
            parse(too_much)
    with pytest.raises(InvalidInput, match="characters"):
        parse("always" + " " * LENGTH_LIMIT)


def test_the_longest_text_is_read_at_once():
    text = "always and " * ((LENGTH_LIMIT - 6) // 11) + "always"
    hostile = ["/" * LENGTH_LIMIT, '"' + "\\" * (LENGTH_LIMIT - 1), "9" * LENGTH_LIMIT]
    began = time.perf_counter()
    assert holds(text)
    for one in hostile:
        with pytest.raises(InvalidInput):
            parse(one)
    assert time.perf_counter() - began < 1


SOME = '/a /b/0 is stated missing true false = != < >= in ( ) , contains and or not 12 "x " \\ é'
WORDS = st.sampled_from(SOME.split())


@given(st.one_of(st.text(), st.lists(WORDS, max_size=60).map(" ".join)))
def test_reading_any_text_gives_a_condition_or_invalid_input(text: str):
    try:
        condition = parse(text)
    except InvalidInput:
        return
    assert condition.holds({"/a": ["x y", None, 3], "/b/0": 12}.get) in (True, False)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(VALUES, st.sampled_from(["= x", "!= x", "< 1", ">= 1.5", "in (x, 2)", "contains x"]))
def test_a_test_of_any_value_is_true_or_false_and_never_raises(value: Any, sign: str):
    assert holds(f"/a {sign}", {"/a": value}) in (True, False)


@given(VALUES)
def test_a_value_is_either_stated_or_missing(value: Any):
    facts = {"/a": value}
    assert holds("/a is stated", facts) is not holds("/a is missing", facts)
