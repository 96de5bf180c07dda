import pytest

from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import Conflict
from core.pipeline.bus import StageReady
from core.pipeline.reporting import report
from core.pipeline.workflow import DEFAULT_TIMEOUT
from tests.builders_leagues import (
    INVALID,
    a_league,
    busy,
    file_of,
    parked,
    resolve,
)


def test_nothing_leaves_before_it_is_approved():
    pipeline = a_league(approval="export")
    held = pipeline.run("league")
    told = report(pipeline.executions, held)
    assert (held.status, held.held.name, told["parked"]["reason"]) == (
        "parked",
        "export",
        "approval",
    )
    assert (pipeline.artifacts.names(held.id), told["artifacts"]) == ([], [])
    pipeline.sweep()
    pipeline.runner.run(StageReady(held.id, "export"))
    assert pipeline.executions.load(held.id).status == "parked"


def test_files_of_earlier_stages_wait_for_the_approval_too():
    pipeline = a_league(approval="export")
    tasks = pipeline.runner._tasks
    pipeline.runner._tasks = {**tasks, "double": tasks["write_down"]}
    pipeline.runner._tasks["double"] = lambda request: _with_file(tasks["double"](request))
    held = pipeline.run("league")
    assert held.state("enhance").artifacts
    assert pipeline.artifacts.names(held.id) == []
    pipeline.interventions.approve(held.id, actor="ana")
    pipeline.bus.drain()
    assert pipeline.artifacts.names(held.id) == ["early.txt", "league.txt"]


def _with_file(draft):
    from dataclasses import replace

    from core.pipeline.ports import File

    return replace(draft, files=(File("early.txt", "text/plain", b"x"),))


def test_an_approved_execution_goes_on_and_says_who_approved():
    pipeline = a_league(approval="export")
    held = pipeline.run("league")
    pipeline.interventions.approve(held.id, actor="ana")
    done = pipeline.finish(held.id)
    assert (done.status, file_of(pipeline, done)) == ("completed", "Northern: 16")
    approvals = [e for e in pipeline.executions.events(held.id) if e.type == "stage.approved"]
    assert [event.new.actor for event in approvals] == ["ana"]
    assert list(pipeline.pending.list()) == []


def test_what_does_not_wait_for_approval_cannot_be_approved():
    pipeline = a_league(approval="export")
    execution_id = pipeline.start("league")
    with pytest.raises(Conflict, match="is running and does not wait for approval"):
        pipeline.interventions.approve(execution_id, actor="ana")
    pipeline.bus.drain()
    pipeline.interventions.approve(execution_id, actor="ana")
    pipeline.bus.drain()
    with pytest.raises(Conflict, match="is completed and does not wait for approval"):
        pipeline.interventions.approve(execution_id, actor="ana")


def test_values_for_one_that_waits_for_approval_make_another_that_waits_for_its_own():
    pipeline = a_league(approval="export")
    held = pipeline.run("league")
    corrected = resolve(pipeline, held, {"/teams": 10})
    assert (corrected.status, corrected.held.name) == ("parked", "export")
    pipeline.interventions.approve(corrected.id, actor="ana")
    assert file_of(pipeline, pipeline.finish(corrected.id)) == "Northern: 20"
    assert pipeline.artifacts.names(held.id) == []


def test_a_parked_execution_is_cancelled_at_once():
    pipeline = a_league(INVALID)
    execution = parked(pipeline)
    pipeline.interventions.cancel(execution.id, actor="ana")
    assert pipeline.executions.load(execution.id).status == "cancelled"
    assert list(pipeline.pending.list()) == []


def test_a_process_that_dies_while_it_cancels_a_parked_one_leaves_it_to_the_sweeper():
    pipeline = a_league(INVALID)
    execution = parked(pipeline)
    assert list(pipeline.pending.list()) == []
    with crashing_at("execution.cancelled"), pytest.raises(SimulatedCrash):
        pipeline.interventions.cancel(execution.id, actor="ana")
    assert pipeline.sweeper.sweep().settled == [execution.id]


def test_one_between_two_stages_is_cancelled_at_once_and_runs_no_further():
    pipeline = a_league()
    execution_id = pipeline.start("league")
    pipeline.interventions.cancel(execution_id, actor="ana")
    done = pipeline.finish(execution_id)
    assert (done.status, pipeline.model.requests) == ("cancelled", [])
    assert list(pipeline.pending.list()) == []


def test_a_stage_that_is_under_way_ends_and_the_next_is_not_entered():
    pipeline = a_league()
    answer = pipeline.model.answer

    def cancel_meanwhile(request):
        pipeline.interventions.cancel(request.execution_id, actor="ana")
        pipeline.interventions.cancel(request.execution_id, actor="ana")
        return answer(request)

    pipeline.model.answer = cancel_meanwhile
    done = pipeline.run("league")
    assert done.status == "cancelled"
    assert pipeline.types(done.id) == [
        "execution.started",
        "stage.claimed",
        "execution.cancel_requested",
        "stage.completed",
        "execution.cancelled",
    ]


def test_cancelled_while_a_stage_pauses_or_parks_it_ends_too():
    for answer in (busy, None):
        pipeline = a_league(INVALID)
        usual = pipeline.model.answer

        def cancel_meanwhile(request, usual=usual, answer=answer, pipeline=pipeline):
            pipeline.interventions.cancel(request.execution_id, actor="ana")
            return (answer or usual)(request)

        pipeline.model.answer = cancel_meanwhile
        assert pipeline.run("league").status == "cancelled"


def test_a_crashed_stage_does_not_keep_a_cancelled_execution_alive():
    pipeline = a_league()
    with crashing_at("stage.claimed"), pytest.raises(SimulatedCrash):
        pipeline.run("league")
    (execution,) = pipeline.executions.list()
    pipeline.interventions.cancel(execution.id, actor="ana")
    pipeline.sweep()
    assert pipeline.executions.load(execution.id).status == "running"
    pipeline.time.pass_by(DEFAULT_TIMEOUT)
    pipeline.sweep()
    assert pipeline.executions.load(execution.id).status == "cancelled"


def test_what_has_ended_cannot_be_cancelled():
    pipeline = a_league()
    done = pipeline.run("league")
    with pytest.raises(Conflict, match="is completed; there is nothing left to cancel"):
        pipeline.interventions.cancel(done.id, actor="ana")
