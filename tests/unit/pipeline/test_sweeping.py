import pytest

from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import StorageUnavailable
from core.events.envelope import StreamId
from core.pipeline.bus import NotYet, StageReady
from core.pipeline.deciding import ATTEMPTS
from core.pipeline.pending import Mark
from core.pipeline.workflow import DEFAULT_TIMEOUT
from tests.builders_leagues import busy
from tests.builders_pipeline import FakeModel, Pipeline, answering


def crashed_at(point: str, pipeline: Pipeline | None = None) -> tuple[Pipeline, str]:
    """A pipeline whose process died at `point`, as the next process finds it."""
    pipeline = pipeline or Pipeline()
    with crashing_at(point), pytest.raises(SimulatedCrash):
        pipeline.run()
    after = Pipeline(pipeline.model, stores=pipeline.stores, time=pipeline.time)
    return after, after.executions.list()[0].id


def test_a_run_that_ended_leaves_nothing_to_sweep():
    pipeline = Pipeline()
    pipeline.run()
    assert pipeline.sweeper.sweep().to_json() == {
        "marks": 0,
        "woken": [],
        "waiting": [],
        "settled": [],
        "unused": 0,
        "problems": [],
    }


def test_what_was_never_published_is_published():
    pipeline, execution_id = crashed_at("execution.started")
    assert pipeline.sweeper.sweep().woken == [execution_id]
    assert pipeline.finish(execution_id).status == "completed"


def test_what_another_holds_is_left_alone_until_its_deadline_is_past():
    pipeline, execution_id = crashed_at("stage.claimed")
    assert pipeline.sweeper.sweep().waiting == [execution_id]
    pipeline.time.pass_by(DEFAULT_TIMEOUT - 1)
    assert pipeline.sweeper.sweep().waiting == [execution_id]
    pipeline.time.pass_by(1)
    assert pipeline.sweeper.sweep().woken == [execution_id]
    execution = pipeline.finish(execution_id)
    assert (execution.status, execution.state("read").attempt) == ("completed", 2)


def test_what_pauses_before_its_next_attempt_is_left_to_pause():
    pipeline = Pipeline(FakeModel(busy))
    execution_id = pipeline.start()
    with pytest.raises(NotYet):
        pipeline.runner.run(StageReady(execution_id, "read"))
    assert pipeline.sweeper.sweep().waiting == [execution_id]
    pipeline.time.pass_by(1)
    assert pipeline.sweeper.sweep().woken == [execution_id]


def test_what_has_just_happened_is_left_to_its_own_message():
    pipeline, execution_id = crashed_at("execution.started")
    assert pipeline.sweeper.sweep(quiet=10).waiting == [execution_id]
    pipeline.time.pass_by(10)
    assert pipeline.sweeper.sweep(quiet=10).woken == [execution_id]


def test_what_settled_without_its_files_gets_them_and_is_unmarked():
    pipeline, execution_id = crashed_at("pending.clearing")
    swept = pipeline.sweeper.sweep()
    assert (swept.settled, list(pipeline.pending.list())) == ([execution_id], [])


def test_after_the_last_attempt_the_sweeper_ends_it_visibly():
    pipeline = Pipeline()
    with crashing_at("stage.claimed"), pytest.raises(SimulatedCrash):
        pipeline.run()
    for _ in range(ATTEMPTS - 1):
        pipeline.time.pass_by(DEFAULT_TIMEOUT)
        with crashing_at("stage.claimed"), pytest.raises(SimulatedCrash):
            pipeline.sweep()
    pipeline.time.pass_by(DEFAULT_TIMEOUT)
    pipeline.sweep()
    (execution,) = pipeline.executions.list()
    assert (execution.status, execution.state("read").attempt) == ("failed", ATTEMPTS)
    assert "no result within" in (execution.error or "")
    assert list(pipeline.pending.list()) == []


def test_a_mark_that_no_event_names_is_given_an_hour_and_then_removed():
    pipeline = Pipeline()
    with crashing_at("pending.marked"), pytest.raises(SimulatedCrash):
        pipeline.start()
    assert pipeline.sweeper.sweep().unused == 0
    pipeline.time.pass_by(3601)
    assert pipeline.sweeper.sweep().unused == 1
    assert list(pipeline.pending.list()) == []


def test_a_mark_of_other_work_is_none_of_its_business():
    pipeline = Pipeline()
    mark = Mark(StreamId("catalogue"), pipeline.time.clock(), "a")
    pipeline.pending.mark(mark)
    pipeline.time.pass_by(36000)
    assert pipeline.sweeper.sweep().marks == 0
    assert list(pipeline.pending.list()) == [mark]


def test_one_executions_trouble_does_not_keep_the_others_waiting(monkeypatch):
    pipeline, first = crashed_at("execution.started")
    with crashing_at("execution.started"), pytest.raises(SimulatedCrash):
        pipeline.run()
    (second,) = {e.id for e in pipeline.executions.list()} - {first}
    find = pipeline.executions.find

    def damaged(execution_id: str):
        if execution_id == first:
            raise StorageUnavailable("a file is damaged")
        return find(execution_id)

    monkeypatch.setattr(pipeline.executions, "find", damaged)
    swept = pipeline.sweeper.sweep()
    assert swept.woken == [second]
    assert swept.problems == [f"execution {first}: a file is damaged"]


def test_only_marked_streams_are_looked_at(monkeypatch):
    pipeline = Pipeline(answering({"n": 1}))
    for _ in range(3):
        pipeline.run()
    settled = {execution.id for execution in pipeline.executions.list()}
    crashed, _ = crashed_at("execution.started", Pipeline(stores=pipeline.stores))
    (execution_id,) = {execution.id for execution in crashed.executions.list()} - settled
    looked = []
    find = crashed.executions.find
    monkeypatch.setattr(crashed.executions, "find", lambda name: looked.append(name) or find(name))
    monkeypatch.setattr(crashed.log, "streams", lambda _kind: pytest.fail("listed all streams"))
    crashed.sweeper.sweep()
    assert looked == [execution_id]
