"""The stage folders: their examples are valid, and the five samples run through every task."""

from typing import Any

import pytest

from core import canonical
from core.adapters.offline import classify, enhance
from core.catalogue.frontmatter import split
from core.pipeline.facts import leaves
from core.pipeline.tasks import price, upsert
from core.pipeline.validating import complaints_about
from tests.builders_pricing import (
    DATABASE,
    NOTHING,
    STAGES,
    a_request,
    an_extraction,
    schema_of,
)

FOLDERS = {
    "enhance": "stage_3_document_enhancement",
    "classify": "stage_4_classification",
    "upsert": "stage_5_upsert_databases",
    "price": "stage_6_contract_tier_suggestions",
}
TASKS = {"enhance": enhance, "classify": classify, "upsert": upsert, "price": price}
EXPECTED = DATABASE.parent / "tests/questionnaires"
PROFILES = sorted((EXPECTED / "samples").glob("*.json")) + sorted(
    (EXPECTED / "tuning").glob("*.expected.json")
)


def after_every_task(profile: Any, language: str | None = "en") -> dict[str, Any]:
    extraction = an_extraction({}, language=language)
    extraction["profile"] = profile
    extraction["evidence"] = {
        pointer: {"quote": str(value), "start": 0, "end": len(str(value)), "question": None}
        for pointer, value in leaves(profile)
    }
    results: dict[str, Any] = {"extract": extraction}
    for task, module in TASKS.items():
        results[task] = module.run(a_request(task, results)).value
    return results


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_every_sample_runs_through_every_task_with_valid_results(path: Any) -> None:
    results = after_every_task(canonical.decode(path.read_bytes()))

    for task, folder in FOLDERS.items():
        assert complaints_about(results[task], schema_of(folder)) == ()


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", None])
def test_an_empty_questionnaire_runs_through_every_task_with_valid_results(
    language: str | None,
) -> None:
    results = after_every_task(dict(NOTHING), language)

    for task, folder in FOLDERS.items():
        assert complaints_about(results[task], schema_of(folder)) == ()
    assert results["classify"]["tier"] == "4.3"


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_the_same_profile_always_gives_the_same_results(path: Any) -> None:
    profile = canonical.decode(path.read_bytes())
    backwards = {key: profile[key] for key in reversed(profile)}

    first, second = after_every_task(profile), after_every_task(backwards)

    for task in ("classify", "price"):
        assert canonical.encode(first[task]) == canonical.encode(second[task])


@pytest.mark.parametrize("folder", sorted(FOLDERS.values()))
def test_a_stage_folder_has_a_prompt_a_schema_and_three_valid_examples(folder: str) -> None:
    metadata, body = split((STAGES / folder / "README.md").read_text(encoding="utf-8"))
    examples = sorted((STAGES / folder / "examples").glob("*.json"))

    assert metadata["title"]
    assert metadata["purpose"]
    assert metadata["questions"]
    assert body.startswith("# ")
    assert len(examples) >= 3
    for path in examples:
        example = canonical.decode(path.read_bytes())
        assert example["title"]
        assert example["purpose"]
        assert example["tags"]
        whole = schema_of(folder)
        part = {"$ref": example.get("schema_part", "#"), "$defs": whole.get("$defs", {})}
        schema = part if "schema_part" in example else whole
        assert complaints_about(example["output"], schema) == (), path.name
        assert path.stat().st_size < 16_000, path.name
