import threading

import pytest

from core.errors import InvalidInput, KeyReused, NotFound, StorageUnavailable
from core.pipeline.batching import (
    MOST_INPUTS,
    NotRun,
    check_size,
    side_by_side,
    start_all,
    status_of_all,
)
from core.pipeline.starting import Input
from tests.builders_pipeline import Pipeline
from tests.racing import PATIENCE


def inputs(count: int) -> list[Input | NotRun]:
    return [Input(f"league-{n}.md", b"**League:** %d\n" % n) for n in range(count)]


UNREADABLE = NotRun("scan.pdf", InvalidInput("file", "cannot be read", "send text"))


def test_every_input_becomes_an_execution_in_order():
    pipeline = Pipeline()
    started = start_all(pipeline.starter, "two", inputs(3), actor="ana", key=None)
    names = [pipeline.executions.load(one).input_name for one in started]
    assert names == ["league-0.md", "league-1.md", "league-2.md"]


def test_one_that_cannot_be_read_keeps_its_place_and_stops_nobody():
    pipeline = Pipeline()
    mixed = [*inputs(1), UNREADABLE, *inputs(1)]
    first, second, third = start_all(pipeline.starter, "two", mixed, actor="ana", key=None)
    assert second is UNREADABLE
    assert len({first, third}) == 2


def test_one_that_cannot_be_started_stops_nobody(monkeypatch):
    pipeline = Pipeline()
    put = pipeline.blobs.put

    def full(content: bytes) -> str:
        if b"1" in content:
            raise StorageUnavailable("no space left")
        return put(content)

    monkeypatch.setattr(pipeline.blobs, "put", full)
    first, second, third = start_all(pipeline.starter, "two", inputs(3), actor="ana", key=None)
    assert second.to_json() == {
        "status": "failed",
        "execution_id": None,
        "input": "league-1.md",
        "error": "no space left",
    }
    assert isinstance(first, str)
    assert isinstance(third, str)


def test_a_batch_that_is_sent_again_under_its_key_starts_nothing_new():
    pipeline = Pipeline()
    for _ in range(2):
        start_all(pipeline.starter, "two", inputs(3), actor="ana", key="k")
    assert len(pipeline.executions.list()) == 3
    changed = start_all(pipeline.starter, "two", inputs(4)[1:], actor="ana", key="k")
    assert all(isinstance(one, NotRun) and isinstance(one.error, KeyReused) for one in changed)


def test_an_unknown_workflow_is_the_fault_of_the_request():
    with pytest.raises(NotFound):
        start_all(Pipeline().starter, "nowhere", inputs(2), actor="ana", key=None)


@pytest.mark.parametrize("count", [0, MOST_INPUTS + 1])
def test_a_batch_has_its_bounds(count):
    with pytest.raises(InvalidInput, match=f"input_data: {count} inputs; give 1 to {MOST_INPUTS}"):
        check_size(count, "input_data")
    check_size(MOST_INPUTS, "input_data")


def test_jobs_run_side_by_side_up_to_the_limit_and_answer_in_order():
    lock, running, most = threading.Lock(), 0, 0
    meeting = threading.Barrier(3)

    def job(number: int):
        def run(_stop: threading.Event) -> int:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            meeting.wait(PATIENCE)
            with lock:
                running -= 1
            return number

        return run

    assert side_by_side([job(n) for n in range(9)], 3) == list(range(9))
    assert most == 3


def test_where_a_service_is_down_the_other_jobs_are_told_to_give_up():
    told = threading.Event()
    both_run = threading.Barrier(2)

    def fail(_stop: threading.Event) -> None:
        both_run.wait(PATIENCE)
        raise StorageUnavailable("down")

    def wait(stop: threading.Event) -> None:
        both_run.wait(PATIENCE)
        assert stop.wait(PATIENCE)
        told.set()

    with pytest.raises(StorageUnavailable):
        side_by_side([fail, wait], 2)
    assert told.wait(PATIENCE)


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        (["completed", "completed"], "completed"),
        (["completed", "parked"], "parked"),
        (["parked", "failed", "completed"], "failed"),
        (["failed", "running"], "running"),
        (["completed", "rejected"], "rejected"),
        (["cancelled", "completed"], "cancelled"),
    ],
)
def test_one_word_says_how_a_batch_stands(statuses, word):
    assert status_of_all(statuses) == word
