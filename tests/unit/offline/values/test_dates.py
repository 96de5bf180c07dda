"""Dates keep their order of day and month honest; spans fill in what they leave out."""

from calendar import month_name
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.dates import DateReading, dates, ranges, years

UNPROVED = Convention("en", ".", "dmy", False, "GB", None)
PROVED = Convention("en", ".", "dmy", True, "GB", None)
AMERICAN = Convention("en", ".", "mdy", True, "US", None)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("5 September 2026", "2026-09-05"),
        ("Sat 5th of September, 2026", "2026-09-05"),
        ("22nd of May 2027", "2027-05-22"),
        ("May 22, 2027", "2027-05-22"),
        ("SEPTEMBER 12TH 2026", "2026-09-12"),
        ("12 Sep '26", "2026-09-12"),
        ("5-Sep-26", "2026-09-05"),
        ("12.12.2026", "2026-12-12"),
        ("1. 5. 2026", "2026-05-01"),
        ("12.09.26", "2026-09-12"),
        ("25.04.2026", "2026-04-25"),
        ("18-04-2026", "2026-04-18"),
        ("14/11/2026", "2026-11-14"),
        ("2026-05-16", "2026-05-16"),
        ("2026/05/16", "2026-05-16"),
        ("2026-05-16T09:00:00Z", "2026-05-16"),
        ("3. Mai 2026", "2026-05-03"),
        ("1. März 2027", "2027-03-01"),
        ("3 de mayo de 2026", "2026-05-03"),
        ("12 de septiembre del 2026", "2026-09-12"),
        ("le 1er mars 2027", "2027-03-01"),
        ("15 août 2026", "2026-08-15"),
        ("12 december 2026", "2026-12-12"),
    ],
)
def test_a_date_in_any_dress(text: str, iso: str) -> None:
    (found,) = dates(text, PROVED)
    assert found.value == DateReading(iso)
    assert found.note is None


@pytest.mark.parametrize(
    "text", ["31/02/2027", "31 June 2026", "10/2026", "3 rounds", "may 2 ride", "1.2.3", "1/2", ""]
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert dates(text, PROVED) == []


def test_an_unproved_order_keeps_both_readings() -> None:
    (found,) = dates("03/04/2026", UNPROVED)
    assert found.value == DateReading("2026-04-03", other="2026-03-04")
    assert found.note == "ambiguous"


def test_a_proved_order_settles_the_reading() -> None:
    assert dates("03/04/2026", PROVED)[0].value == DateReading("2026-04-03")
    assert dates("03/04/2026", AMERICAN)[0].value == DateReading("2026-03-04")


@pytest.mark.parametrize("text", ["04/04/2026", "12.11.2026", "2026-03-04", "13/04/2026"])
def test_dates_that_read_one_way_are_not_ambiguous(text: str) -> None:
    assert dates(text, UNPROVED)[0].note is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("From 5 September 2026 to 27 March 2027", "2026-09-05", "2027-03-27"),
        ("12.12.2026 - 20.03.2027", "2026-12-12", "2027-03-20"),
        ("12.12. - 20.03.2027", "2026-12-12", "2027-03-20"),
        ("5 Sept - 27 Mar 2027", "2026-09-05", "2027-03-27"),
        ("7 March to 28 November 2026", "2026-03-07", "2026-11-28"),
        ("vom 3. Mai bis zum 12. September 2026", "2026-05-03", "2026-09-12"),
        ("del 3 de mayo al 12 de septiembre de 2026", "2026-05-03", "2026-09-12"),
        ("du 12 septembre 2026 au 30 mai 2027", "2026-09-12", "2027-05-30"),
        ("01/17/2026 through 11/21/2026", "2026-01-17", "2026-11-21"),
        ("starts 30 May 2026, finishes 12 September 2026", "2026-05-30", "2026-09-12"),
        ("September 5-12, 2026", "2026-09-05", "2026-09-12"),
        ("15 to 20 May 2026", "2026-05-15", "2026-05-20"),
        ("5.-12.09.2026", "2026-09-05", "2026-09-12"),
        ("2026/27: 5 Sept - 27 Mar", "2026-09-05", "2027-03-27"),
        ("May 2, 2027 to Sept 19", "2027-05-02", "2027-09-19"),
        ("2026-09-12/2027-05-30", "2026-09-12", "2027-05-30"),
        ("12.09.26 bis 30.05.27", "2026-09-12", "2027-05-30"),
    ],
)
def test_a_span_of_dates(text: str, first: str, last: str) -> None:
    (found,) = ranges(text, PROVED)
    assert (found.value[0].iso, found.value[1].iso, found.note) == (first, last, None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Oct 2026 - Apr 2027", "2026-10-01", "2027-04-30"),
        ("May to September 2026", "2026-05-01", "2026-09-30"),
        ("November to February 2028", "2027-11-01", "2028-02-29"),
        ("de octubre de 2026 a mayo de 2027", "2026-10-01", "2027-05-31"),
        ("d'octobre 2026 à mai 2027", "2026-10-01", "2027-05-31"),
        ("September 2026 bis Mai 2027", "2026-09-01", "2027-05-31"),
    ],
)
def test_a_span_of_months_is_noted_as_such(text: str, first: str, last: str) -> None:
    (found,) = ranges(text, PROVED)
    assert (found.value[0].iso, found.value[1].iso, found.note) == (first, last, "month")


@pytest.mark.parametrize(
    "text",
    [
        "27 March 2027 to 5 September 2026",
        "5 September 2026. Clubs may join until 2030",
        "we meet in May and in June",
        "14 events",
    ],
)
def test_what_spans_nothing_is_no_range(text: str) -> None:
    assert ranges(text, PROVED) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in a sheep shed outside Hexham in 2017, same people ever since", [2017]),
        ("1998 (relaunched after the pandemic)", [1998]),
        ("Founded 12.05.2013", [2013]),
        ("2026-27 season", [2026]),
        ("2019-2021", [2019, 2021]),
        ("since 1830", [1830]),
        ("2,012 members", []),
        ("£2012", []),
        ("2012m", []),
        ("20%", []),
        ("0191 496 0140", []),
        ("555-2019", []),
        ("1799 and 2101", []),
    ],
)
def test_years(text: str, values: list[int]) -> None:
    assert [found.value for found in years(text)] == values


DAYS = st.dates(date(1950, 1, 1), date(2068, 12, 31))


@given(day=DAYS)
def test_a_date_reads_back_from_every_form(day: date) -> None:
    english = month_name[day.month]
    forms = (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day} {english} {day.year}",
        f"{english} {day.day}, {day.year}",
    )
    for form in forms:
        assert [found.value.iso for found in dates(form, PROVED)] == [day.isoformat()], form


@given(first=DAYS, length=st.integers(1, 364))
def test_a_year_left_out_of_a_span_is_filled_in(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    if first.month == 2 and first.day == 29:
        return
    text = f"{first:%d.%m.} - {last:%d.%m.%Y}"
    if (first.month, first.day) == (last.month, last.day):
        return
    (found,) = ranges(text, PROVED)
    assert (found.value[0].iso, found.value[1].iso) == (first.isoformat(), last.isoformat())
