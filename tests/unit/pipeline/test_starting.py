from dataclasses import replace
from functools import partial

import pytest

from core.canonical import digest
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import InvalidInput, KeyReused, NotFound, StorageUnavailable
from core.events.envelope import StreamId
from core.pipeline.bus import StageReady
from core.pipeline.starting import Input
from tests.builders_pipeline import QUESTIONNAIRE, Pipeline, a_prompt, some_prompts
from tests.racing import together
from tests.unit.events.golden import golden_event


def started(pipeline: Pipeline, execution_id: str):
    return next(pipeline.log.read(StreamId(f"executions/{execution_id}")))


def wakened(pipeline: Pipeline) -> list[StageReady]:
    """What the bus was told, in order."""
    seen: list[StageReady] = []
    pipeline.bus.subscribe(seen.append)
    pipeline.bus.drain()
    return seen


def executions(pipeline: Pipeline) -> list[str]:
    return [execution.id for execution in pipeline.executions.list()]


def test_a_start_is_one_event_with_all_that_the_run_is_pinned_to():
    pipeline = Pipeline()
    event = started(pipeline, pipeline.start())
    assert (event.type, event.sequence, event.new.actor) == ("execution.started", 1, "local")
    data = event.data
    assert (data["workflow"], data["style"]) == ("workflows/two@1", "style")
    assert [stage["name"] for stage in data["stages"]] == ["read", "add"]
    assert (data["catalogue"], data["snapshot"]) == (1, "snapshot")
    assert data["input"] == {
        "name": "league.md",
        "blob": digest(QUESTIONNAIRE.content),
        "bytes": len(QUESTIONNAIRE.content),
    }


def test_a_start_is_written_in_the_shape_of_its_golden_file():
    pipeline = Pipeline()
    event = started(pipeline, pipeline.start())
    golden = golden_event("execution_started_v2")
    assert event.new.version == golden.new.version
    assert set(event.data) == set(golden.data)
    assert set(event.data["input"]) == set(golden.data["input"])
    assert set(event.data["stages"][0]) == set(golden.data["stages"][0])


def test_the_document_is_kept_before_the_event_that_names_it():
    pipeline = Pipeline()
    execution = pipeline.executions.load(pipeline.start())
    assert pipeline.executions.input(execution) == QUESTIONNAIRE.content


def test_a_start_wakes_the_first_stage():
    pipeline = Pipeline()
    execution_id = pipeline.start()
    assert wakened(pipeline) == [StageReady(execution_id, "read")]


def test_without_a_key_every_start_is_another_execution():
    pipeline = Pipeline()
    assert len({pipeline.start() for _ in range(3)}) == 3


def test_the_same_key_and_request_name_one_execution_and_wake_it_again():
    pipeline = Pipeline()
    first, second = pipeline.start(key="k"), pipeline.start(key="k")
    assert first == second
    assert executions(pipeline) == [first]
    assert wakened(pipeline) == [StageReady(first, "read")] * 2


def test_the_same_key_still_names_its_execution_after_the_run_went_on():
    pipeline = Pipeline()
    first = pipeline.start("bare", key="k")
    pipeline.bus.drain()
    assert pipeline.start("bare", key="k") == first
    assert executions(pipeline) == [first]


def test_the_same_key_names_its_execution_although_the_catalogue_changed():
    pipeline = Pipeline()
    first = pipeline.start(key="k")
    pipeline.prompts.sequence = 7
    assert pipeline.start(key="k") == first
    assert pipeline.executions.load(first).catalogue == 1


def test_the_same_key_from_eight_threads_at_once_starts_once():
    for _ in range(10):
        pipeline = Pipeline()
        assert len(set(together(*[partial(pipeline.start, key="k")] * 8))) == 1
        assert len(executions(pipeline)) == 1


@pytest.mark.parametrize(
    ("workflow", "document"),
    [
        ("bare", QUESTIONNAIRE),
        ("two", replace(QUESTIONNAIRE, name="other.md")),
        ("two", replace(QUESTIONNAIRE, content=b"**League:** Southern Futsal\n")),
    ],
)
def test_another_request_under_the_same_key_is_refused(workflow, document):
    pipeline = Pipeline()
    first = pipeline.start(key="k")
    with pytest.raises(KeyReused, match="'k'"):
        pipeline.starter.start(workflow, document, actor="local", key="k")
    assert executions(pipeline) == [first]


def test_killed_after_the_start_the_same_key_starts_nothing_new_and_wakes_the_stage():
    pipeline = Pipeline()
    with crashing_at("execution.started"), pytest.raises(SimulatedCrash):
        pipeline.start(key="k")
    assert wakened(pipeline) == []
    execution_id = pipeline.start(key="k")
    assert executions(pipeline) == [execution_id]
    assert wakened(pipeline) == [StageReady(execution_id, "read")]


def test_an_unknown_workflow_leaves_no_trace():
    pipeline = Pipeline()
    with pytest.raises(NotFound, match="no workflows 'nowhere'"):
        pipeline.starter.start("nowhere", Input("a.md", b"x"), actor="local")
    assert executions(pipeline) == []
    assert wakened(pipeline) == []


def test_a_workflow_that_cannot_be_read_leaves_no_trace():
    prompts = some_prompts()
    broken = a_prompt("workflows/broken", "x", {"stages": []})
    prompts.known[broken.ref] = broken
    pipeline = Pipeline(prompts=prompts)
    with pytest.raises(InvalidInput, match="stages: is no list of stages"):
        pipeline.start("broken")
    assert executions(pipeline) == []


def test_where_nothing_could_be_kept_nothing_is_started(monkeypatch):
    pipeline = Pipeline()

    def full(_content: bytes) -> str:
        raise StorageUnavailable("no space left")

    monkeypatch.setattr(pipeline.blobs, "put", full)
    with pytest.raises(StorageUnavailable):
        pipeline.start()
    assert (executions(pipeline), wakened(pipeline)) == ([], [])
