from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pipeline.deals import ended_before, last_day_of


@pytest.mark.parametrize(
    ("deal", "last"),
    [
        ("Naming rights with Borealis until 2028", date(2028, 12, 31)),
        ("Timing by Tickline until 31 December 2026", date(2026, 12, 31)),
        ("Timing, expired June 2024", date(2024, 6, 30)),
        ("Regional TV until the end of February 2024", date(2024, 2, 29)),
        ("valid through March 1, 2027", date(2027, 3, 1)),
        ("expires 2026-05-31", date(2026, 5, 31)),
        ("runs to 30 Sept 2026", date(2026, 9, 30)),
        ("until the end of the 2025/26 season", date(2026, 12, 31)),
        ("Statistik bis 31.12.2025", date(2025, 12, 31)),
        ("Sponsoring bis Ende März 2025", date(2025, 3, 31)),
        ("Streaming hasta el 30 de junio de 2026", date(2026, 6, 30)),
        ("Chronométrage jusqu'au 30 juin 2026", date(2026, 6, 30)),
        ("Contrat jusqu'en 2025", date(2025, 12, 31)),
    ],
)
def test_an_end_is_read_in_the_words_that_leagues_use(deal: str, last: date):
    assert last_day_of(deal) == last


@pytest.mark.parametrize(
    "deal",
    [
        "Title sponsor Volt",
        "Data by Scorebook since 2019",
        "Archive of the seasons 2019-2023 sold to Scorebook",
        "Tracker supply until October 2027, renewable",
        "Data until 2024, automatically extended by a year",
        "at least until 2024",
        "Daten bis 2024, verlängert sich",
        "hasta 2024, prorrogable",
        "jusqu'en 2024, tacite reconduction",
        "until further notice",
        "until the 2024 rules change, then rolling",
    ],
)
def test_an_end_that_leaves_a_doubt_is_none(deal: str):
    assert last_day_of(deal) is None


def test_of_two_readings_and_of_two_ends_the_later_one_counts():
    assert last_day_of("ends 03/04/2026") == date(2026, 4, 3)
    assert last_day_of("data until 2025, video until May 2027") == date(2027, 5, 31)


@given(st.dates(date(2000, 1, 1), date(2098, 12, 31)))
def test_a_deal_is_over_on_the_day_after_its_last_one_and_no_earlier(last: date):
    deal = f"Data to Scorebook until {last.day} {last:%B} {last.year}"
    assert not ended_before(deal, last)
    assert ended_before(deal, last + timedelta(days=1))


@given(st.text())
def test_any_words_can_be_looked_at(words: str):
    ended_before(f"until {words}", date(2027, 1, 1))
