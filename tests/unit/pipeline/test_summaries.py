from typing import Any

import pytest

from core.pipeline.summaries import summarise

EXTRACTED: dict[str, Any] = {"evidence": {"/a": {}, "/b": {}}, "unmapped": [], "contradictions": []}
PRICED = {
    "chosen": "standard",
    "suggestions": [
        {"name": "conservative", "annual_fee": {"amount": 90_000, "currency": "EUR"}},
        {"name": "standard", "annual_fee": {"amount": 1_250_000, "currency": "EUR"}},
    ],
}


@pytest.mark.parametrize(
    ("task", "result", "sentence"),
    [
        ("extract", EXTRACTED, "2 facts with their words"),
        (
            "extract",
            {**EXTRACTED, "unmapped": [1], "contradictions": [1, 2], "unread": [1, 2, 3]},
            "2 facts with their words, 1 answers no field took, 2 contradictions, 3 parts not read",
        ),
        (
            "enhance",
            {"completeness": {"overall": 0.876}, "derived": [1, 2], "questions": [1]},
            "88 % complete, 2 values derived, 1 questions to ask",
        ),
        (
            "classify",
            {
                "readiness": {"score": 72.5, "level": "standard"},
                "archetype": {"sport": "futsal"},
                "tier": "2.1",
            },
            "futsal, readiness 72.5 (standard), tier 2.1",
        ),
        (
            "classify",
            {
                "readiness": {"score": 40.0, "level": "development"},
                "archetype": {"sport": None},
                "tier": "4.3",
            },
            "unknown sport, readiness 40 (development), tier 4.3",
        ),
        ("upsert", {"facts": [1]}, "1 fact recorded for the read models"),
        ("upsert", {"facts": [1, 2]}, "2 facts recorded for the read models"),
        ("price", PRICED, "EUR 1,250,000 a year (standard), 2 suggestions"),
        ("assemble", {"documents": [1, 2, 3], "blanks": []}, "3 documents, 0 blanks"),
        ("export", {"artifacts": [1]}, "1 files"),
        ("write", {"title": "Note", "text": "x"}, "wrote Note"),
        ("write", {"text": "x"}, "done"),
        ("a_task_of_another_workflow", {"n": 1}, "done"),
    ],
)
def test_a_stage_is_told_in_one_sentence(task, result, sentence):
    assert summarise(task, result) == sentence


@pytest.mark.parametrize("result", [{}, {"n": 1}, {"evidence": 3, "facts": None}, [], "text", 3])
def test_a_result_of_another_workflows_shape_is_told_too(result):
    # A workflow may bring a schema of its own for any task; the result was valid against that.
    tasks = ("extract", "enhance", "classify", "upsert", "price", "assemble", "export", "write")
    assert [summarise(task, result) for task in tasks] == ["done"] * len(tasks)
