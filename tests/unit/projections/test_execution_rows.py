"""What an execution changes in the tables: progress, its end, its league, the prompts it used."""

import pytest

from core.adapters.memory.projections import MemoryProjectionStore
from core.projections.projector import Projector
from core.projections.tables import (
    EXECUTION_PROGRESS,
    LEAGUES,
    PROMPT_HISTORY,
    WORKFLOW_EXECUTIONS,
)
from tests.builders_projections import History, a_run, projected, rows


@pytest.fixture
def history() -> History:
    return History()


def progress_after(history: History, end: str) -> list[tuple]:
    """Status, stage and stages done after each append of a run to `end`."""
    seen = []
    for append in a_run(history, end=end):
        history.append("executions/run-1", *append)
        (row,) = rows(projected(history), EXECUTION_PROGRESS)
        seen.append((row["status"], row["stage"], row["stages_done"]))
    return seen


def test_progress_follows_every_stage(history):
    assert progress_after(history, "completed") == [
        ("running", None, 0),
        ("running", "read", 0),
        ("running", "read", 1),
        ("running", "upsert", 1),
        ("running", "upsert", 2),
        ("running", "write", 2),
        ("completed", "write", 3),
    ]


@pytest.mark.parametrize(
    ("end", "error"), [("failed", "no paper"), ("parked", "/n: is missing"), ("cancelled", None)]
)
def test_progress_says_how_it_ended_and_why(history, end, error):
    assert progress_after(history, end)[-1][0] == end
    (row,) = rows(projected(history), EXECUTION_PROGRESS)
    assert (row["error"], row["stages_total"]) == (error, 3)
    assert (row["workflow_name"], row["user_id"]) == ("two", "ana")


def test_a_person_who_sends_a_parked_run_on_lets_it_run_again(history):
    history.run("run-1", end="parked")
    history.append("executions/run-1", ("execution.resolved", {"values": []}))
    (row,) = rows(projected(history), EXECUTION_PROGRESS)
    assert (row["status"], row["error"]) == ("running", None)


def test_a_run_that_waits_for_approval_is_parked_until_it_is_given(history):
    for append in a_run(history)[:5]:
        history.append("executions/run-1", *append)
    history.append("executions/run-1", ("stage.held", {"stage": "write"}))
    (row,) = rows(projected(history), EXECUTION_PROGRESS)
    assert (row["status"], row["stage"]) == ("parked", "write")
    history.append("executions/run-1", ("stage.approved", {"stage": "write", "pending": None}))
    assert rows(projected(history), EXECUTION_PROGRESS)[0]["status"] == "running"


def test_a_type_that_is_not_known_changes_nothing(history):
    history.run("run-1")
    before = rows(projected(history), EXECUTION_PROGRESS)
    history.append("executions/run-1", ("execution.admired", {"by": "ben"}))
    assert rows(projected(history), EXECUTION_PROGRESS) == before


@pytest.mark.parametrize(
    ("end", "expected"),
    [("completed", [True]), ("failed", [False]), ("cancelled", [None]), ("parked", [])],
)
def test_an_execution_is_recorded_when_it_ends(history, end, expected):
    history.run("run-1", end=end, user="ben")
    found = rows(projected(history), WORKFLOW_EXECUTIONS)
    assert [row["success"] for row in found] == expected
    assert all((row["workflow_name"], row["user_id"]) == ("two", "ben") for row in found)


def test_it_names_the_versions_that_its_own_stages_used(history):
    history.run("run-1", used=["agents/a@1", "agents/b@7"])
    (row,) = rows(projected(history), WORKFLOW_EXECUTIONS)
    assert row["prompts"] == ["agents/a@1", "agents/b@7"]


@pytest.mark.parametrize(("costs", "expected"), [([], None), ([0.25], 0.25), ([0.25, 0.5], 0.75)])
def test_it_costs_what_its_models_say_and_nothing_is_said_without_one(history, costs, expected):
    said = iter(costs)
    for append in a_run(history):
        told = [
            (kind, {**data, **({"cost_usd": cost} if cost is not None else {})})
            for kind, data in append
            for cost in [next(said, None) if kind == "stage.completed" else None]
        ]
        history.append("executions/run-1", *told)
    assert rows(projected(history), WORKFLOW_EXECUTIONS)[0]["cost_usd"] == expected


def test_its_time_is_that_of_its_stages(history):
    history.run("run-1")
    assert rows(projected(history), WORKFLOW_EXECUTIONS)[0]["execution_time"] == 1.5


def test_its_time_is_the_same_however_many_steps_it_was_projected_in(history):
    seconds = {"read": 0.7, "upsert": 0.2, "write": 0.1}
    # One by one: newer Pythons sum exactly by themselves.
    assert (0.7 + 0.2) + 0.1 != (0.1 + 0.2) + 0.7, "these would show nothing"
    for append in a_run(history):
        timed = [
            (kind, {**data, "seconds": seconds[data["stage"]]} if "seconds" in data else data)
            for kind, data in append
        ]
        history.append("executions/run-1", *timed)
    by_and_by = MemoryProjectionStore()
    assert Projector(history.log, history.blobs, by_and_by, chunk=1).catch_up() == {}
    assert rows(by_and_by, WORKFLOW_EXECUTIONS) == rows(projected(history), WORKFLOW_EXECUTIONS)


def test_what_another_execution_did_counts_for_neither_time_nor_use(history):
    kept = {"stage": "read", "used": ["stages/style.read@1"], "seconds": 9.0}
    first, _claimed, _read, *others = a_run(history, origin="run-0", used=["stages/style.x@1"])
    for append in ([*first, ("stage.kept", kept)], *others):
        history.append("executions/run-1", *append)
    store = projected(history)
    assert rows(store, WORKFLOW_EXECUTIONS)[0]["execution_time"] == 1.0
    assert [row["prompt"] for row in rows(store, PROMPT_HISTORY)] == ["stages~style.x"]


@pytest.mark.parametrize("large", [False, True])
def test_the_same_league_twice_is_one_league_as_it_was_told_of_last(history, large):
    history.run("run-2", tier="3.3", large=large)
    history.run("run-1", tier="2.1", large=large)
    (row,) = rows(projected(history), LEAGUES)
    assert (row["league_id"], row["tier"], row["execution_id"]) == ("l-1", "2.1", "run-1")
    assert row["profile"] == {"league": {"legal_name": "Northern Futsal"}}


def test_a_rerun_replaces_what_its_origin_said_of_another_league(history):
    history.run("run-1", league="misspelt")
    history.run("run-2", league="l-2", origin="run-1")
    assert [row["league_id"] for row in rows(projected(history), LEAGUES)] == ["l-2"]


def test_a_run_that_ends_before_it_tells_of_a_league_leaves_none(history):
    for append in a_run(history)[:4]:
        history.append("executions/run-1", *append)
    assert rows(projected(history), LEAGUES) == []


def test_an_execution_that_used_a_prompt_is_one_use_however_many_stages_did(history):
    history.run("run-1", used=["agents/a@1", "agents/b@7"])
    found = rows(projected(history), PROMPT_HISTORY)
    assert [(row["prompt"], row["total_uses"]) for row in found] == [
        ("agents~a", 1),
        ("agents~b", 1),
    ]


def test_the_rate_of_success_is_of_the_executions_that_ended(history):
    for number, end in enumerate(["completed", "completed", "failed", "parked", "cancelled"]):
        history.run(f"run-{number}", end=end, used=["agents/a@1"])
    (row,) = rows(projected(history), PROMPT_HISTORY)
    assert (row["total_uses"], row["completed"], row["failed"]) == (5, 2, 1)
    assert row["success_rate"] == 2 / 3


def test_the_last_use_is_that_of_the_latest_stage(history):
    history.run("run-1", used=["agents/a@1"])
    uses = [
        event.new.time
        for event in history.log.read("executions/run-1")
        if event.type == "stage.completed" and event.data["used"]
    ]
    assert rows(projected(history), PROMPT_HISTORY)[0]["last_used"] == uses[-1]


def test_people_have_histories_of_their_own(history):
    history.run("run-1", user="ana", used=["agents/a@1"])
    history.run("run-2", user="ben", used=["agents/a@1"])
    found = rows(projected(history), PROMPT_HISTORY)
    assert [(row["user_id"], row["total_uses"]) for row in found] == [("ana", 1), ("ben", 1)]
