"""Places are found by name in four languages, and words that look like places are left alone."""

import pytest

from core.adapters.offline.values.places import city_and_country, countries


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("UK, Ireland and Malta", ["GB", "IE", "MT"]),
        ("Switzerland, Austria, Sweden", ["CH", "AT", "SE"]),
        ("Sweden; Norway; Denmark; Finland", ["SE", "NO", "DK", "FI"]),
        ("GALWAY, IRELAND", ["IE"]),
        ("USA", ["US"]),
        ("U.S.A. and U.K.", ["US", "GB"]),
        ("the US", ["US"]),
        ("EE. UU.", ["US"]),
        ("États-Unis, Royaume-Uni", ["US", "GB"]),
        ("Etats-Unis", ["US"]),
        ("Deutschland, Dänemark", ["DE", "DK"]),
        ("Vereinigtes Königreich und die Schweiz", ["GB", "CH"]),
        ("España y Francia", ["ES", "FR"]),
        ("England and Wales", ["GB"]),
        ("Scotland", ["GB"]),
        ("Holland", ["NL"]),
        ("India, UAE", ["IN", "AE"]),
        ("Papua New Guinea", ["PG"]),
        ("Bosnia & Herzegovina", ["BA"]),
        ("Côte d'Ivoire", ["CI"]),
        ("South Korea", ["KR"]),
        ("DE", ["DE"]),
        ("CHE", ["CH"]),
        ("Georgia, USA", ["US"]),
        ("Tbilisi, Georgia", ["GE"]),
        ("Ohio, Michigan, New Jersey", []),
        ("put it in or on us, to be it or not", []),
        ("cups and jerseys only, no turkey", []),
        ("Worldwide", []),
        ("", []),
    ],
)
def test_countries(text: str, codes: list[str]) -> None:
    assert [found.value for found in countries(text)] == codes


@pytest.mark.parametrize(
    ("text", "city", "country"),
    [
        ("Galway, Ireland", "Galway", "IE"),
        ("Newcastle upon Tyne, United Kingdom. There is a workshop in Gateshead as well.",
         "Newcastle upon Tyne", "GB"),
        ("Fremantle, Australia", "Fremantle", "AU"),
        ("Philadelphia, PA", "Philadelphia", "US"),
        ("Toledo, Ohio, USA", "Toledo", "US"),
        ("Regina, SK, Canada", "Regina", "CA"),
        ("New York, NY", "New York", "US"),
        ("registered in Wales, office is in Tenby, United Kingdom", "Tenby", "GB"),
        ("Our office is in Perth, Western Australia", "Perth", "AU"),
        ("Zürich (Schweiz)", "Zürich", "CH"),
        ("8001 Zürich, Switzerland", "Zürich", "CH"),
        ("Spoorlaan 1, 5038 CB Tilburg, Netherlands", "Tilburg", "NL"),
        ("London SW1A 1AA, UK", "London", "GB"),
        ("Frankfurt am Main, Germany", "Frankfurt am Main", "DE"),
        ("St. Gallen, Schweiz", "St. Gallen", "CH"),
        ("Wellington New Zealand", "Wellington", "NZ"),
        ("Lyon - France", "Lyon", "FR"),
        ("Málaga, Spain", "Málaga", "ES"),
        ("Singapore", "Singapore", "SG"),
        ("Visby", "Visby", None),
        ("Sweden", None, "SE"),
        ("based in Canada", None, "CA"),
    ],
)  # fmt: skip
def test_city_and_country(text: str, city: str | None, country: str | None) -> None:
    found = city_and_country(text)
    assert found is not None
    assert found.value == (city, country)


@pytest.mark.parametrize("text", ["the clubs meet in a pub", "n/a", "", "12345"])
def test_where_no_place_is_named_none_is_found(text: str) -> None:
    assert city_and_country(text) is None
