"""A document's own figures, dates and words say how to read the rest of it."""

import pytest

from core.adapters.offline.values.convention import infer


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("Delay: 2,5 seconds\nAttendance: 1.250", ","),
        ("Attendance: 1.250", ","),
        ("Attendance: 1,250", "."),
        ("Revenue: 1.250.000,00 €", ","),
        ("Revenue: $1,250,000.00", "."),
        ("Share: 22.5 %\nAttendance: 3'200", "."),
        ("SEK 3,4 million\nAttendance: 12 600", ","),
        ("Saison: 12.12.2026 bis 20.03.2027\nDauer: 7,5 Stunden", ","),
        ("1.1 **Name:** Harbour\n1.2 **Trading as:** Harbour\nCrowd: 14,080", "."),
        ('{"fee": 2.5, "visitors": "4.300"}', ","),
        ("Question,Answer\nTeams,6,45\nCrowd,\"1,400\"", "."),
    ],
)  # fmt: skip
def test_the_decimal_sign_follows_the_documents_own_figures(text: str, decimal: str) -> None:
    assert infer(text).decimal == decimal


@pytest.mark.parametrize(
    ("country", "decimal"), [("DE", ","), ("ES", ","), ("SE", ","), ("GB", "."), ("CH", ".")]
)
def test_without_telling_figures_the_country_decides(country: str, decimal: str) -> None:
    assert infer("Teams: 12", country=country).decimal == decimal


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is the full legal name of the league?", "en"),
        ("Wie heißt die Liga und wer ist der Ansprechpartner?", "de"),
        ("¿Cuál es el nombre de la liga y quién firma?", "es"),
        ("Quel est le nom de la ligue et qui peut signer pour vous ?", "fr"),
        ("Wat is de naam van het seizoen en wie zijn wij?", "nl"),
        ("", "en"),
    ],
)
def test_the_language_is_the_one_of_the_function_words(text: str, language: str) -> None:
    assert infer(text).language == language


def test_one_date_that_reads_one_way_proves_the_order() -> None:
    convention = infer("Season starts 11/10/2026, ends 28/03/2027", country="US")
    assert (convention.date_order, convention.date_order_proved) == ("dmy", True)
    convention = infer("Season starts 01/17/2026, ends 03/04/2026")
    assert (convention.date_order, convention.date_order_proved) == ("mdy", True)


def test_without_proof_the_country_gives_the_order() -> None:
    american = infer("Starts 03/04/2026", country="US")
    spanish = infer("Starts 03/04/2026", country="ES")
    assert (american.date_order, american.date_order_proved) == ("mdy", False)
    assert (spanish.date_order, spanish.date_order_proved) == ("dmy", False)


def test_dates_that_contradict_each_other_prove_nothing() -> None:
    assert not infer("Starts 01/17/2026, ends 28/03/2027").date_order_proved


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Head office: Galway, Ireland\nTerritory: UK, France", "IE"),
        ("## Where are you based?\n\nFalkirk, Scotland\n\n## Territory\n\nGermany", "GB"),
        ("City .................... Visby\nCountry ................. Sweden", "SE"),
        ('"office": {\n"city": "Philadelphia",\n"country": "United States"', "US"),
        ("| Country | Spain |\n| Betting territories | Spain, Portugal, Italy |", "ES"),
        ("Phone: +41 81 555 01 20", "CH"),
        ("Territory: Germany", None),
    ],
)
def test_the_country_is_where_the_document_places_the_league(
    text: str, country: str | None
) -> None:
    assert infer(text).country == country


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Finances (all in Singapore dollars)", "SGD"),
        ("All amounts in CHF.", "CHF"),
        ("All figures are in NZ$", "NZD"),
        ("Alle Beträge in Schweizer Franken", "CHF"),
        ("todos los importes en euros", "EUR"),
        ("tous les montants sont en euros", "EUR"),
        ("| Currency | EUR |", "EUR"),
        ("Revenue: CHF 2.3 million", None),
        ("All of our events are in Leeds", None),
    ],
)
def test_a_currency_counts_for_all_amounts_only_where_the_document_says_so(
    text: str, currency: str | None
) -> None:
    assert infer(text).currency == currency
