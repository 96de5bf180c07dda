import pytest

from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.catalogue.model import Text
from core.catalogue.rendering import INLINE_LIMIT
from core.errors import InvalidInput, NotFound
from core.events.envelope import StreamId
from core.events.log import AppendConflict
from core.pipeline.deciding import decide_claim
from core.pipeline.execution import CANCEL_REQUESTED, STARTED
from core.pipeline.store import Executions
from core.pipeline.workflow import StageSpec
from tests.builders_catalogue import a_mint
from tests.builders_pipeline import Pipeline, answering


def a_start(request: str = "r", blob: str = "0") -> tuple[str, dict[str, object]]:
    data = {
        "workflow": "workflows/w@1",
        "style": None,
        "stages": [StageSpec("read", "extract").to_json()],
        "input": {"name": "a.md", "blob": blob, "bytes": 1},
        "catalogue": 3,
        "snapshot": "s",
        "request": request,
        "origin": None,
        "settings": {},
        "pending": None,
    }
    return STARTED, data


class Store(Executions):
    """Executions over memory, with the log at hand."""

    def __init__(self) -> None:
        self.log = MemoryEventLog()
        self.blobs = MemoryBlobStore()
        super().__init__(self.log, self.blobs, a_mint())

    def start(self, execution_id: str, **fields: str) -> int:
        return self.append(execution_id, [a_start(**fields)], expected=0, actor="ana")


def test_an_execution_that_was_never_started_is_not_found():
    with pytest.raises(NotFound, match="no execution 'run-1'"):
        Store().load("run-1")


@pytest.mark.parametrize("name", ["..", "../catalogue", "a/b", "", "a b"])
def test_an_id_that_could_lead_elsewhere_is_refused(name):
    with pytest.raises((InvalidInput, NotFound)):
        Store().load(name)


def test_what_was_appended_is_loaded():
    store = Store()
    assert store.start("run-1") == 1
    execution = store.load("run-1")
    assert (execution.id, execution.sequence, execution.actor) == ("run-1", 1, "ana")


def test_executions_are_listed_the_latest_first():
    store = Store()
    for name in ("a", "c", "b"):
        store.start(name)
    assert [execution.id for execution in store.list()] == ["b", "c", "a"]


def test_without_executions_the_list_is_empty():
    assert list(Store().list()) == []


def test_every_event_says_whose_data_it_holds():
    store = Store()
    store.start("run-1")
    (event,) = store.log.read(StreamId("executions/run-1"))
    assert event.new.subject == "executions/run-1"


def test_a_key_makes_the_same_append_ours_and_another_append_not():
    store = Store()
    for _ in range(2):
        assert store.append("run-1", [a_start()], expected=0, actor="ana", key="k") == 1
    with pytest.raises(AppendConflict):
        store.append("run-1", [a_start()], expected=0, actor="ana", key="other")
    with pytest.raises(AppendConflict):
        store.append("run-1", [a_start()], expected=0, actor="ana")


def test_the_same_key_is_another_append_in_another_execution():
    store = Store()
    for name in ("run-1", "run-2"):
        store.append(name, [a_start()], expected=0, actor="ana", key="k")
    ids = [next(store.log.read(stream)).new.id for stream in store.log.streams("executions")]
    assert len(set(ids)) == 2


def test_who_started_an_execution_is_known_by_the_request():
    store = Store()
    store.start("run-1", request="mine")
    assert store.started_by("run-1", "mine")
    assert not store.started_by("run-1", "theirs")
    assert not store.started_by("run-2", "mine")


def test_a_small_result_is_kept_in_its_event_and_a_large_one_as_a_blob():
    store = Store()
    assert store.keep({"text": "Grüße"}) == Text(inline='{"text":"Grüße"}')
    large = store.keep({"text": "é" * INLINE_LIMIT})
    assert large.inline is None
    assert store.blobs.get(large.blob).decode() == '{"text":"' + "é" * INLINE_LIMIT + '"}'


def test_the_results_of_completed_stages_are_read_by_name():
    pipeline = Pipeline(answering({"title": "x" * INLINE_LIMIT}))
    execution = pipeline.run("bare")
    assert pipeline.executions.results(execution) == {"write": {"title": "x" * INLINE_LIMIT}}
    assert pipeline.executions.result(execution, "write") == {"title": "x" * INLINE_LIMIT}


def test_a_stage_without_a_result_has_none():
    pipeline = Pipeline()
    execution = pipeline.executions.load(pipeline.start())
    assert pipeline.executions.result(execution, "read") is None
    assert pipeline.executions.results(execution) == {}


def test_the_input_is_kept_byte_for_byte():
    store = Store()
    store.start("run-1", blob=store.blobs.put(b"\xff\r\nLeague: A"))
    assert store.input(store.load("run-1")) == b"\xff\r\nLeague: A"


def test_what_a_commit_comes_to_is_what_is_loaded_afterwards():
    pipeline = Pipeline(answering({"title": "Note"}))
    execution_id = pipeline.start("bare")
    stage = pipeline.executions.load(execution_id).stages[0]
    committed = pipeline.executions.commit(
        execution_id, lambda e: decide_claim(e, stage, pipeline.time.clock()), actor="ana"
    )
    assert committed.execution == pipeline.executions.load(execution_id)


def test_a_commit_on_what_was_seen_earlier_decides_again_on_what_stands_now():
    pipeline = Pipeline()
    earlier = pipeline.executions.load(pipeline.start())
    pipeline.bus.drain()
    decided_on = []

    def decide(execution):
        decided_on.append(execution.sequence)
        return [(CANCEL_REQUESTED, {})]

    pipeline.executions.commit(earlier.id, decide, actor="ana", known=earlier)
    assert decided_on == [1, 5]


def test_the_latest_are_read_first_and_the_others_only_when_asked_for(monkeypatch):
    store = Store()
    for name in ("a", "c", "b"):
        store.start(name)
    loaded = []
    load = store.load
    monkeypatch.setattr(store, "load", lambda name: loaded.append(name) or load(name))
    assert next(store.latest_first()).id == "b"
    assert loaded == ["b"]
