import json

from core.documents.contracts.markdown import reference_of
from core.pipeline.ports import Draft
from core.pipeline.validating import complaints_about
from tests.builders_contracts import (
    EXECUTION,
    ROOT,
    a_futsal_league,
    an_empty_profile,
    exported,
)

STYLE = ROOT / "database/output-styles/league_questionnaire_to_contract"
DOCUMENTS = ("master_agreement", "term_sheet", "data_specification")


def file(draft: Draft, name: str) -> str:
    return next(one for one in draft.files if one.name == name).content.decode()


def schema(folder: str, name: str) -> dict:
    return json.loads((STYLE / folder / f"schema/{name}.json").read_text())


def test_a_contract_is_nine_files_and_each_is_told_of():
    draft = exported(a_futsal_league())
    assert [one.name for one in draft.files] == [
        *(f"{name}.{ending}" for name in DOCUMENTS for ending in ("md", "json")),
        "profile.json",
        "follow_up.md",
        "provenance.json",
    ]
    assert [one["name"] for one in draft.value["artifacts"]] == [one.name for one in draft.files]
    assert complaints_about(draft.value, schema("stage_7_output_master_agreement", "result")) == ()


def test_every_document_is_valid_and_carries_the_execution_as_its_reference():
    for profile in (a_futsal_league(), an_empty_profile()):
        draft = exported(profile)
        for name in DOCUMENTS:
            value = json.loads(file(draft, f"{name}.json"))
            assert complaints_about(value, schema(f"stage_7_output_{name}", "document")) == ()
            assert value["reference"] == EXECUTION
            assert reference_of(file(draft, f"{name}.md")) == (EXECUTION, name)


def test_a_document_with_a_clause_missing_is_not_valid():
    value = json.loads(file(exported(a_futsal_league()), "master_agreement.json"))
    value["sections"] = [s for s in value["sections"] if s["id"] != "governing_law"]
    assert complaints_about(value, schema("stage_7_output_master_agreement", "document"))


def test_the_schemas_of_all_documents_describe_them_alike():
    whole = schema("stage_7_contract_assembly", "result")["$defs"]
    for name in DOCUMENTS:
        part = schema(f"stage_7_output_{name}", "document")["$defs"]
        assert {key: whole[key] for key in part} == part


def test_the_profile_holds_what_was_stated_with_its_words():
    profile = json.loads(file(exported(a_futsal_league()), "profile.json"))
    assert profile["profile"]["sport"]["name"] == "Futsal"
    assert profile["evidence"]["/sport/name"]["quote"] == "Futsal"


def test_the_letter_is_the_one_that_was_written():
    assert file(exported(a_futsal_league()), "follow_up.md") == "Dear league,\n\nthank you.\n"
    draft = exported(a_futsal_league(), enhanced={"letter": ""})
    assert "follow_up.md" not in [one.name for one in draft.files]


def test_the_same_results_give_the_same_bytes():
    first, second = exported(a_futsal_league()), exported(a_futsal_league())
    assert [one.content for one in first.files] == [one.content for one in second.files]


def test_every_shipped_example_of_the_contract_stages_is_valid_where_it_names_its_part():
    found = 0
    for path in sorted(STYLE.glob("stage_7_*/examples/*.json")):
        example = json.loads(path.read_text())
        assert {"title", "purpose", "tags", "input", "output"} <= set(example)
        if "schema_part" in example:
            whole = schema(path.parents[1].name, "result")
            part = {"$ref": example["schema_part"], "$defs": whole.get("$defs", {})}
            part = whole if example["schema_part"] == "#" else part
            assert complaints_about(example["output"], part) == (), path.name
            found += 1
    assert found >= 5
