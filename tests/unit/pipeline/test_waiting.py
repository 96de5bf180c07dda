import threading

import pytest

from core.errors import NotFound
from core.pipeline.ports import Draft
from core.pipeline.waiting import wait_until_settled
from tests.builders_pipeline import FakeModel, Pipeline, answering
from tests.racing import PATIENCE


class Loads:
    """Executions that count how often they were looked at, and act at the second look."""

    def __init__(self, pipeline: Pipeline, then=lambda: None) -> None:
        self._executions = pipeline.executions
        self._then = then
        self.count = 0

    def load(self, execution_id: str):
        self.count += 1
        return self._executions.load(execution_id)

    def caught_up(self, execution):
        self.count += 1
        if self.count == 2:
            self._then()
        return self._executions.caught_up(execution)


def test_an_execution_that_has_ended_is_given_at_once():
    pipeline = Pipeline(answering({"title": "Note"}))
    loads = Loads(pipeline)
    ended = wait_until_settled(loads, pipeline.run("bare").id, seconds=PATIENCE)
    assert (ended.status, loads.count) == ("completed", 1)


def test_a_parked_execution_is_not_waited_for():
    pipeline = Pipeline(answering({"m": 1}))
    parked = wait_until_settled(pipeline.executions, pipeline.run().id, seconds=PATIENCE)
    assert parked.status == "parked"


@pytest.mark.parametrize("seconds", [0, -1])
def test_who_does_not_want_to_wait_is_told_how_it_stands(seconds):
    pipeline = Pipeline()
    loads = Loads(pipeline)
    running = wait_until_settled(loads, pipeline.start(), seconds=seconds)
    assert (running.status, loads.count) == ("running", 1)


def test_when_the_time_is_up_the_execution_is_given_as_it_stands():
    pipeline = Pipeline()
    assert (
        wait_until_settled(pipeline.executions, pipeline.start(), seconds=0.05).status == "running"
    )


def test_the_end_is_seen_whoever_brings_it_about():
    pipeline = Pipeline(answering({"title": "Note"}))
    loads = Loads(pipeline, then=pipeline.bus.drain)
    ended = wait_until_settled(loads, pipeline.start("bare"), seconds=PATIENCE)
    assert (ended.status, loads.count) == ("completed", 2)


def test_the_end_is_seen_when_another_thread_brings_it_about():
    let_go = threading.Event()

    def slow(_request) -> Draft:
        assert let_go.wait(PATIENCE)
        return Draft({"title": "Note"}, "fake-1")

    pipeline = Pipeline(FakeModel(slow))
    pipeline.bus.start(1)
    loads = Loads(pipeline, then=let_go.set)
    ended = wait_until_settled(loads, pipeline.start("bare"), seconds=PATIENCE)
    pipeline.bus.stop()
    assert ended.status == "completed"


def test_an_unknown_execution_is_not_waited_for():
    with pytest.raises(NotFound):
        wait_until_settled(Pipeline().executions, "run-1", seconds=PATIENCE)
