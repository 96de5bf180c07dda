"""Lengths of time come out in the unit of the field, whatever unit the answer uses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.durations import minutes, months, seconds


def speaking(language: str, decimal: str = ",") -> Convention:
    return Convention(language, decimal, "dmy", True, None, None)


ENGLISH = speaking("en", ".")
GERMAN, SPANISH, FRENCH = speaking("de"), speaking("es"), speaking("fr")


@pytest.mark.parametrize(
    ("text", "convention", "values"),
    [
        ("330 minutes", ENGLISH, [330]),
        ("480 min", ENGLISH, [480]),
        ("1h45", ENGLISH, [105]),
        ("1:45 h", ENGLISH, [105]),
        ("2h 30m", ENGLISH, [150]),
        ("4.5 hours", ENGLISH, [270]),
        ("2½ hours", ENGLISH, [150]),
        ("1 1/2 hours", ENGLISH, [90]),
        ("Doors to trophy about five and a half hours, so 330 minutes", ENGLISH, [330, 330]),
        ("three quarters of an hour", ENGLISH, [45]),
        ("ninety minutes", ENGLISH, [90]),
        ("half an hour", ENGLISH, [30]),
        ("an hour and a half", ENGLISH, [90]),
        ("an hour and 20 minutes", ENGLISH, [80]),
        ("2 hours and 15 minutes", ENGLISH, [135]),
        ("2 x 20 minutes", ENGLISH, [40]),
        ("two halves of 20 minutes", ENGLISH, [40]),
        ("90'", ENGLISH, [90]),
        ("4-5 hours", ENGLISH, [240, 300]),
        ("5 hours 8 races", ENGLISH, [300]),
        ("1 h 1 h", ENGLISH, [60, 60]),
        ("two days", ENGLISH, []),
        ("two days of 6 hours", ENGLISH, [360]),
        ("at 19:30", ENGLISH, []),
        ("7,5 Stunden", GERMAN, [450]),
        ("2 Std. 30", GERMAN, [150]),
        ("2 Std. 30 Min.", GERMAN, [150]),
        ("anderthalb Stunden", GERMAN, [90]),
        ("eine halbe Stunde", GERMAN, [30]),
        ("Dreiviertelstunde", GERMAN, [45]),
        ("2 Halbzeiten à 20 Minuten", GERMAN, [40]),
        ("2 horas y media", SPANISH, [150]),
        ("hora y media", SPANISH, [90]),
        ("tres cuartos de hora", SPANISH, [45]),
        ("deux heures et demie", FRENCH, [150]),
        ("une demi-heure", FRENCH, [30]),
        ("2h30", FRENCH, [150]),
    ],
)
def test_minutes(text: str, convention: Convention, values: list[int]) -> None:
    assert [found.value for found in minutes(text, convention)] == values


@pytest.mark.parametrize(
    ("text", "convention", "values"),
    [
        ("0.8 seconds from gate to our server", ENGLISH, [0.8]),
        ("under 1 second - we measured 0.6 s", ENGLISH, [1.0, 0.6]),
        ("200 ms", ENGLISH, [0.2]),
        ("10 minutes", ENGLISH, [600.0]),
        ("half a second", ENGLISH, [0.5]),
        ("under a second", ENGLISH, [1.0]),
        ("a 5-second delay", ENGLISH, [5.0]),
        ("12 s", ENGLISH, [12.0]),
        ("45 sec", ENGLISH, [45.0]),
        ("one or two seconds", ENGLISH, [1.0, 2.0]),
        ("1 min 30 s", ENGLISH, [90.0]),
        ("24 hours", ENGLISH, [86400.0]),
        ("sub-second", ENGLISH, []),
        ("a second feed", ENGLISH, []),
        ("in the 1990s", ENGLISH, []),
        ("next day at best", ENGLISH, []),
        ("Echtzeit", GERMAN, []),
        ("2,5 Sekunden", GERMAN, [2.5]),
        ("30 Sekunden", GERMAN, [30.0]),
        ("medio segundo", SPANISH, [0.5]),
        ("3 secondes", FRENCH, [3.0]),
    ],
)
def test_seconds(text: str, convention: Convention, values: list[float]) -> None:
    assert [found.value for found in seconds(text, convention)] == values


@pytest.mark.parametrize(
    ("text", "convention", "values"),
    [
        ("3 years", ENGLISH, [36]),
        ("Three years (36 months), starting with the new season", ENGLISH, [36, 36]),
        ("18 months", ENGLISH, [18]),
        ("a three-year deal", ENGLISH, [36]),
        ("1.5 years", ENGLISH, [18]),
        ("two and a half years", ENGLISH, [30]),
        ("one year", ENGLISH, [12]),
        ("a year", ENGLISH, [12]),
        ("2-3 years", ENGLISH, [24, 36]),
        ("30 months, that is two seasons and the winter between", ENGLISH, [30]),
        ("two seasons", ENGLISH, []),
        ("16 years old", ENGLISH, []),
        ("two years ago", ENGLISH, []),
        ("£50k a year", ENGLISH, []),
        ("half an hour", ENGLISH, []),
        ("zwei Jahre", GERMAN, [24]),
        ("ein Jahr", GERMAN, [12]),
        ("eineinhalb Jahre", GERMAN, [18]),
        ("un año", SPANISH, [12]),
        ("18 meses", SPANISH, [18]),
        ("2 ans", FRENCH, [24]),
        ("un an et demi", FRENCH, [18]),
    ],
)
def test_months(text: str, convention: Convention, values: list[int]) -> None:
    assert [found.value for found in months(text, convention)] == values


def test_the_ends_of_a_range_are_noted() -> None:
    assert [found.note for found in minutes("4 to 5 hours", ENGLISH)] == ["range", "range"]


@given(hours=st.integers(1, 12), rest=st.integers(1, 59))
def test_hours_and_minutes_read_back_from_every_form(hours: int, rest: int) -> None:
    for form in (f"{hours}h{rest:02}", f"{hours}:{rest:02} h", f"{hours} hours and {rest} minutes"):
        assert [found.value for found in minutes(form, ENGLISH)] == [60 * hours + rest], form


@given(milliseconds=st.integers(1, 10**6))
def test_a_delay_is_the_same_in_milliseconds_and_seconds(milliseconds: int) -> None:
    (short,) = seconds(f"{milliseconds} ms", ENGLISH)
    (long,) = seconds(f"{milliseconds / 1000:.3f} seconds", ENGLISH)
    assert short.value == long.value == pytest.approx(milliseconds / 1000)
