"""Replay: rebuilt beside, then switched to; nothing is lost, doubled or seen to vanish."""

import threading

import pytest

from core.adapters.memory.projections import MemoryProjectionStore
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, StreamId
from core.projections.changes import Remove, Tally
from core.projections.projector import Projector
from core.projections.replaying import replay
from core.projections.store import Step
from core.projections.tables import PROMPT_CATALOG
from tests.builders_projections import History, everything, projected, rows
from tests.racing import PATIENCE, together

RUN = StreamId("executions/run-1")
CRASH_POINTS = ("replay.built", "projection.switching")


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    if request.param == "memory":
        return MemoryProjectionStore()
    return SqliteProjectionStore(tmp_path / "projections.sqlite", patience=30)


@pytest.fixture
def history() -> History:
    history = History()
    for number in range(5):
        history.write(f"workflows/w{number}", "Text.")
    history.run("run-1")
    return history


def spoil(store, history: History) -> None:
    """The store says what the log does not."""
    changes = (Remove(PROMPT_CATALOG, ("workflows", "w1")), Tally(("ana", "agents~x"), uses=9))
    at = store.position(CATALOGUE).sequence
    store.apply(Step(CATALOGUE, at, at + 1, None, changes))
    history.update("workflows/w0", "more")


def replayed(history: History, store, tell=lambda _step: None):
    return replay(history.log, history.blobs, store, tell)


def test_a_replay_fills_a_store_and_says_with_what(history, store):
    report = replayed(history, store)
    assert everything(store) == everything(projected(history))
    assert (report.streams, report.appends) == (2, 5 + history.log.head(RUN))
    assert report.rows["prompt_catalog"] == 5
    assert report.rows["leagues"] == 1


def test_a_replay_mends_what_the_log_does_not_say(history, store):
    projected(history, store)
    spoil(store, history)
    replayed(history, store)
    assert everything(store) == everything(projected(history))


def test_a_replay_mends_a_position_ahead_of_the_log(history, store):
    projected(history, store)
    at = store.position(RUN).sequence
    store.apply(Step(RUN, at, at + 5, None, ()))
    replayed(history, store)
    assert everything(store) == everything(projected(history))


def test_events_that_arrive_during_a_replay_are_neither_lost_nor_doubled(history, store):
    projected(history, store)
    live = Projector(history.log, history.blobs, store)
    news = iter(["w0", "w1", "w2"])

    def arrive(_step) -> None:
        name = next(news, None)
        if name is not None:
            history.update(f"workflows/{name}", "more")
            live.catch_up()

    replayed(history, store, arrive)
    live.catch_up()
    assert everything(store) == everything(projected(history))


def test_a_row_that_was_seen_does_not_go_when_a_replay_is_overtaken(history, store):
    live = Projector(history.log, history.blobs, store)

    def overtake(step) -> None:
        if step.stream == RUN and RUN not in seen:
            seen.add(RUN)
            history.write("agents/late", "Late.")
            live.catch_up()
            assert ("agents", "late") in keys()

    def keys() -> set[tuple]:
        return {(r["prompt_type"], r["prompt_name"]) for r in rows(store, PROMPT_CATALOG)}

    seen: set[StreamId] = set()
    replayed(history, store, overtake)
    assert ("agents", "late") in keys()


def test_readers_and_projectors_beside_replays_see_whole_tables_that_only_grow(history, store):
    projected(history, store)
    done = threading.Event()

    def replays() -> None:
        try:
            for _ in range(4):
                replayed(history, store)
        finally:
            done.set()

    def write() -> None:
        for number in range(8):
            history.update("workflows/w0", f"wish {number}")
            Projector(history.log, history.blobs, store).catch_up()

    def read() -> list[int]:
        seen = []
        while not done.is_set():
            found = rows(store, PROMPT_CATALOG)
            seen.append((len(found), found[0]["suggestions_count"]))
        return seen

    _, _, seen = together(replays, write, read)
    assert done.wait(PATIENCE)
    assert {count for count, _ in seen} <= {5}
    wishes = [wishes for _, wishes in seen]
    assert wishes == sorted(wishes)
    assert everything(projected(history, store)) == everything(projected(history))


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_replay_that_dies_before_the_switch_leaves_everything_as_it_was(history, store, point):
    projected(history, store)
    spoil(store, history)
    before = everything(store)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        replayed(history, store)
    assert everything(store) == before
    replayed(history, store)
    assert everything(store) == everything(projected(history))


def test_a_replay_that_dies_after_the_switch_has_switched(history, store):
    with crashing_at("replay.switched"), pytest.raises(SimulatedCrash):
        replayed(history, store)
    assert everything(store) == everything(projected(history))


def test_a_log_that_cannot_be_read_leaves_everything_as_it_was(history, store):
    projected(history, store)
    before = everything(store)
    history.append("executions/run-2", ("execution.started", {}))
    with pytest.raises(StorageUnavailable, match="executions/run-2 cannot be projected"):
        replayed(history, store)
    assert everything(store) == before
