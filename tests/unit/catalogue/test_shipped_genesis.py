"""The genesis that is shipped holds what the product promises."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from core.catalogue.genesis import GenesisFile, read_genesis
from core.pipeline.genesis_checks import CHECKS
from core.pipeline.ports import Entry
from core.pipeline.workflow import Workflow

DATABASE = Path(__file__).parents[3] / "database"
STYLE = DATABASE / "output-styles/league_questionnaire_to_contract"
SEEDS = sorted((DATABASE / "output-styles/examples/seeds").glob("*.json"))
FOLDERS = (
    "stage_2_questionnaire_extraction",
    "stage_3_document_enhancement",
    "stage_4_classification",
    "stage_5_upsert_databases",
    "stage_6_contract_tier_suggestions",
    "stage_7_contract_assembly",
    "stage_7_output_master_agreement",
    "stage_7_output_term_sheet",
    "stage_7_output_data_specification",
)
STAGES = ["extract", "enhance", "classify", "upsert", "price", "assemble", "export"]
AT_LEAST = {"agents": 12, "commands": 8, "examples": 30, "clauses": 12, "terms": 20}


def named(path: Path) -> str:
    return f"{path.parent.parent.name}.{path.stem}"


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def bundled(path: Path) -> dict[str, Any]:
    """The schema at `path` with the siblings that it may refer to by their `$id`."""
    schema = {key: value for key, value in load(path).items() if key != "$meta"}
    siblings = {
        sibling.stem: content
        for sibling in sorted(path.parent.glob("*.json"))
        if sibling != path and "$id" in (content := load(sibling))
    }
    return {**schema, "$defs": {**siblings, **schema.get("$defs", {})}}


@pytest.fixture(scope="module")
def files() -> list[GenesisFile]:
    return read_genesis(DATABASE)


@pytest.fixture(scope="module")
def workflow(files: list[GenesisFile]) -> Workflow:
    (file,) = (f for f in files if str(f.ref) == "workflows/questionnaire_to_contract")
    return Workflow.from_entry(Entry(file.ref.type, file.ref.name, 1, file.text, file.metadata))


def test_nothing_in_it_would_puzzle_the_pipeline():
    assert read_genesis(DATABASE, CHECKS)


@pytest.mark.parametrize(("kind", "least"), AT_LEAST.items())
def test_there_is_enough_of_each_kind_to_start_with(files, kind, least):
    assert Counter(file.ref.type for file in files)[kind] >= least


def test_every_entry_says_what_it_is_and_what_it_is_for(files):
    def says(file: GenesisFile) -> bool:
        return all(str(file.metadata.get(key, "")).strip() for key in ("title", "purpose"))

    assert [file.path for file in files if not says(file)] == []


def test_what_people_ask_for_brings_three_to_five_ways_of_asking(files):
    asked = [f for f in files if f.ref.type in ("agents", "commands", "terms", "workflows")]
    counts = {str(file.ref): len(file.metadata.get("questions", ())) for file in asked}
    assert {ref: count for ref, count in counts.items() if not 3 <= count <= 5} == {}


def test_no_question_leads_to_two_entries(files):
    asked = Counter(q.casefold() for file in files for q in file.metadata.get("questions", ()))
    assert [question for question, times in asked.items() if times > 1] == []


def test_the_workflow_has_its_seven_stages_and_three_documents(workflow):
    assert [stage.name for stage in workflow.stages] == STAGES
    assert workflow.stages[-1].outputs == FOLDERS[6:]


def test_each_stage_of_the_workflow_finds_its_prompt_schema_and_examples(files, workflow):
    refs = {str(file.ref) for file in files}
    for stage in workflow.stages:
        place = f"{workflow.style}.{stage.folder}"
        assert f"stages/{place}" in refs
        assert stage.schema is None or f"schemas/{place}.{stage.schema}" in refs
        assert any(ref.startswith(f"examples/{place}.") for ref in refs), stage.name


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_stage_folder_has_a_prompt_a_schema_and_examples(folder):
    assert (STYLE / folder / "README.md").is_file()
    assert list((STYLE / folder / "schema").glob("*.json"))
    assert list((STYLE / folder / "examples").glob("*.json"))


def test_no_stage_folder_is_one_that_nothing_reads():
    assert {path.name for path in STYLE.iterdir()} == set(FOLDERS)


@pytest.mark.parametrize("path", sorted(STYLE.glob("*/schema/*.json")), ids=named)
def test_a_schema_compiles_with_its_siblings(path):
    jsonschema_rs.validator_for(bundled(path), validate_formats=True)


def shown_results():
    """Examples that show a result of their stage, or the part of one that they name."""
    return [
        path
        for path in sorted(STYLE.glob("*/examples/*.json"))
        if isinstance(load(path).get("output"), dict)
    ]


@pytest.mark.parametrize("path", shown_results(), ids=named)
def test_an_example_shows_an_output_that_its_stage_would_accept(path):
    example = load(path)
    whole = bundled(path.parent.parent / "schema/result.json")
    part = {"$ref": example.get("schema_part", "#"), "$defs": whole.get("$defs", {})}
    schema = part if "schema_part" in example and part["$ref"] != "#" else whole
    errors = jsonschema_rs.validator_for(schema, validate_formats=True).iter_errors(
        example["output"]
    )
    assert [f"{error.instance_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_every_fact_of_a_seed_is_quoted_from_one_place_of_its_excerpt(path):
    seed = load(path)
    excerpt = seed["input"]["excerpt"]
    places = {
        pointer: excerpt.count(fact["quote"]) for pointer, fact in seed["output"]["facts"].items()
    }
    assert {pointer: count for pointer, count in places.items() if count != 1} == {}


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_seed_rests_its_clauses_on_its_facts_and_leaves_no_fact_blank(path):
    output = load(path)["output"]

    def stated(pointer: str) -> bool:
        return any(fact == pointer or fact.startswith(f"{pointer}/") for fact in output["facts"])

    rested = {pointer for clause in output["clauses"] for pointer in clause["facts"]}
    blank = {item["pointer"] for item in output["blanks"] if item["pointer"] is not None}
    assert {pointer for pointer in rested if not stated(pointer)} == set()
    assert blank.intersection(output["facts"]) == set()


def test_a_seed_names_only_clauses_that_the_library_has(files):
    library = {str(file.ref) for file in files if file.ref.type == "clauses"}
    named_clauses = {
        clause["clause"]
        for path in SEEDS
        for part in ("clauses", "left_out")
        for clause in load(path)["output"][part]
    }
    assert named_clauses - library == set()
