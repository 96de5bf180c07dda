import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput, NotFound
from core.pipeline.telling import Position, told
from core.pipeline.watching import follow
from tests.builders_leagues import INVALID, a_league, resolve
from tests.builders_pipeline import Pipeline
from tests.racing import PATIENCE


def test_all_that_happened_is_told_in_order_with_how_it_stood_then():
    pipeline = Pipeline()
    execution_id = pipeline.run().id
    steps = list(follow(pipeline.executions, execution_id))
    assert [step.event.type for step in steps] == pipeline.types(execution_id)
    assert [step.execution.status for step in steps] == ["running"] * 5 + ["completed"]


def test_what_happens_meanwhile_is_told_when_it_happens_and_then_it_ends():
    pipeline = Pipeline()
    pipeline.bus.start(1)
    steps = list(follow(pipeline.executions, pipeline.start()))
    pipeline.bus.stop()
    assert steps[-1].event.type == "execution.completed"


def test_while_nothing_happens_it_says_that_it_is_still_there():
    pipeline = Pipeline()
    steps = follow(pipeline.executions, pipeline.start(), heartbeat=0.0)
    assert next(steps).event.type == "execution.started"
    assert [next(steps), next(steps)] == [None, None]


def test_who_gives_up_is_not_kept():
    pipeline = Pipeline()
    gone = threading.Event()
    steps = follow(pipeline.executions, pipeline.start(), until=gone.is_set)
    next(steps)
    gone.set()
    assert list(steps) == []


def test_a_settled_execution_that_went_on_is_told_to_its_new_end():
    pipeline = a_league(INVALID)
    parked = pipeline.run("league")
    resolve(pipeline, parked, {"/teams": 3})
    statuses = [step.execution.status for step in follow(pipeline.executions, parked.id)]
    assert (statuses[2], statuses[-1]) == ("parked", "completed")


def test_an_unknown_execution_is_not_followed():
    with pytest.raises(NotFound):
        next(follow(Pipeline().executions, "none"), PATIENCE)


def test_a_watcher_is_told_what_was_done_and_found_but_not_the_results():
    pipeline = Pipeline()
    steps = list(follow(pipeline.executions, pipeline.run().id))
    completed = told(steps[2])
    assert completed["type"] == "stage.completed"
    assert (completed["stage"], completed["summary"], completed["status"]) == (
        "read",
        "done",
        "running",
    )
    assert not {"result", "prompt", "used"} & set(completed)


def test_a_watcher_is_told_which_values_a_person_gave_but_not_the_values():
    pipeline = a_league(INVALID)
    done = resolve(pipeline, pipeline.run("league"), {"/teams": 3})
    (resolved,) = [
        told(step)
        for step in follow(pipeline.executions, done.id)
        if step.event.type == "execution.resolved"
    ]
    assert (resolved["pointers"], resolved["actor"]) == (["/teams"], "ana")
    assert "values" not in resolved


@given(st.integers(0, 10**11), st.integers(0, 1000))
def test_a_position_is_written_and_read(sequence, index):
    position = Position(sequence, index)
    assert Position.parse(str(position)) == position
    # A whole append, named by its number alone, is past every event in it.
    assert position < Position.parse(str(sequence)) < Position(sequence + 1, 0)


@pytest.mark.parametrize("text", ["", "-", "5-", "-5", "x", "5-x", "1e3", "٣", "9" * 30])
def test_what_is_no_position_is_refused(text):
    with pytest.raises(InvalidInput, match="is no event's id"):
        Position.parse(text)
