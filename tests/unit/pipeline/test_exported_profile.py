import json
from typing import Any

import pytest

from core.errors import InvalidInput
from core.pipeline.exported_profile import changed, extraction_of, to_export
from core.pipeline.profile_schema import ProfileSchema
from tests.builders_contracts import ROOT, a_futsal_league, a_questionnaire

SCHEMA = ProfileSchema(
    json.loads(
        (
            ROOT / "database/output-styles/league_questionnaire_to_contract"
            "/stage_2_questionnaire_extraction/schema/league_profile.json"
        ).read_text()
    )
)


def read(value: Any) -> dict[str, Any]:
    return extraction_of(json.dumps(value).encode(), SCHEMA, field="PROFILE.json")


def test_what_was_exported_is_read_as_it_was_extracted():
    _, extracted = a_questionnaire(a_futsal_league())
    extracted["answered_none"] = {"/commercial/existing_deals": {"quote": "none"}}
    again = read(to_export(extracted))
    for name in ("profile", "evidence", "answered_none", "contradictions", "ambiguities"):
        assert again[name] == extracted[name]


def test_a_bare_profile_is_one_without_evidence():
    again = read(a_futsal_league())
    assert (again["profile"], again["evidence"]) == (a_futsal_league(), {})


@pytest.mark.parametrize(
    ("value", "field", "words"),
    [
        ([], "PROFILE.json", "holds no profile"),
        ({"profile": {"leage": {}}}, "/leage", "perhaps /league"),
        (
            a_futsal_league(commercial__exclusivity="total"),
            "/commercial/exclusivity",
            "give one of exclusive, non_exclusive, sole, negotiable",
        ),
        (a_futsal_league(season__teams_count="many"), "/season/teams_count", "a whole number"),
        ({"league": a_futsal_league()["league"]}, "PROFILE.json", "name every field"),
        ({"profile": a_futsal_league(), "evidence": []}, "PROFILE.json /evidence", "is no dict"),
    ],
)
def test_a_profile_that_is_none_is_refused_with_the_place_and_the_remedy(
    value: Any, field: str, words: str
):
    with pytest.raises(InvalidInput) as caught:
        read(value)
    assert caught.value.field == field
    assert words in str(caught.value)


def test_text_that_is_not_json_is_refused():
    with pytest.raises(InvalidInput, match=r"PROFILE\.json: is not JSON"):
        extraction_of(b"{", SCHEMA, field="PROFILE.json")


def test_a_changed_value_stands_as_if_a_person_had_given_it():
    _, extracted = a_questionnaire(a_futsal_league())
    after = changed(extracted, SCHEMA, {"/commercial/exclusivity": "exclusive"})
    assert after["profile"]["commercial"]["exclusivity"] == "exclusive"
    assert after["evidence"]["/commercial/exclusivity"]["given_by"] == "person"
    assert extracted["profile"]["commercial"]["exclusivity"] == "non_exclusive"
