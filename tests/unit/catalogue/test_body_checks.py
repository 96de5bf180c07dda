"""A whole new body is readable as what it stands for, or nothing is appended."""

import pytest

from core.catalogue.model import Ref
from core.catalogue.rendering import INLINE_LIMIT
from core.errors import InvalidInput
from core.events.envelope import CATALOGUE
from core.pipeline.genesis_checks import CHECKS
from tests.builders_updating import House

CARD = Ref("house", "card")
"""Data of a type that no check looks closer at."""
FLOW = Ref("workflows", "flow")
FEES = "---\ntitle: Fees\norder: 10\nwhen: always\ndocuments: [master_agreement]\n---\n"
SCHEMA = Ref("schemas", "style.stage.result")


@pytest.fixture
def house() -> House:
    """A card in JSON, beside a prompt in prose; the pipeline's checks are in force."""
    house = House(CHECKS)
    make(house, CARD, '{"base": 1}')
    return house


def named(ref: Ref) -> dict[str, str]:
    return {"prompt_type": ref.type, "prompt_name": ref.name}


def make(house: House, ref: Ref, body: str) -> None:
    house.update(body=body, create=True, admin=True, **named(ref))


def refused(house: House, ref: Ref, body: str, **fields) -> str:
    """What is told of an update that appends nothing."""
    before = house.log.head(CATALOGUE)
    with pytest.raises(InvalidInput) as raised:
        house.update(body=body, admin=True, **named(ref), **fields)
    assert raised.value.field == "body"
    assert house.log.head(CATALOGUE) == before
    return str(raised.value)


# -- data stays data


@pytest.mark.parametrize("body", ["base: 1", '{"base": 1', "{'base': 1}", "NaN", "[1,]"])
def test_where_the_present_text_is_json_what_is_not_json_is_refused(house, body):
    assert "is not JSON" in refused(house, CARD, body)


@pytest.mark.parametrize("body", ["3", '"words"', "null", "true"])
def test_where_the_present_text_is_an_object_a_bare_value_is_refused(house, body):
    assert "no JSON object or list" in refused(house, CARD, body)


@pytest.mark.parametrize("body", ['{"base": 2}', "[1, 2]", '---\ntitle: Card\n---\n{"base": 3}'])
def test_other_json_is_taken(house, body):
    assert house.update(body=body, **named(CARD)).version == 2


def test_a_large_body_is_looked_at_as_well(house):
    assert "is not JSON" in refused(house, CARD, "x" * (INLINE_LIMIT + 1))


def test_prose_may_become_anything(house):
    assert house.update(body='{"not": "prose"}').version == 2
    assert "is not JSON" in refused(house, Ref("agents", "drafter"), "prose again")


@pytest.mark.parametrize("text", ["42", '"quoted"', "true"])
def test_a_text_that_could_be_a_bare_value_is_prose(house, text):
    house.update(body=text)
    assert house.update(body="Draft the contract.").version == 3


def test_a_wish_about_data_leaves_it_as_it_is(house):
    assert house.update("raise the base", **named(CARD)).version == 2
    assert "is not JSON" in refused(house, CARD, "prose")


def test_what_comes_back_from_the_archive_must_be_what_it_was(house):
    house.update(archive=True, **named(CARD))
    assert "is not JSON" in refused(house, CARD, "prose", create=True)


def test_json_brings_its_metadata_as_its_file_does(house):
    house.update(body='{"$meta": {"title": "Card", "questions": ["?"]}, "base": 2}', **named(CARD))
    assert house.prompt(CARD).latest.metadata == {"title": "Card", "questions": ["?"]}


def test_metadata_that_could_not_be_written_again_are_refused(house):
    deep = '{"$meta": {"a": ' + "[" * 300 + "]" * 300 + "}}"
    assert "nest it less deep" in refused(house, CARD, deep)


def test_of_two_updates_at_once_the_second_is_checked_against_what_the_first_wrote(house):
    house.log.moves = [lambda: house.update(body='{"now": "data"}')]
    with pytest.raises(InvalidInput, match="is not JSON"):
        house.update(body="prose")


# -- schemas and workflows


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("prose", "is not JSON"),
        ("[]", "is no JSON Schema"),
        ('{"type": "nonsense"}', "is no JSON Schema"),
        ('{"$ref": "https://elsewhere.example/x"}', "is no JSON Schema"),
    ],
)
def test_what_is_no_schema_is_refused_even_as_a_new_one(house, body, words):
    assert words in refused(house, SCHEMA, body, create=True)


def test_a_schema_is_compiled_with_its_siblings(house):
    body = '{"$ref": "https://x.example/money"}'
    assert "is no JSON Schema" in refused(house, SCHEMA, body, create=True)
    make(
        house,
        Ref("schemas", "style.stage.money"),
        '{"$id": "https://x.example/money", "type": "object"}',
    )
    make(house, SCHEMA, body)


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("stages: 3", "stages: is no list of stages"),
        ("stages:\n  - name: a\n  - name: a", "stands twice"),
        ("stages:\n  - name: a\n    timeout_seconds: soon", "timeout_seconds"),
        ("output_style: 3", "output_style"),
    ],
)
def test_a_workflow_that_could_not_run_is_refused(house, front, words):
    make(house, FLOW, "Run it.")
    assert words in refused(house, FLOW, f"---\n{front}\n---\nRun it.")


def test_a_workflow_with_readable_stages_and_a_bare_one_are_taken(house):
    make(house, FLOW, "Run it.")
    assert house.update(body="---\nstages:\n  - name: a\n---\nRun.", **named(FLOW)).version == 2
    assert house.update(body="Run it again.", **named(FLOW)).version == 3


def test_a_problem_is_placed_in_the_body_as_the_caller_wrote_it(house):
    told = refused(house, Ref("clauses", "fees"), f"{FEES}\nOne.\n\n{{{{broken\n", create=True)
    assert told.startswith("body: line 10: a placeholder is not closed")


def test_a_wish_about_what_could_not_be_read_is_taken(house):
    make(house, FLOW, "Run it.")
    assert house.update("add a stage", **named(FLOW)).version == 2


# -- what decides on others' rights and routes


@pytest.mark.parametrize(
    "body",
    ["{}", '{"protected": 3}', '{"protected": ["latest"]}', "prose", '{"protected": [null]}'],
)
def test_an_unreadable_list_of_protected_labels_is_refused(house, body):
    refused(house, Ref("labels", "protected"), body, create=True)


@pytest.mark.parametrize(
    "body",
    [
        "prose",
        "[]",
        "{}",
        '{"rules": 3}',
        '{"rules": [3]}',
        '{"rules": [{"to": "nowhere", "any": []}]}',
        '{"rules": [{"to": "supabase"}]}',
        '{"rules": [{"to": "supabase", "any": [{"name_contains": 3}]}]}',
        '{"rules": [{"to": "supabase", "any": [{"type_in": "agents"}]}]}',
        '{"rules": [{"to": "supabase", "any": [{"colour_is": "red"}]}]}',
    ],
)
def test_routing_rules_that_would_stop_every_update_are_refused(house, body):
    refused(house, Ref("routing", "updates"), body, create=True)


def test_readable_routing_rules_are_taken(house):
    make(
        house,
        Ref("routing", "updates"),
        '{"rules": [{"to": "supabase", "any": [{"name_contains": "league"}, {"type_in": ["x"]}]}]}',
    )
