"""Replay into Firestore: right documents under live events, none doubled, none seen to vanish."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from core.adapters.firestore import parts
from core.adapters.firestore.control import Control, control_of
from core.adapters.firestore.documents import Documents, Write
from core.adapters.firestore.places import CONTROL
from core.adapters.firestore.projections import FirestoreProjectionStore
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, StreamId
from core.projections.changes import Remove, Tally
from core.projections.projector import Projector
from core.projections.replaying import replay
from core.projections.store import ReplayUnfinished, Step
from core.projections.tables import PROMPT_HISTORY, PROMPT_ITEMS, VERSION
from core.projections.targets import FIRESTORE
from tests.builders_projections import History, everything, projected, rows
from tests.racing import PATIENCE, together

RUN = StreamId("executions/run-1")
NAMES = [f"w{number}" for number in range(6)]


@pytest.fixture
def history() -> History:
    history = History()
    for name in NAMES:
        history.write(f"workflows/{name}", "Text.")
    history.run("run-1")
    history.run("run-2", end="failed")
    return history


def expected(history: History) -> dict[str, Any]:
    return dict(everything(projected(history, target=FIRESTORE)))


def replayed(history: History, store, tell: Callable[[Step], None] = lambda _step: None):
    return replay(history.log, history.blobs, store, tell)


def spoil(store, history: History) -> None:
    """The documents say what the log does not."""
    at = store.position(CATALOGUE)
    gone = Remove(PROMPT_ITEMS, ("workflows", "w1"))
    store.apply(Step(CATALOGUE, at.sequence, at.sequence + 1, at.state, (gone,)))
    at = store.position(RUN)
    twice = Tally(("ana", "agents~x"), uses=9)
    store.apply(Step(RUN, at.sequence, at.sequence + 2, at.state, (twice,)))
    history.update("workflows/w0", "more")


def control(store) -> Control:
    return control_of(store._documents.get([CONTROL])[CONTROL].fields)


def items(store) -> set[str]:
    return {row["prompt_name"] for row in rows(store, PROMPT_ITEMS)}


def test_a_replay_fills_an_empty_database_and_says_with_what(history, store):
    report = replayed(history, store)
    assert everything(store) == expected(history)
    assert (report.streams, report.rows["prompt_items"]) == (3, 6)
    assert set(report.rows) == {table.name for table in FIRESTORE.tables}


@pytest.mark.parametrize("writes", [400, 2])
def test_a_replay_mends_what_the_log_does_not_say(history, store, writes, monkeypatch):
    projected(history, store)
    spoil(store, history)
    monkeypatch.setattr(parts, "WRITES", writes)
    replayed(history, store)
    assert everything(store) == expected(history)
    assert control(store).state == "open"


def test_a_replay_writes_only_what_differs(history, store, connection):
    projected(history, store)
    before = {path: found(connection, path).update_time for path in PATHS}
    connection.client().document(PATHS[1]).update({"status": "spoilt"})
    replayed(history, store)
    after = {path: found(connection, path) for path in PATHS}
    assert after[PATHS[1]].get("status") == "completed"
    unchanged = {path for path in PATHS if after[path].update_time == before[path]}
    assert unchanged == set(PATHS) - {PATHS[1]}


PATHS = [
    "prompts/workflows/items/w0",
    "executions/run-1",
    "executions/run-2",
    "projection_positions/catalogue",
]


def found(connection, path: str):
    return connection.client().document(path).get()


@pytest.mark.parametrize("writes", [400, 3])
def test_events_that_arrive_during_a_replay_are_neither_lost_nor_doubled(
    history, store, writes, monkeypatch
):
    projected(history, store)
    monkeypatch.setattr(parts, "WRITES", writes)
    news = iter(range(3))

    def arrive(_step: Step) -> None:
        number = next(news, None)
        if number is not None:
            history.update(f"workflows/w{number}", "more")
            history.run(f"late-{number}")
            projected(history, store)

    replayed(history, store, arrive)
    assert everything(projected(history, store)) == expected(history)


def test_readers_and_projectors_beside_replays_see_whole_collections(history, connection):
    """Everything at once: live events, their projectors, spoilt documents, replays in parts."""
    store = FirestoreProjectionStore(connection.client)
    projected(history, store)
    done = threading.Event()

    def replays() -> None:
        mine = FirestoreProjectionStore(connection.client)
        try:
            for number in range(3):
                connection.client().document("executions/run-2").update({"status": str(number)})
                replayed(history, mine)
        finally:
            done.set()

    def live() -> None:
        mine = Projector(history.log, history.blobs, FirestoreProjectionStore(connection.client))
        for number in range(6):
            history.run(f"live-{number}")
            history.update("workflows/w0", f"wish {number}")
            caught_up(mine)

    def read() -> list[tuple[int, int, int]]:
        seen = []
        while not done.is_set():
            with store.reading() as reading:
                documents = list(reading.rows(PROMPT_ITEMS))
                history_rows = list(reading.rows(PROMPT_HISTORY))
            wishes = len(documents[0]["suggestions"])
            seen.append((len(documents), wishes, sum(r["total_uses"] for r in history_rows)))
        return seen

    _, _, seen = together(replays, live, read)
    assert done.wait(PATIENCE)
    assert {count for count, _, _ in seen} == {6}
    assert [(wishes, uses) for _, wishes, uses in seen] == sorted(
        (wishes, uses) for _, wishes, uses in seen
    )
    assert everything(projected(history, store)) == expected(history)


def caught_up(projector: Projector) -> None:
    """Catch up, however often a replay is in the way."""
    while True:
        try:
            assert projector.catch_up() == {}
            return
        except ReplayUnfinished:
            pass


def test_a_replay_that_dies_before_it_writes_leaves_projectors_at_work(history, store):
    projected(history, store)
    spoil(store, history)
    before = everything(store)
    with crashing_at("projection.switching"), pytest.raises(SimulatedCrash):
        replayed(history, store)
    assert everything(store) == before
    assert store.apply(Step(StreamId("users/ben"), 0, 1, None, ()))


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_replay_that_dies_between_its_parts_is_taken_over_by_the_next(
    history, store, writes, monkeypatch
):
    projected(history, store)
    spoil(store, history)
    monkeypatch.setattr(parts, "WRITES", writes)
    with crashing_at("projection.part_switched"), pytest.raises(SimulatedCrash):
        replayed(history, store)
    assert items(store) >= {"w0", "w2", "w3", "w4", "w5"}
    history.run("run-3")
    with pytest.raises(ReplayUnfinished, match="replay --target firestore"):
        Projector(history.log, history.blobs, store).catch_up([StreamId("executions/run-3")])
    replayed(history, store)
    assert everything(store) == expected(history)
    assert control(store).state == "open"
    assert everything(projected(history, store)) == expected(history)


def test_a_projector_calls_an_announcement_off_and_the_replay_reads_anew(history, store):
    projected(history, store)
    spoil(store, history)
    store.apply(Step(StreamId("users/ben"), 0, 1, None, ()))
    rivals = iter(["users/cleo", "users/dora", "users/emil"])
    came_to: list[str] = []

    class Rival(Documents):
        """Another projector commits whenever the replay has read everything."""

        def commit(self, writes, fence=None):
            rival = next(rivals, None) if len(writes) > 1 else None
            if rival is not None:
                try:
                    assert other.apply(Step(StreamId(rival), 0, 1, None, ()))
                    came_to.append("projected")
                except ReplayUnfinished:
                    came_to.append("waits")
            return super().commit(writes, fence)

    other = FirestoreProjectionStore(store._documents._connected)
    store._documents = Rival(store._documents._connected)
    with store.beside() as fresh:
        projected(history, fresh)
        for user in ("ben", "cleo", "dora", "emil"):
            fresh.apply(Step(StreamId(f"users/{user}"), 0, 1, None, ()))
        assert list(store.switch(fresh, history.log.head)) == []
    # The third time the store is closed at once, so that a replay ends under any load.
    assert came_to == ["projected", "projected", "waits"]
    assert rows(store, PROMPT_ITEMS) == rows(projected(history), PROMPT_ITEMS)
    assert control(store).state == "open"


class Unacknowledged(Documents):
    """Every commit is made, and every second answer is lost."""

    lost = 0

    def commit(self, writes: list[Write], fence=None):
        time = super().commit(writes, fence)
        if len(writes) > 1:
            self.lost += 1
            if self.lost % 2:
                raise StorageUnavailable("Firestore: 503 the connection was reset; try again")
        return time


def test_a_part_whose_acknowledgement_was_lost_is_recognised(history, store, monkeypatch):
    projected(history, store)
    spoil(store, history)
    monkeypatch.setattr(parts, "WRITES", 1)
    store._documents = Unacknowledged(store._documents._connected)
    replayed(history, store)
    assert everything(store) == expected(history)
    assert store._documents.lost > 2


def test_of_two_replays_the_later_one_goes_on_alone(history, store, monkeypatch):
    projected(history, store)
    spoil(store, history)
    monkeypatch.setattr(parts, "WRITES", 2)
    other = FirestoreProjectionStore(store._documents._connected)

    class Slow(Documents):
        parts = 0

        def commit(self, writes, fence=None):
            if len(writes) > 1:
                self.parts += 1
                if self.parts == 2:
                    replayed(history, other)
            return super().commit(writes, fence)

    store._documents = Slow(store._documents._connected)
    with pytest.raises(StorageUnavailable, match="another replay has taken over"):
        replayed(history, store)
    assert everything(store) == expected(history)


def test_a_replay_brings_an_older_releases_documents_up_to_date(history, store, connection):
    projected(history, store)
    connection.client().document("executions/run-1").set({"shape": "of old"})
    connection.client().document(CONTROL).update({"version": VERSION - 1})
    with pytest.raises(StorageUnavailable, match="older release; run `promptintel replay"):
        projected(history, store)
    replayed(history, store)
    assert everything(store) == expected(history)


def test_documents_whose_positions_were_lost_are_not_counted_again(history, store, connection):
    projected(history, store)
    for position in connection.client().collection("projection_positions").stream():
        position.reference.delete()
    replayed(history, store)
    assert everything(store) == expected(history)
