"""Whatever a document contains, the grammars answer, quickly, and quote what stands there."""

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.adapters.offline.values import (
    answers,
    contacts,
    dates,
    durations,
    figures,
    lists,
    money,
    places,
    sums,
)
from core.adapters.offline.values.convention import Convention, infer
from core.adapters.offline.values.found import Found

GERMAN = Convention("de", ",", "dmy", False, "CH", None)

READERS: dict[str, Callable[[str], Found[Any] | Sequence[Found[Any]] | None]] = {
    "counts": lambda text: figures.counts(text, GERMAN),
    "numbers": lambda text: figures.numbers(text, GERMAN),
    "percents": lambda text: figures.percents(text, GERMAN),
    "money": lambda text: money.money(text, GERMAN, label=text[:80]),
    "bare money": lambda text: money.money(text, GERMAN, need_sign=False),
    "dates": lambda text: dates.dates(text, GERMAN),
    "ranges": lambda text: dates.ranges(text, GERMAN),
    "years": dates.years,
    "minutes": lambda text: durations.minutes(text, GERMAN),
    "seconds": lambda text: durations.seconds(text, GERMAN),
    "months": lambda text: durations.months(text, GERMAN),
    "countries": places.countries,
    "city": places.city_and_country,
    "emails": contacts.emails,
    "urls": contacts.urls,
    "phones": lambda text: contacts.phones(text, country="CH"),
    "persons": contacts.persons,
    "flag": lambda text: answers.flag(text, GERMAN, label=text[:80]),
    "items": lists.items,
    "followers": lambda text: sums.followers(text, GERMAN),
}
WORDS = st.sampled_from((
    "1", "12", "2026", "1.250", "3'200", "31/12/2026", "May", "Mai", "5", "€", "$", "CHF",
    "EUR", "k", "M", "Mio.", "%", "half", "a", "an", "and", "und", "zwei", "vingt", "million",
    "h", "hours", "min", "2h30", "years", "to", "-", "\u2013", "(", ")", "[x]", "[", "]", "yes",
    "no", "not", "n/a", "UK", "Galway,", "Anna", "Berg,", "Dr", "a@b.example", "www.c.example",
    "+41", "081", "555", "01", "20", "Instagram", "total", "&", "/", ";", ":", ".", "\n",
))  # fmt: skip
SENTENCES = st.lists(WORDS, max_size=14).map(" ".join)
NASTY = (
    "1", " ", "a", "A ", "1 ", "1,", "1.2.", "@", "a@", "a.", "one ", "\n", "(", "[x] ", "-", "$1 ",
    "1/1/", "in Ab, ", "1 h ", "not ", "zweihundert", "+1 234 567 890 ", "\t",
)  # fmt: skip


def every(found: Found[Any] | Sequence[Found[Any]] | None) -> list[Found[Any]]:
    if found is None:
        return []
    return [found] if isinstance(found, Found) else list(found)


@pytest.mark.parametrize("name", READERS)
@given(text=st.one_of(SENTENCES, st.text(max_size=60)))
@settings(max_examples=150, deadline=None)
def test_every_value_quotes_words_of_the_text(name: str, text: str) -> None:
    for found in every(READERS[name](text)):
        assert 0 <= found.start < found.end <= len(text)
        quote = text[found.start : found.end]
        assert quote == quote.strip()
        assert 0.0 < found.confidence <= 1.0


@pytest.mark.parametrize("name", ["counts", "money", "dates", "minutes", "items", "countries"])
@given(text=SENTENCES)
@settings(max_examples=100, deadline=None)
def test_values_stand_in_order_and_apart(name: str, text: str) -> None:
    found = every(READERS[name](text))
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(text=st.one_of(SENTENCES, st.text(max_size=200)))
@settings(deadline=None)
def test_any_document_has_a_convention(text: str) -> None:
    convention = infer(text)
    assert convention.decimal in (".", ",")
    assert convention.date_order in ("dmy", "mdy")


@given(text=st.one_of(SENTENCES, st.text(max_size=200)))
def test_any_answer_is_blank_in_one_way_or_stated(text: str) -> None:
    assert answers.blank(text) in answers.Blankness


def seconds_to_read(name: str, piece: str, length: int) -> float:
    text = piece * (length // len(piece))
    started = time.process_time()
    READERS[name](text)
    return time.process_time() - started


@pytest.mark.parametrize("name", READERS)
def test_no_input_takes_a_grammar_more_than_linear_time(name: str) -> None:
    """A quadratic grammar would need far more than this for the worst inputs we know."""
    for piece in NASTY:
        assert seconds_to_read(name, piece, 20_000) < 4, piece


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("piece", ["1", " "])
def test_endless_digits_and_blanks_are_read_at_once(name: str, piece: str) -> None:
    assert seconds_to_read(name, piece, 100_000) < 4
