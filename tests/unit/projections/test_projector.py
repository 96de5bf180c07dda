"""A projector: exactly once, whatever wakes it, whoever works beside it, wherever it dies."""

import logging

import pytest

from core.adapters.memory.projections import MemoryProjectionStore
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, StreamId
from core.events.minting import Mint
from core.projections.projector import Projector
from core.projections.tables import PROMPT_CATALOG, PROMPT_HISTORY
from tests.builders_projections import History, everything, projected, rows
from tests.racing import together

RUN = StreamId("executions/run-1")
CRASH_POINTS = (
    "projector.read",
    "projection.changed",
    "projection.committed",
    "projector.applied",
)


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    if request.param == "memory":
        return MemoryProjectionStore()
    return SqliteProjectionStore(tmp_path / "projections.sqlite", patience=30)


@pytest.fixture
def history() -> History:
    history = History()
    history.write("workflows/two", "Two stages.")
    history.run("run-1")
    history.run("run-2", end="failed", large=True)
    history.append("users/ana", ("user.prompt_rated", a_rating()))
    return history


def a_rating() -> dict:
    return {"ref": "stages/style.read", "version": 1, "rating": 4, "comment": None}


def a_projector(history: History, store, **options) -> Projector:
    return Projector(history.log, history.blobs, store, **options)


def test_all_streams_are_projected_unless_some_are_named(history, store):
    projector = a_projector(history, store)
    projector.catch_up([CATALOGUE])
    assert (len(rows(store, PROMPT_CATALOG)), rows(store, PROMPT_HISTORY)) == (1, [])
    projector.catch_up()
    positions = everything(store)["positions"]
    assert {s: p.sequence for s, p in positions.items()} == {
        stream: history.log.head(stream)
        for stream in (CATALOGUE, RUN, "executions/run-2", "users/ana")
    }


@pytest.mark.parametrize("chunk", [1, 2, 3, 200])
def test_waking_again_and_in_any_order_changes_nothing(history, store, chunk):
    expected = everything(projected(history))
    projector = a_projector(history, store, chunk=chunk)
    for streams in (["executions/run-2"], [RUN, RUN], None, [CATALOGUE], [RUN], None):
        projector.catch_up(streams)
    assert everything(store) == expected


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_killed_at_any_commit_the_next_projector_comes_to_the_same_rows(history, store, point):
    expected = everything(projected(history))
    crashes = 0
    while True:
        try:
            with crashing_at(point):
                a_projector(history, store, chunk=2).catch_up()
            break
        except SimulatedCrash:
            crashes += 1
            # Where nothing was committed, the next one would die at the same place.
            a_projector(history, store, chunk=1).catch_up([CATALOGUE])
            if point in ("projector.read", "projection.changed"):
                a_projector(history, store, chunk=2).catch_up()
    assert crashes > 0
    assert everything(store) == expected


def test_projectors_at_the_same_time_come_to_the_rows_of_one(history, store):
    expected = everything(projected(history))
    together(*[lambda: a_projector(history, store, chunk=1).catch_up()] * 4)
    assert everything(store) == expected


def test_a_projector_that_was_overtaken_goes_on_where_the_other_left_off(history, store):
    other = a_projector(history, store)
    overtaken = a_projector(history, store, chunk=2, tell=lambda _step: other.catch_up())
    overtaken.catch_up()
    assert everything(store) == everything(projected(history))


def test_a_stream_that_cannot_be_read_keeps_no_other_from_being_projected(history, store):
    history.append("executions/run-3", ("execution.started", {"workflow": "w"}))
    history.append("executions/run-3", ("execution.completed", {}))
    faults = a_projector(history, store).catch_up()
    assert list(faults) == ["executions/run-3"]
    assert store.position(StreamId("executions/run-3")).sequence == 0
    assert store.position(RUN).sequence == history.log.head(RUN)


def test_what_comes_before_an_append_that_cannot_be_read_is_projected(history, store):
    history.append(RUN, ("execution.cancel_requested", {}))
    head = history.log.head(RUN)
    history.append(RUN, ("execution.failed", {"error": "e"}), ("stage.failed", {}))
    for _ in range(2):
        assert list(a_projector(history, store).catch_up()) == [RUN]
        assert store.position(RUN).sequence == head
    assert rows(store, PROMPT_HISTORY)[0]["failed"] == 1  # run-2's, not that of the odd append


def test_an_event_of_a_newer_release_waits_for_an_upgrade(history, store):
    event = Mint().event("prompt.created", 9, {}, actor="ana")
    history.log.append(CATALOGUE, [event], expected=history.log.head(CATALOGUE))
    (fault,) = a_projector(history, store).catch_up().values()
    assert "newer release" in str(fault)
    assert store.position(CATALOGUE).sequence == 1


def test_a_blob_that_is_missing_is_waited_for(history, store):
    events = history.log.read(StreamId("executions/run-2"))
    name = next(e.data["result"]["blob"] for e in events if e.data.get("result", {}).get("blob"))
    content = history.blobs._contents.pop(name)
    projector = a_projector(history, store)
    (fault,) = projector.catch_up().values()
    assert isinstance(fault, StorageUnavailable)
    history.blobs.put(content)
    assert projector.catch_up() == {}
    assert everything(store) == everything(projected(history))


class Failing(MemoryProjectionStore):
    """A store whose disk is full until `left` calls have failed."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def apply(self, step):
        if self.left:
            self.left -= 1
            raise StorageUnavailable("the disk is full; free some disk space")
        return super().apply(step)


def test_who_wakes_a_projector_is_not_troubled_by_its_failure(history, caplog):
    store = Failing(left=2)
    projector = a_projector(history, store)
    with caplog.at_level(logging.WARNING):
        projector.wake()
        projector.wake()
    (record,) = caplog.records
    assert "lags behind: the disk is full; free some disk space" in record.getMessage()
    projector.wake()
    assert everything(store) == everything(projected(history))


def test_a_store_that_fails_is_not_asked_again_for_every_stream(history):
    store = Failing(left=100)
    with pytest.raises(StorageUnavailable):
        a_projector(history, store).catch_up()
    assert store.left == 99


def test_a_complaint_is_told_again_once_it_had_gone(history, caplog):
    store = Failing(left=1)
    projector = a_projector(history, store)
    with caplog.at_level(logging.WARNING):
        projector.wake()
        projector.wake()
        store.left = 1
        history.update("workflows/two", "more")
        projector.wake()
    assert len(caplog.records) == 2
