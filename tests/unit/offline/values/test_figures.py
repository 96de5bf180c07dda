"""Counts, numbers and shares are read as the document writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from core.adapters.offline.values import figures, numerals
from core.adapters.offline.values.convention import Convention


def writes(language: str, decimal: str) -> Convention:
    return Convention(language, decimal, "dmy", True, None, None)


ENGLISH, GERMAN = writes("en", "."), writes("de", ",")
SPANISH, FRENCH = writes("es", ","), writes("fr", ",")


def counted(text: str, convention: Convention) -> list[int]:
    return [found.value for found in figures.counts(text, convention)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,850 last season. That makes 22,200 through the doors", [1850, 22200]),
        ("3'200", [3200]),
        ("3\u2019200", [3200]),
        ("12 600", [12600]),
        ("12\u202f600", [12600]),
        ("2.4k", [2400]),
        ("410K", [410_000]),
        ("1.2M", [1_200_000]),
        ("1.2m followers", [1_200_000]),
        ("100m", [100_000_000]),
        ("a 27 m platform", [27]),
        ("1.5 lakh", [150_000]),
        ("2 crore", [20_000_000]),
        ("1,50,000", [150_000]),
        ("twelve rounds", [12]),
        ("ninety-six", [96]),
        ("two dozen", [24]),
        ("half a dozen", [6]),
        ("a hundred", [100]),
        ("one hundred and twenty", [120]),
        ("half a million", [500_000]),
        ("two and a half million", [2_500_000]),
        ("between fifty and sixty", [50, 60]),
        ("96 licensed pilots across 16 teams", [96, 16]),
        ("U18, 3rd season, v2", []),
        ("15% of 40", [40]),
        ("£500 for 4 rounds", [4]),
        ("12 rounds from 5 September 2026", [12]),
        ("doors at 19:30, 6 races", [6]),
        ("a league of one", [1]),
        ("7.5", []),
        ("zwölf", [12]),
        ("once a year", []),
    ],
)
def test_counts_in_english(text: str, values: list[int]) -> None:
    assert counted(text, ENGLISH) == values


@pytest.mark.parametrize(
    ("text", "convention", "values"),
    [
        ("1.250", GERMAN, [1250]),
        ("25 Tsd.", GERMAN, [25_000]),
        ("vierundzwanzig", GERMAN, [24]),
        ("zweitausendfünfhundert", GERMAN, [2500]),
        ("dreißig", GERMAN, [30]),
        ("ein Dutzend", GERMAN, [12]),
        ("eine Liga", GERMAN, []),
        ("anderthalb Millionen", GERMAN, [1_500_000]),
        ("dieciséis", SPANISH, [16]),
        ("treinta y dos", SPANISH, [32]),
        ("mil doscientos", SPANISH, [1200]),
        ("25 mil", SPANISH, [25_000]),
        ("once", SPANISH, [11]),
        ("vingt-quatre", FRENCH, [24]),
        ("soixante et onze", FRENCH, [71]),
        ("quatre-vingt-dix-sept", FRENCH, [97]),
        ("deux cents", FRENCH, [200]),
        ("une trentaine", FRENCH, [30]),
    ],
)
def test_counts_in_other_languages(text: str, convention: Convention, values: list[int]) -> None:
    assert counted(text, convention) == values


def test_a_count_against_the_convention_is_read_with_doubt() -> None:
    assert figures.counts("1.250", ENGLISH)[0].confidence < 1.0


def test_a_year_beside_its_preposition_is_a_doubtful_count() -> None:
    year, events = figures.counts("in 2026, 14 events", ENGLISH)
    assert (year.value, events.value) == (2026, 14)
    assert year.confidence < 0.5 < events.confidence


@pytest.mark.parametrize(
    ("text", "convention", "values"),
    [
        ("22.5 %", ENGLISH, [22.5]),
        ("15 per cent", ENGLISH, [15.0]),
        ("15% of net revenue", ENGLISH, [15.0]),
        ("fifteen percent", ENGLISH, [15.0]),
        ("a fifth", ENGLISH, [20.0]),
        ("half", ENGLISH, [50.0]),
        ("three quarters", ENGLISH, [75.0]),
        ("10-15%", ENGLISH, [10.0, 15.0]),
        ("12,5 Prozent", GERMAN, [12.5]),
        ("ein Viertel", GERMAN, [25.0]),
        ("el 12,5 por ciento", SPANISH, [12.5]),
        ("una media de 300", SPANISH, []),
        ("quinze pour cent", FRENCH, [15.0]),
        ("n/a", ENGLISH, []),
    ],
)
def test_shares_in_percent(text: str, convention: Convention, values: list[float]) -> None:
    assert [found.value for found in figures.percents(text, convention)] == values


def test_both_ends_of_a_range_of_shares_are_noted() -> None:
    assert [found.note for found in figures.percents("10 to 15 %", ENGLISH)] == ["range", "range"]


def test_numbers_keep_their_decimals() -> None:
    assert [found.value for found in figures.numbers("2,5 bis 7,25", GERMAN)] == [2.5, 7.25]


@pytest.mark.parametrize("raw", ["12.12.2026", "1.2.3", "1" * 40])
def test_dates_versions_and_endless_digits_are_no_numerals(raw: str) -> None:
    assert numerals.numeral(raw, ".") is None


def grouped(value: int, separator: str) -> str:
    return f"{value:,}".replace(",", separator)


@given(
    value=st.integers(0, 10**12),
    separator=st.sampled_from(["'", "\u2019", "\u202f", "\u00a0", " "]),
)
def test_a_count_with_blanks_or_apostrophes_reads_back_in_any_convention(
    value: int, separator: str
) -> None:
    text = grouped(value, separator)
    assert counted(text, ENGLISH) == counted(text, GERMAN) == [value]


@given(value=st.integers(0, 10**12))
def test_a_count_with_its_conventions_separator_reads_back(value: int) -> None:
    assert counted(grouped(value, ","), ENGLISH) == [value]
    assert counted(grouped(value, "."), GERMAN) == [value]


@given(value=st.integers(0, 999_999), language=st.sampled_from(["en", "de", "es", "fr"]))
def test_a_number_in_words_reads_back(value: int, language: str) -> None:
    words = num2words(value, lang=language).replace(",", "")
    if words in ("ein", "un", "uno", "une"):
        return  # an article as much as a number
    convention = writes(language, "." if language == "en" else ",")
    assert counted(words, convention) == [value], words
