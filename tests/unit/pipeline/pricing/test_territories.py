"""Territories as leagues write them become countries, and what nobody knows is said."""

import pytest

from core.pipeline.pricing.territories import ELSEWHERE
from tests.builders_pricing import a_league, the_gauge

TERRITORIES = the_gauge().territories


def share(*names: str) -> float:
    facts = a_league({"/commercial/territory": list(names)})
    measured = the_gauge().measure("market_share", facts.value)
    assert measured is not None
    return float(measured)


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("UK", {"GB"}),
        ("the Netherlands", {"NL"}),
        ("Vereinigte Staaten", {"US"}),
        ("Espa\u00f1a", {"ES"}),
        ("Royaume-Uni", {"GB"}),
        ("UK and Ireland", {"GB", "IE"}),
        ("Deutschland, \u00d6sterreich, Schweiz", {"DE", "AT", "CH"}),
        ("DACH", {"DE", "AT", "CH"}),
        ("Bosnia and Herzegovina", {"BA"}),
        ("North America (excl. Mexico)", {"US", "CA"}),
        ("Iberia (data only)", {"ES", "PT"}),
        ("Nordics except Iceland and Finland", {"SE", "NO", "DK"}),
    ],
)
def test_a_territory_is_read_as_its_countries(name: str, countries: set[str]) -> None:
    coverage = TERRITORIES.covered([name])

    assert (coverage.countries, coverage.parts, coverage.unknown) == (countries, frozenset(), ())


@pytest.mark.parametrize(("name", "country"), [("New Jersey", "US"), ("Ontario", "CA")])
def test_a_state_is_a_part_of_its_country(name: str, country: str) -> None:
    coverage = TERRITORIES.covered([name])

    assert {home for home, _ in coverage.parts} == {country}
    assert coverage.countries == frozenset()
    assert 0 < share(name) < share({"US": "USA", "CA": "Canada"}[country])


@pytest.mark.parametrize("name", ["Worldwide", "weltweit", "mundial", "Monde entier"])
def test_worldwide_is_the_whole_market(name: str) -> None:
    assert share(name) == 100
    assert ELSEWHERE in TERRITORIES.covered([name]).countries


def test_worldwide_less_a_country_is_less_by_that_country() -> None:
    assert share("Worldwide except USA") == pytest.approx(100 - share("USA"))


def test_an_unknown_territory_counts_for_nothing_and_is_named() -> None:
    assert TERRITORIES.covered(["Narnia"]).unknown == ("Narnia",)
    assert share("Narnia") == 0
    assert share("Narnia", "UK") == share("UK")


def test_a_territory_named_twice_counts_once() -> None:
    assert share("UK", "Great Britain", "Scotland") == share("UK")


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("England and Wales", "GB"),
        ("Canton of Graub\u00fcnden, Switzerland", "CH"),
        ("Benelux", None),
        ("Narnia", None),
    ],
)
def test_a_place_is_in_a_country_only_where_there_is_no_doubt(
    name: str, country: str | None
) -> None:
    assert TERRITORIES.country(name) == country
