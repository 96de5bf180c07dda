from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.contracts import money
from core.documents.contracts.values import FORMATS, Piece, render
from core.errors import InvalidInput


def printed(value: Any, style: str, words: dict[str, str] | None = None) -> str:
    return "".join(piece.text for piece in render(value, style, words or {}))


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("Northern  Futsal\nLeague", "text", "Northern Futsal League"),
        (0.8, "text", "0.8"),
        (14080, "count", "14,080"),
        (1, "seconds", "1 second"),
        (0.8, "seconds", "0.8 seconds"),
        (24, "months", "24 months"),
        (12.5, "percent", "12.5%"),
        (15, "percent", "15%"),
        ("2026-10-11", "date", "11 October 2026"),
        ("GB", "country", "United Kingdom"),
        ("XX", "country", "XX"),
        (["UK"], "list", "UK"),
        (["UK", "Ireland", "Malta"], "list", "UK, Ireland and Malta"),
        (["Bergen, Norway", "Malta"], "list", "Bergen, Norway; and Malta"),
        (True, "word", "true"),
        ("timing_system", "word", "timing system"),
    ],
)
def test_a_value_is_printed_in_its_format(value: Any, style: str, text: str):
    assert printed(value, style) == text


def test_words_of_closed_lists_read_as_the_wording_has_them():
    assert printed("timing_system", "word", {"timing_system": "a timing system"}) == (
        "a timing system"
    )
    assert printed(False, "word", {"false": "not allowed"}) == "not allowed"


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (
            {"amount": 41000, "currency": "AUD"},
            "money",
            "AUD 41,000 (forty-one thousand Australian dollars)",
        ),
        ({"amount": 1, "currency": "EUR"}, "money", "EUR 1 (one euro)"),
        (
            {"amount": 12.5, "currency": "GBP"},
            "money",
            "GBP 12.50 (twelve and 50/100 British pounds)",
        ),
        ({"amount": 1200.4, "currency": "JPY"}, "figures", "JPY 1,200"),
        (
            {"amount": 6e4, "amount_max": 75000, "currency": "USD"},
            "figures",
            "USD 60,000 to USD 75,000",
        ),
        ({"amount": 2000000, "currency": None}, "figures", " 2,000,000"),
    ],
)
def test_an_amount_stands_in_figures_and_words(value: Any, style: str, text: str):
    assert printed(value, style) == text


def test_an_amount_without_a_currency_asks_for_it():
    pieces = render({"amount": 2000000, "amount_max": None, "currency": None}, "money", {})
    assert pieces[0].lacks == "currency"
    assert pieces[-1].text == "2,000,000 (two million)"


def test_each_item_of_a_list_knows_its_own_pointer():
    assert render(["UK", "Malta"], "list", {}) == [
        Piece("UK", "/0"),
        Piece(" and ", glue=True),
        Piece("Malta", "/1"),
    ]


@pytest.mark.parametrize(
    ("value", "style"),
    [
        ("x", "count"),
        (True, "count"),
        ("x", "percent"),
        ("31/02/2027", "date"),
        ("UK", "list"),
        ([{"a": 1}], "list"),
        (5, "money"),
        ({"amount": 1}["amount"], "figures"),
        (["x"], "text"),
    ],
)
def test_a_value_of_another_kind_is_refused(value: Any, style: str):
    with pytest.raises(InvalidInput, match="another format"):
        render(value, style, {})


@given(
    st.one_of(st.integers(0, 10**18), st.floats(0, 1e200)), st.sampled_from(["EUR", "JPY", "XYZ"])
)
def test_figures_and_words_tell_the_same_whole_amount(amount: float, currency: str):
    whole = money.digits(amount, currency).partition(".")[0].replace(",", "")
    assert whole.isdigit()
    words = money.words(amount, currency)
    assert words == "in figures only" if int(whole) >= 10**15 else words


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.one_of(
    SCALARS, st.lists(st.text()), st.fixed_dictionaries({"amount": st.integers(0, 10**9)})
)


@given(VALUES, st.sampled_from(sorted(FORMATS)))
def test_printing_any_value_gives_one_line_or_invalid_input(value: Any, style: str):
    try:
        pieces = render(value, style, {})
    except InvalidInput:
        return
    assert all("\n" not in piece.text for piece in pieces)
