"""The upsert stage: the same league twice is one league, and only what is true is written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pipeline.names import folded, without_legal_form
from core.pipeline.tasks import upsert
from core.pipeline.validating import complaints_about
from tests.builders_pricing import KNOWN, a_profile, a_request, an_extraction, schema_of

CLASSIFIED = {
    "archetype": {"sport": "Rowing"},
    "readiness": {"score": 82.9},
    "tier": "2.2",
}


def upserted(
    values: dict[str, Any], derived: list[dict[str, Any]] | None = None, text: str = "q"
) -> dict[str, Any]:
    results = {
        "extract": an_extraction(values),
        "enhance": {"derived": derived or []},
        "classify": CLASSIFIED,
    }
    value: dict[str, Any] = upsert.run(a_request("upsert", results, text)).value
    return value


def id_of(name: str | None, country: str | None = "DE", text: str = "q") -> str:
    values = {"/league/legal_name": name, "/league/headquarters_country": country}
    league_id: str = upserted(values, text=text)["league_id"]
    return league_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nordkubb e.V.", "NORDKUBB eV"),
        ("Liga Costera de Pádel, S.L.", "Liga costera de padel SL"),
        ("Harbour Futsal Association Incorporated", "Harbour Futsal Association, Inc."),
        ("Metro Breaking Series L.L.C.", "Metro  Breaking Series LLC"),
        ("Verein Alpine Skicross Tour", "Alpine Skicross-Tour"),
        ("Kelpie Roller Derby Pty. Ltd.", "Kelpie Roller Derby"),
    ],
)
def test_two_spellings_of_a_name_are_one_league(one: str, other: str) -> None:
    assert id_of(one) == id_of(other)


def test_another_country_or_another_name_is_another_league() -> None:
    ids = {
        id_of("Coastal League"),
        id_of("Coastal League", "IE"),
        id_of("Coastal League", None),
        id_of("Coastal Ligue"),
    }

    assert len(ids) == 4


def test_an_inferred_country_identifies_a_league_like_a_stated_one() -> None:
    inferred = {"pointer": "/league/headquarters_country", "value": "DE", "certainty": "inferred"}

    found = upserted({"/league/legal_name": "Nordkubb e.V."}, [inferred])

    assert found["league_id"] == id_of("Nordkubb e.V.", "DE")


def test_nameless_leagues_are_not_taken_for_one_another() -> None:
    assert id_of(None, text="one form") != id_of(None, text="another form")
    assert id_of(None, text="one form") == id_of(None, text="one form")


def test_the_fact_is_a_row_of_leagues_with_stated_values_only() -> None:
    derived = {"pointer": "/audience/annual_attendance", "value": 15_000, "certainty": "derived"}

    result = upserted(dict(KNOWN), [derived])

    (fact,) = result["facts"]
    assert (fact["kind"], fact["key"]) == ("league", result["league_id"])
    assert fact["data"] == {
        "league_name": "Lakeside Rowing League GmbH",
        "sport": "Rowing",
        "tier": "2.2",
        "readiness": 82,
        "profile": a_profile(KNOWN),
    }


@pytest.mark.parametrize("values", [{}, dict(KNOWN)])
def test_the_result_is_valid_even_for_an_empty_questionnaire(values: dict[str, Any]) -> None:
    assert complaints_about(upserted(values), schema_of("stage_5_upsert_databases")) == ()


@given(st.text())
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert without_legal_form(without_legal_form(name)) == without_legal_form(name)


def test_a_name_that_is_only_a_legal_form_stays() -> None:
    assert without_legal_form("Ltd") == "ltd"
