from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.pipeline.ports import Entry
from core.pipeline.workflow import DEFAULT_TIMEOUT, StageSpec, Workflow


def a_workflow(**metadata: Any) -> Workflow:
    return Workflow.from_entry(Entry("workflows", "contract", 3, "What it is for.", metadata))


def a_stage(**fields: Any) -> dict[str, Any]:
    return {"name": "extract", **fields}


def test_a_bare_text_is_a_workflow_of_one_stage_that_writes():
    assert a_workflow() == Workflow(
        "workflows/contract@3", "contract", None, (StageSpec("write", "write"),)
    )


def test_front_matter_lists_the_stages_in_their_order():
    workflow = a_workflow(
        output_style="league",
        stages=[
            {"name": "extract", "folder": "stage_2", "schema": "result", "timeout_seconds": 60},
            {"name": "files", "task": "export", "outputs": ["sheet", "agreement"]},
        ],
    )
    assert workflow.style == "league"
    assert workflow.stages == (
        StageSpec("extract", "extract", "stage_2", "result", 60),
        StageSpec("files", "export", outputs=("sheet", "agreement")),
    )


def test_a_stage_that_names_no_task_does_what_it_is_called():
    (stage,) = a_workflow(stages=[{"name": "price"}]).stages
    assert (stage.task, stage.timeout_seconds) == ("price", DEFAULT_TIMEOUT)


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        ({"output_style": 3}, "output_style"),
        ({"output_style": ["a"]}, "output_style"),
        ({"stages": []}, "stages"),
        ({"stages": {}}, "stages"),
        ({"stages": "extract"}, "stages"),
        ({"stages": 3}, "stages"),
        ({"stages": [{"name": f"s{n}"} for n in range(51)]}, "stages"),
        ({"stages": ["extract"]}, "stages/0"),
        ({"stages": [None]}, "stages/0"),
        ({"stages": [{}]}, "stages/0/name"),
        ({"stages": [{"name": ""}]}, "stages/0/name"),
        ({"stages": [{"name": 3}]}, "stages/0/name"),
        ({"stages": [a_stage(), a_stage()]}, "stages/1/name"),
        ({"stages": [a_stage(task="")]}, "stages/0/task"),
        ({"stages": [a_stage(folder=3)]}, "stages/0/folder"),
        ({"stages": [a_stage(schema=["a"])]}, "stages/0/schema"),
        ({"stages": [a_stage(timeout_seconds=0)]}, "stages/0/timeout_seconds"),
        ({"stages": [a_stage(timeout_seconds=3601)]}, "stages/0/timeout_seconds"),
        ({"stages": [a_stage(timeout_seconds="30")]}, "stages/0/timeout_seconds"),
        ({"stages": [a_stage(timeout_seconds=True)]}, "stages/0/timeout_seconds"),
        ({"stages": [a_stage(timeout_seconds=1.5)]}, "stages/0/timeout_seconds"),
        ({"stages": [a_stage(outputs="sheet")]}, "stages/0/outputs"),
        ({"stages": [a_stage(outputs=[3])]}, "stages/0/outputs"),
        ({"stages": [a_stage(), {"name": "b", "model": "x"}]}, "stages/1/model"),
    ],
)
def test_what_is_wrong_is_refused_by_the_key_to_mend(metadata, field):
    with pytest.raises(InvalidInput) as raised:
        a_workflow(**metadata)
    assert raised.value.field == field
    assert raised.value.remedy


def test_an_unknown_key_is_told_the_known_ones():
    with pytest.raises(InvalidInput, match="use approval, folder, name, outputs, schema, task"):
        a_workflow(stages=[a_stage(timeout=3)])


WORDS = st.text(min_size=1, max_size=10)


@given(
    st.builds(
        StageSpec,
        WORDS,
        WORDS,
        st.none() | WORDS,
        st.none() | WORDS,
        st.integers(1, 3600),
        st.lists(WORDS, max_size=3).map(tuple),
    )
)
def test_a_stage_survives_being_written_into_an_event(stage):
    assert StageSpec.from_json(stage.to_json()) == stage
    assert a_workflow(stages=[stage.to_json()]).stages == (stage,)


def test_a_workflow_names_the_stage_that_is_entered_only_after_approval():
    stages = [a_stage(), a_stage(name="export")]
    workflow = a_workflow(stages=stages, approval="export")
    assert [stage.approval for stage in workflow.stages] == [False, True]


def test_a_stage_may_ask_for_approval_itself():
    workflow = a_workflow(stages=[a_stage(approval=True), a_stage(name="export")])
    assert [stage.approval for stage in workflow.stages] == [True, False]


def test_without_a_word_no_stage_waits_for_approval():
    assert not a_workflow(stages=[a_stage()]).stages[0].approval


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"stages": [{"name": "a"}], "approval": "export"}, "approval: 'export' is no stage here"),
        ({"stages": [{"name": "a", "approval": "yes"}]}, "stages/0/approval: 'yes'; write true"),
    ],
)
def test_an_approval_that_cannot_be_meant_is_refused(metadata, words):
    with pytest.raises(InvalidInput, match=words):
        a_workflow(**metadata)


def test_a_stage_that_asks_for_approval_survives_being_written():
    stage = a_workflow(stages=[a_stage(approval=True)]).stages[0]
    assert StageSpec.from_json(stage.to_json()) == stage
