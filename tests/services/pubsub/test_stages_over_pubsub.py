"""The stages as they run in the cloud: woken by pushes, in processes that may die at any moment."""

from collections import Counter
from collections.abc import Sequence

from tests.services.pubsub.deploying import ROOT, SAMPLE, STAGES, WORKFLOW, Place, until
from tests.services.pubsub.refusing import Refusing

EXECUTE = {"workflow": WORKFLOW, "input_data": {"file": SAMPLE}, "wait": 0}
ONCE = ["execution.started", *["stage.claimed", "stage.completed"] * 7, "execution.completed"]
STALLING = ROOT / "tests/services/pubsub/stalling.py"


def test_seven_functions_push_an_execution_from_stage_to_stage(deployment):
    deployment.start(*(f"stage-{stage}" for stage in STAGES))
    execute = deployment.start_execute()
    status, started = execute.post("/api/prompts/execute", EXECUTE)
    assert (status, started["status"]) == (202, "running")
    until(lambda: deployment.settled(started["execution_id"]))
    assert deployment.types(started["execution_id"]) == ONCE
    until(lambda: not deployment.runtime.pending.list())


def test_many_executions_at_once_share_one_process_and_none_is_done_twice(deployment):
    deployment.start_stage()
    ids = [deployment.begin() for _ in range(6)]
    until(lambda: all(map(deployment.settled, ids)))
    assert [deployment.types(one) for one in ids] == [ONCE] * 6


def test_a_process_killed_in_the_middle_of_a_stage_is_made_up_for_by_redelivery(
    deployment, tmp_path
):
    deployment.hurry(10)
    reached = tmp_path / "reached"
    place = deployment.start_stage(
        STALLING, STALL_AT="stage.claimed:3", REACHED=str(reached), RELEASE=str(tmp_path / "never")
    )
    execution_id = deployment.begin()
    until(reached.exists)
    place.service.kill()
    assert not deployment.settled(execution_id)
    deployment.restart(place)
    until(lambda: deployment.settled(execution_id))
    assert deployment.execution(execution_id).status == "completed"
    counted = Counter(deployment.types(execution_id))
    assert (counted["execution.started"], counted["stage.completed"]) == (1, 7)
    assert deployment.execution(execution_id).state("classify").attempt >= 2


def test_a_cancellation_is_read_at_the_next_stages_entry(deployment, tmp_path):
    reached, release = tmp_path / "reached", tmp_path / "release"
    deployment.start_stage(
        STALLING, STALL_AT="stage.claimed:2", REACHED=str(reached), RELEASE=str(release)
    )
    execute = deployment.start_execute()
    execution_id = deployment.begin()
    until(reached.exists)
    status, _ = execute.post(f"/api/prompts/executions/{execution_id}/cancel", {})
    assert status == 200
    release.touch()
    until(lambda: deployment.settled(execution_id))
    assert deployment.execution(execution_id).status == "cancelled"
    assert Counter(deployment.types(execution_id))["stage.claimed"] == 2


def test_a_push_that_is_refused_comes_again_and_the_work_is_done_once(deployment):
    place = deployment.start_stage()
    with Refusing(place.url, times=2) as front:
        deployment.provision(stage_extract=front.url, **at(place, STAGES[1:]))
        execution_id = deployment.begin()
        until(lambda: deployment.settled(execution_id))
        assert deployment.types(execution_id) == ONCE
        assert front.seen == 3


def at(place: Place, stages: Sequence[str]) -> dict[str, str]:
    """The address of each stage, when one process runs them all."""
    return {f"stage_{stage}": place.url for stage in stages}
