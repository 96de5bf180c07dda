"""Money keeps its multiplier, its range, its currency and its period, and invents none of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.money import Money, money


def a_league_in(country: str | None, *, decimal: str = ".", language: str = "en") -> Convention:
    return Convention(language, decimal, "dmy", False, country, None)


UK, US, CANADA, SWISS = (a_league_in(country) for country in ("GB", "US", "CA", "CH"))
GERMANY = a_league_in("DE", decimal=",", language="de")
SPAIN = a_league_in("ES", decimal=",", language="es")
FRANCE = a_league_in("FR", decimal=",", language="fr")
SWEDEN = a_league_in("SE", decimal=",")


def one(text: str, convention: Convention, label: str = "", **options: bool) -> Money:
    (found,) = money(text, convention, label=label, **options)
    return found.value


@pytest.mark.parametrize(
    ("text", "convention", "amount", "currency"),
    [
        ("$1.2M", US, 1_200_000, "USD"),
        ("£1.4m last financial year", UK, 1_400_000, "GBP"),
        ("CHF 2.3 million", SWISS, 2_300_000, "CHF"),
        ("CHF 2'150'000", SWISS, 2_150_000, "CHF"),
        ("Fr. 36'000.-", SWISS, 36_000, "CHF"),
        ("250 Schweizer Franken", SWISS, 250, "CHF"),
        ("2,1 Mio. EUR", GERMANY, 2_100_000, "EUR"),
        ("5.000 €", GERMANY, 5_000, "EUR"),
        ("500 TEUR", GERMANY, 500_000, "EUR"),
        ("€5.000", UK, 5_000, "EUR"),
        ("INR 11 crore", a_league_in("IN"), 110_000_000, "INR"),
        ("Rs 40 lakh", a_league_in("IN"), 4_000_000, "INR"),
        ("₹1,50,000", a_league_in("IN"), 150_000, "INR"),
        ("half a million pounds", UK, 500_000, "GBP"),
        ("fifty quid", UK, 50, "GBP"),
        ("A$410,000", UK, 410_000, "AUD"),
        ("NZ$2m", UK, 2_000_000, "NZD"),
        ("US$5,000", CANADA, 5_000, "USD"),
        ("S$1 million", UK, 1_000_000, "SGD"),
        ("R$ 5.000,00", a_league_in("BR", decimal=","), 5_000, "BRL"),
        ("R50,000", a_league_in("ZA"), 50_000, "ZAR"),
        ("150 000 kr", SWEDEN, 150_000, "SEK"),
        ("SEK 3,4 million", SWEDEN, 3_400_000, "SEK"),
        ("150 000 kr", UK, 150_000, None),
        ("$85,000", CANADA, 85_000, None),
        ("CAD 50,000", CANADA, 50_000, "CAD"),
        ("$50,000 CAD", US, 50_000, "CAD"),
        ("25 mil euros", SPAIN, 25_000, "EUR"),
        ("3 millones €", SPAIN, 3_000_000, "EUR"),
        ("1.250.000,00 €", SPAIN, 1_250_000, "EUR"),
        ("2 millions d'euros", FRANCE, 2_000_000, "EUR"),
        ("45 000 €", FRANCE, 45_000, "EUR"),
        ("250 k€", FRANCE, 250_000, "EUR"),
        ("EUR 2,5 mln", a_league_in("NL", decimal=","), 2_500_000, "EUR"),
        ("1,000 baht", UK, 1_000, "THB"),
        ("US $ 50,000", UK, 50_000, "USD"),
        ("2,5 MSEK", SWEDEN, 2_500_000, "SEK"),
        ("2 mkr", SWEDEN, 2_000_000, "SEK"),
        ("GBP 45K A YEAR", UK, 45_000, "GBP"),
    ],
)
def test_an_amount_with_its_currency(
    text: str, convention: Convention, amount: float, currency: str | None
) -> None:
    value = one(text, convention)
    assert (value.amount, value.amount_max, value.currency) == (amount, None, currency)


@pytest.mark.parametrize(
    ("text", "convention", "low", "high", "currency"),
    [
        ("$60,000 - $75,000 a year", US, 60_000, 75_000, "USD"),
        ("between 50 and 60k euros", UK, 50_000, 60_000, "EUR"),
        ("60-75k EUR", GERMANY, 60_000, 75_000, "EUR"),
        ("NZ$420,000 to NZ$450,000", UK, 420_000, 450_000, "NZD"),
        ("$5-6 million", US, 5_000_000, 6_000_000, "USD"),
        ("£2.5m-£3m", UK, 2_500_000, 3_000_000, "GBP"),
        ("entre 20.000 y 30.000 euros", SPAIN, 20_000, 30_000, "EUR"),
        ("entre 10 000 et 15 000 €", FRANCE, 10_000, 15_000, "EUR"),
        ("zwischen 20.000 und 30.000 €", GERMANY, 20_000, 30_000, "EUR"),
    ],
)
def test_a_range_keeps_both_bounds(
    text: str, convention: Convention, low: float, high: float, currency: str
) -> None:
    value = one(text, convention)
    assert (value.amount, value.amount_max, value.currency) == (low, high, currency)


@pytest.mark.parametrize(
    ("text", "label", "period"),
    [
        ("£120,000 per year", "", "per_year"),
        ("£310k a year or so", "What does the series turn over?", "per_year"),
        ("£120,000/year", "", "per_year"),
        ("£60k p.a.", "", "per_year"),
        ("£85,000 annually", "Minimum guarantee", "per_year"),
        ("£1.15m, most of it venues", "What does the league cost to run in a year?", "per_year"),
        ("£2m", "Annual revenue", "per_year"),
        ("£2m", "yearlyBudget", "per_year"),
        ("5.000 £ pro Jahr", "", "per_year"),
        ("2 £", "Jahresumsatz", "per_year"),
        ("25 £ al año", "", "per_year"),
        ("25 £ par an", "", "per_year"),
        ("£50,000 to the champion each season", "", "per_season"),
        ("£150,000", "Prize money / season", "per_season"),
        ("£6,000 per stop", "Prize pot?", "per_event"),
        ("£4,500", "prize_money_per_round", "per_event"),
        ("£500 a month", "", "per_month"),
        ("£50,000 one-off", "", "one_time"),
        ("£5 million", "What liability insurance do you carry?", None),
        ("£500 per match", "", None),
    ],
)
def test_the_period_comes_from_the_answer_or_else_from_the_label(
    text: str, label: str, period: str | None
) -> None:
    assert one(text, UK, label).period == period


def test_each_of_two_amounts_keeps_its_own_period() -> None:
    found = money("£6,000 per round and £90,000 per season", UK)
    assert [(f.value.amount, f.value.period) for f in found] == [
        (6_000, "per_event"),
        (90_000, "per_season"),
    ]


def test_a_currency_stated_for_all_amounts_settles_a_bare_dollar() -> None:
    singapore = Convention("en", ".", "dmy", False, "SG", "SGD")
    assert one("$50,000", singapore).currency == "SGD"
    assert one("265,000", singapore, need_sign=False).currency == "SGD"


def test_a_currency_in_the_label_settles_a_bare_amount() -> None:
    assert one("2'300'000", SWISS, "Annual revenue (CHF)") == Money(
        2_300_000, None, "CHF", "per_year"
    )


@pytest.mark.parametrize(
    "text", ["265,000", "15% of net revenue", "No cash prizes", "teams won 3 titles", "45 Sek", ""]
)
def test_without_a_currency_nothing_is_money(text: str) -> None:
    assert money(text, UK) == []


@pytest.mark.parametrize("text", ["No prizes in 2026", "3 years", "10 sponsors", "15 %", "none"])
def test_a_field_of_money_takes_no_years_lengths_or_shares(text: str) -> None:
    assert money(text, UK, need_sign=False) == []


def test_a_bound_is_noted() -> None:
    assert money("up to £50,000", UK)[0].note == "at most"
    assert money("at least £50,000", UK)[0].note == "at least"


def test_the_words_that_state_an_amount_hold_its_adjacent_period() -> None:
    text = "We hope for £120,000 per year, if we may."
    (found,) = money(text, UK)
    assert text[found.start : found.end] == "£120,000 per year"


@given(amount=st.integers(1, 10**9), code=st.sampled_from(["EUR", "CHF", "USD", "SEK", "INR"]))
def test_an_amount_with_a_code_reads_back(amount: int, code: str) -> None:
    assert one(f"{code} {amount:,}", UK) == Money(amount, None, code, None)
    german = f"{amount:,}".replace(",", ".")
    assert one(f"{german} {code}", GERMANY) == Money(amount, None, code, None)
