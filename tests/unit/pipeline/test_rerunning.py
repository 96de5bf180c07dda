import pytest

from core.errors import Conflict, InvalidInput, KeyReused, NotFound
from tests.builders_leagues import (
    INVALID,
    a_league,
    busy,
    extracted,
    parked,
)
from tests.builders_pipeline import Pipeline


def test_a_rerun_keeps_the_earlier_results_and_says_where_it_came_from():
    pipeline = a_league()
    before = pipeline.run("league")
    after = pipeline.finish(pipeline.interventions.rerun(before.id, "export", actor="ana"))
    assert after.origin == {"execution": before.id, "sequence": before.sequence, "from": "export"}
    assert pipeline.executions.results(after) == pipeline.executions.results(before)
    assert pipeline.types(after.id)[:4] == [
        "execution.started",
        "stage.kept",
        "stage.kept",
        "stage.claimed",
    ]
    assert len(pipeline.model.requests) == 1


def a_newer_workflow(pipeline: Pipeline, text: str = "Revised.", **metadata) -> None:
    from core.catalogue.model import Ref

    old = pipeline.prompts.known[Ref.parse("workflows/league")]
    version = type(old.latest)(
        2, 7, type(old.latest.body)(inline=text), {**old.latest.metadata, **metadata}, (), "update"
    )
    pipeline.prompts.known[old.ref] = type(old)(old.ref, (old.latest, version))
    pipeline.prompts.sequence = 7


def test_a_rerun_is_pinned_where_its_source_was_unless_the_current_catalogue_is_asked_for():
    pipeline = a_league()
    before = pipeline.run("league")
    a_newer_workflow(pipeline)
    same = pipeline.finish(pipeline.interventions.rerun(before.id, "enhance", actor="ana"))
    assert (same.workflow, same.catalogue) == ("workflows/league@1", 1)
    current = pipeline.finish(
        pipeline.interventions.rerun(before.id, "enhance", actor="ana", catalogue="current")
    )
    assert (current.workflow, current.catalogue) == ("workflows/league@2", 7)
    assert (same.status, current.status) == ("completed", "completed")


def test_a_stage_that_is_new_in_the_current_workflow_has_no_result_to_keep():
    pipeline = a_league()
    before = pipeline.run("league")
    stages = [{"name": "extract"}, {"name": "check"}, {"name": "export", "task": "write_down"}]
    a_newer_workflow(pipeline, stages=stages)
    with pytest.raises(Conflict, match="no result of stage check to keep; run it again from check"):
        pipeline.interventions.rerun(before.id, "export", actor="ana", catalogue="current")


def test_a_failed_execution_is_run_again_from_the_stage_that_failed():
    pipeline = a_league()
    answer, pipeline.model.answer = pipeline.model.answer, busy
    failed = pipeline.run("league")
    pipeline.model.answer = answer
    assert failed.status == "failed"
    with pytest.raises(Conflict, match="no result of stage extract to keep"):
        pipeline.interventions.rerun(failed.id, "enhance", actor="ana")
    after = pipeline.finish(pipeline.interventions.rerun(failed.id, "extract", actor="ana"))
    assert after.status == "completed"


@pytest.mark.parametrize(
    ("from_stage", "catalogue", "error", "words"),
    [
        ("pricing", "same", InvalidInput, "from: 'pricing' is no stage of workflows/league@1"),
        ("export", "newest", InvalidInput, "catalogue: 'newest'; write same or current"),
    ],
)
def test_a_rerun_from_nowhere_is_refused(from_stage, catalogue, error, words):
    pipeline = a_league()
    before = pipeline.run("league")
    with pytest.raises(error, match=words):
        pipeline.interventions.rerun(before.id, from_stage, actor="ana", catalogue=catalogue)
    assert len(pipeline.executions.list()) == 1


def test_one_that_runs_cannot_be_run_again_yet():
    pipeline = a_league()
    execution_id = pipeline.start("league")
    with pytest.raises(Conflict, match="is running; wait for its end or cancel it"):
        pipeline.interventions.rerun(execution_id, "extract", actor="ana")


def test_one_key_is_one_rerun_whatever_becomes_of_its_source():
    pipeline = a_league(INVALID, INVALID, INVALID, extracted())
    before = parked(pipeline)
    first = pipeline.interventions.rerun(before.id, "extract", actor="ana", key="k")
    pipeline.interventions.resolve(before.id, {"/teams": 12}, actor="ana")
    assert pipeline.interventions.rerun(before.id, "extract", actor="ana", key="k") == first
    with pytest.raises(KeyReused):
        pipeline.interventions.rerun(before.id, "enhance", actor="ana", key="k")


def test_an_unknown_execution_is_not_found_whatever_is_asked_of_it():
    acts = a_league().interventions
    for act in (
        lambda: acts.resolve("none", {"/teams": 2}, actor="ana"),
        lambda: acts.approve("none", actor="ana"),
        lambda: acts.cancel("none", actor="ana"),
        lambda: acts.rerun("none", "extract", actor="ana"),
    ):
        with pytest.raises(NotFound, match="no execution 'none'"):
            act()
