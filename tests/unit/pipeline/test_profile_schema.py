import json
from typing import Any

import pytest

from core.errors import InvalidInput
from core.pipeline.bundling import bundled
from core.pipeline.profile_schema import ProfileSchema
from core.pipeline.validating import complaints_about
from tests.builders_contracts import ROOT, an_empty_profile

FOLDER = (
    ROOT / "database/output-styles/league_questionnaire_to_contract"
    "/stage_2_questionnaire_extraction/schema"
)
PROFILE = json.loads((FOLDER / "league_profile.json").read_text())
SHIPPED = ProfileSchema.within(
    bundled(json.loads((FOLDER / "result.json").read_text()), {"profile": PROFILE})
)


def accepted(values: dict[str, Any], profile: Any = None) -> list[tuple[str, Any]]:
    assert SHIPPED is not None
    return SHIPPED.accepted(an_empty_profile() if profile is None else profile, values)


def refusal(pointer: str, value: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as raised:
        accepted({pointer: value})
    return raised.value


def test_a_value_that_fits_is_accepted_as_it_is():
    assert accepted({"/league/legal_name": "Northern", "/league/founded_year": 1999}) == [
        ("/league/legal_name", "Northern"),
        ("/league/founded_year", 1999),
    ]


def test_a_part_of_a_missing_amount_becomes_the_whole_amount():
    values = {
        "/financials/annual_revenue/currency": "EUR",
        "/financials/annual_revenue/amount": 1_200_000,
    }
    money = {"amount": 1_200_000, "amount_max": None, "currency": "EUR", "period": None}
    assert accepted(values) == [("/financials/annual_revenue", money)]


def test_a_part_of_a_new_contact_becomes_the_whole_contact():
    ((pointer, contact),) = accepted({"/contacts/0/name": "Ana Silva"})
    assert (pointer, contact["name"], contact["email"]) == ("/contacts/0", "Ana Silva", None)


def test_what_is_accepted_leaves_the_profile_valid():
    from core.pipeline.given import put

    profile = an_empty_profile()
    values = {"/contacts/0/email": "a@b.example", "/financials/annual_revenue/amount": 5}
    for pointer, value in accepted(values, profile):
        put(profile, pointer, value)
    assert complaints_about(profile, PROFILE) == ()


def test_a_profile_that_is_missing_altogether_can_be_given_values():
    ((pointer, league),) = accepted({"/league/legal_name": "Northern"}, "no profile")
    assert (pointer, league["legal_name"], league["website"]) == ("/league", "Northern", None)


@pytest.mark.parametrize(
    ("pointer", "value", "words"),
    [
        ("/league/legal_nam", "x", "is no field of the profile; perhaps /league/legal_name"),
        ("/leage/legal_name", "x", "/leage: is no field of the profile; perhaps /league"),
        ("/zzz", "x", "/zzz: is no field of the profile; use one of league, contacts"),
        ("league/legal_name", "x", "league/legal_name: is no JSON Pointer; begin it with /"),
        ("", "x", "values: is no JSON Pointer"),
        ("/league/legal_name/first", "x", "/league/legal_name has no parts; set it as a whole"),
        ("/contacts/first/name", "x", "/contacts/first: is no index of a list"),
        ("/contacts/3/name", "x", "the list has 0 entries; use /contacts/0 to add one"),
        ("/league/founded_year", 17, "17 is less than the minimum of 1800; give a whole number"),
        ("/league/founded_year", "soon", "give a whole number or null, at least 1800"),
        ("/league/legal_name", 7, "give text or null, in double quotes where it could be a number"),
        ("/league/entity_type", "club", "give one of corporation, llc, nonprofit"),
        ("/league/headquarters_country", "Spain", "of the form ^[A-Z]{2}$ (ISO 3166-1 alpha-2)"),
        ("/financials/annual_revenue/currency", "EUR", "/financials/annual_revenue/amount"),
        ("/contacts", [{"name": "A"}], "/contacts/0"),
        ("/betting/territories/0", None, "/betting/territories/0"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_with_its_pointer_and_what_to_write(
    pointer, value, words
):
    assert words in str(refusal(pointer, value))


def test_a_schema_without_a_profile_has_none():
    assert ProfileSchema.within({"type": "object", "properties": {"n": {}}}) is None


def test_a_profile_described_in_place_is_checked_as_well():
    schema = ProfileSchema.within(
        {
            "$defs": {"n": {"type": "integer"}},
            "properties": {"profile": {"properties": {"n": {"$ref": "#/$defs/n"}}}},
        }
    )
    assert schema is not None
    assert schema.accepted({}, {"/n": 3}) == [("/n", 3)]
    with pytest.raises(InvalidInput, match="/n: "):
        schema.accepted({}, {"/n": "x"})
