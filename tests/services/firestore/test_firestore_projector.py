"""Projecting into Firestore: exactly once, whoever wakes it, beside whom, wherever it dies."""

from typing import Any

import pytest
from google.api_core import exceptions

from core.adapters.firestore import parts
from core.adapters.firestore.connection import Connection
from core.adapters.firestore.control import Control
from core.adapters.firestore.documents import Documents, Found, Write
from core.adapters.firestore.places import CONTROL, path_of, position_path
from core.adapters.firestore.projections import FirestoreProjectionStore
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, StreamId
from core.projections.changes import Elect, Tally
from core.projections.projector import Projector
from core.projections.store import ProjectionsDamaged, ReplayUnfinished, Step
from core.projections.tables import (
    EXECUTION_PROGRESS,
    PROMPT_HISTORY,
    PROMPT_ITEMS,
    PROMPT_PREFERENCES,
    VERSION,
)
from core.projections.targets import FIRESTORE
from tests.builders_projections import History, everything, projected, rows
from tests.contract.projection_store import a_put, a_step
from tests.racing import together

RUN = StreamId("executions/run-1")
PREFERENCES = {"detail_level": "full", "output_format": "all", "favorite_workflows": ["two"]}
RATING = {"ref": "stages/style.read", "version": 1, "rating": 4, "comment": None}
CRASH_POINTS = (
    "projector.read",
    "projection.changed",
    "projection.part_committed",
    "projection.committed",
    "projector.applied",
)


@pytest.fixture
def history() -> History:
    history = History()
    history.write("workflows/two", "Two stages.")
    history.run("run-1", used=("agents/a@1", "stages/style.read@1"))
    history.run("run-2", end="failed", large=True)
    history.append(
        "users/ana", ("user.prompt_rated", RATING), ("user.preferences_set", PREFERENCES)
    )
    return history


def expected(history: History) -> dict[str, Any]:
    return dict(everything(projected(history, target=FIRESTORE)))


def document(connection: Connection, path: str) -> dict[str, Any] | None:
    return connection.client().document(path).get().to_dict()


def test_documents_stand_where_frontends_look_for_them(history, store, connection):
    projected(history, store)
    preferences = document(connection, "users/ana/prompt_preferences/current")
    assert {name: preferences[name] for name in PREFERENCES} == PREFERENCES
    used = document(connection, "users/ana/prompt_history/stages~style.read")
    assert used["feedback_ratings"] == {"1": 4}
    assert {"total_uses", "success_rate", "last_used"} <= used.keys()
    assert document(connection, "prompts/workflows/items/two")["text"] == "Two stages."
    assert document(connection, "executions/run-1")["status"] == "completed"
    assert document(connection, "projection_positions/catalogue")["sequence"] == 1


def test_firestore_keeps_what_routing_sends_there_and_nothing_else(history, store):
    history.write("workflows/elsewhere", "Not here.", routing=("supabase",))
    history.write("agents/user_greeter", "Here.", routing=("firestore",))
    projected(history, store)
    assert [r["prompt_name"] for r in rows(store, PROMPT_ITEMS)] == ["user_greeter", "two"]
    assert store.position(CATALOGUE).sequence == history.log.head(CATALOGUE)


def test_waking_again_and_in_any_order_changes_nothing(history, store):
    projector = Projector(history.log, history.blobs, store, chunk=2)
    for streams in (["users/ana"], ["executions/run-2"], [RUN, RUN], None, [CATALOGUE], [RUN]):
        projector.catch_up(streams)
    assert everything(store) == expected(history)


def test_projectors_at_the_same_time_come_to_the_rows_of_one(history, connection):
    def follow() -> None:
        store = FirestoreProjectionStore(connection.client)
        Projector(history.log, history.blobs, store, chunk=1).catch_up()

    together(*[follow] * 3)
    assert everything(FirestoreProjectionStore(connection.client)) == expected(history)


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_killed_at_any_commit_the_next_projector_comes_to_the_same_rows(
    history, store, point, monkeypatch
):
    monkeypatch.setattr(parts, "WRITES", 2)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        Projector(history.log, history.blobs, store).catch_up()
    projected(history, store)
    assert everything(store) == expected(history)


class Unacknowledged(Documents):
    """Commits, and then the answer is lost: every time, or `times`."""

    def __init__(self, *args: Any, times: int = 1) -> None:
        super().__init__(*args)
        self.times = times

    def commit(self, writes, fence=None):
        time = super().commit(writes, fence)
        if self.times:
            self.times -= 1
            raise StorageUnavailable("Firestore: 503 the connection was reset; try again")
        return time


def test_a_commit_whose_acknowledgement_was_lost_is_not_made_again(history, connection):
    store = FirestoreProjectionStore(connection.client)
    store._documents = Unacknowledged(connection.client, times=3)
    projector = Projector(history.log, history.blobs, store, chunk=3)
    failures = 0
    while True:
        try:
            projector.catch_up()
            break
        except StorageUnavailable:
            failures += 1
    assert failures == 3
    assert everything(store) == expected(history)


def many_uses(count: int) -> Step:
    tallies = [Tally(("ana", f"agents~a{n % 7}"), uses=1) for n in range(count)]
    return Step(RUN, 0, 1, {"seen": count}, tallies)


def uses(store) -> list[int]:
    return [row["total_uses"] for row in rows(store, PROMPT_HISTORY)]


def test_a_step_too_large_for_a_commit_takes_several_and_counts_once(store, monkeypatch):
    monkeypatch.setattr(parts, "WRITES", 3)
    assert store.apply(many_uses(25))
    assert uses(store) == [4, 4, 4, 4, 3, 3, 3]
    assert store.position(RUN).sequence == 1
    assert not store.apply(many_uses(25))


def test_a_step_of_large_documents_is_cut_by_its_bytes(store, monkeypatch):
    monkeypatch.setattr(parts, "BYTES", 4096)
    puts = [a_put(f"a{n}", table=PROMPT_ITEMS, text="x" * 3000) for n in range(5)]
    with crashing_at("projection.part_committed"), pytest.raises(SimulatedCrash):
        store.apply(a_step(*puts))
    assert len(rows(store, PROMPT_ITEMS)) == 1
    assert store.apply(a_step(*puts))
    assert len(rows(store, PROMPT_ITEMS)) == 5


def test_a_step_that_died_between_parts_is_finished_by_another_that_cuts_otherwise(
    store, monkeypatch
):
    monkeypatch.setattr(parts, "WRITES", 3)
    with crashing_at("projection.part_committed"), pytest.raises(SimulatedCrash):
        store.apply(many_uses(25))
    assert store.position(RUN).sequence == 0
    # The next one reads further than the one that died, or less far.
    monkeypatch.setattr(parts, "WRITES", 5)
    assert store.apply(Step(RUN, 0, 2, "two", [*many_uses(25).changes, *many_uses(7).changes]))
    assert uses(store) == [5, 5, 5, 5, 4, 4, 4]
    assert store.position(RUN).state == "two"


def test_a_step_that_ends_before_what_was_done_already_does_nothing_again(store, monkeypatch):
    first, second = many_uses(2), many_uses(3)
    both = Step(RUN, 0, 2, "two", [*first.changes, *second.changes])
    monkeypatch.setattr(parts, "WRITES", 2)
    with crashing_at("projection.part_committed"), pytest.raises(SimulatedCrash):
        store.apply(both)  # four of the five: two documents, twice each
    assert store.apply(first)
    assert store.position(RUN).sequence == 1
    assert store.apply(Step(RUN, 1, 2, "two", second.changes))
    assert uses(store) == [2, 2, 1]


def test_projectors_racing_at_a_large_step_count_each_use_once(store, monkeypatch):
    monkeypatch.setattr(parts, "WRITES", 2)
    done = together(*[lambda: store.apply(many_uses(14))] * 3)
    assert True in done or store.position(RUN).sequence == 1
    assert uses(store) == [2] * 7


ODD = [
    {"": 1},
    {"__json": "x"},
    {"__name__": 1},
    [[1, 2], [3]],
    {"a": [[]]},
    {"a.b": {"c/d": "`"}},
    2**64 - 1,
    -(2**63),
    1.0,
    "\u0000\u2028",
    None,
    [],
    {"deep": [{"deep": [{"deep": [{"deep": [{"deep": [{"deep": [{"deep": [{}]}]}]}]}]}]}]},
    {"a" * 1600: 1},
]


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_what_firestore_cannot_hold_as_it_is_comes_back_all_the_same(store, value):
    metadata = {"value": value}
    for _ in range(4):
        metadata = {"in": metadata}
    store.apply(a_step(a_put(table=PROMPT_ITEMS, metadata=metadata)))
    ((row),) = rows(store, PROMPT_ITEMS)
    assert row["metadata"] == metadata
    assert type(value) is not float or "1.0" in str(row["metadata"])


@pytest.mark.parametrize("name", [".", "..", "__a__", "a/b", "a%2Fb", "%", "é" * 100])
def test_names_that_firestore_would_not_take_are_names_of_documents(store, name):
    store.apply(a_step(a_put(name, table=PROMPT_ITEMS)))
    assert [row["prompt_name"] for row in rows(store, PROMPT_ITEMS)] == [name]


def test_others_documents_of_the_same_names_are_none_of_ours(history, store, connection):
    client = connection.client()
    for path in ("shops/a/items/b", "prompts/a/items/b/items/c", "executions/run-1/notes/a"):
        client.document(path).set({"of": "others"})
    projected(history, store)
    assert everything(store) == expected(history)


def test_leagues_are_not_kept_here(store):
    with pytest.raises(ValueError, match="keeps no leagues"):
        store.apply(a_step(Elect("run-1")))


@pytest.mark.parametrize(
    ("path", "fields", "what"),
    [
        (CONTROL, {"version": "x"}, "control document"),
        (position_path(CATALOGUE), {"sequence": "many"}, "position of catalogue"),
        (path_of(PROMPT_ITEMS, ("agents", "a")), {"version": 1}, "prompts/agents/items/a"),
        ("users/ana/prompt_preferences/other", {}, "users/ana/prompt_preferences/other"),
        (
            path_of(EXECUTION_PROGRESS, ("run-1",)),
            dict.fromkeys(EXECUTION_PROGRESS.columns, "x"),
            "executions/run-1",
        ),
    ],
)
def test_damage_is_named_with_its_remedy_and_a_switch_heals_it(
    store, connection, path, fields, what
):
    store.apply(a_step(a_put(table=PROMPT_ITEMS)))
    connection.client().document(path).set(fields)
    with pytest.raises(ProjectionsDamaged, match=rf"{what} is damaged .*replay --target firestore"):
        everything(store)
    with store.beside() as fresh:
        fresh.apply(a_step(a_put("b", table=PROMPT_ITEMS)))
        assert list(store.switch(fresh, lambda _: 1)) == []
    assert [row["prompt_name"] for row in rows(store, PROMPT_ITEMS)] == ["b"]
    assert rows(store, EXECUTION_PROGRESS) == rows(store, PROMPT_PREFERENCES) == []
    assert store.apply(a_step(a_put("c", table=PROMPT_ITEMS), after=1))


@pytest.mark.parametrize(
    ("version", "words"), [(VERSION + 1, "newer release; upgrade"), (VERSION - 1, "older")]
)
def test_a_database_of_another_release_is_left_alone_until_a_replay(
    store, connection, version, words
):
    store.apply(a_step(a_put(table=PROMPT_ITEMS)))
    connection.client().document(CONTROL).set(Control(version=version).fields())
    for use in (
        lambda: store.apply(a_step(after=1)),
        lambda: rows(store, PROMPT_ITEMS),
        lambda: store.position(CATALOGUE),
    ):
        with pytest.raises(StorageUnavailable, match=words):
            use()
    with store.beside() as fresh:
        assert list(store.switch(fresh, lambda _: 1)) == []
    assert (rows(store, PROMPT_ITEMS), store.position(CATALOGUE).sequence) == ([], 0)


def test_nothing_is_projected_while_a_replay_writes_and_readers_see_rows(store, connection):
    store.apply(a_step(a_put(table=PROMPT_ITEMS)))
    closed = Control(switch=3, state="writing", part=2)
    connection.client().document(CONTROL).set(closed.fields())
    with pytest.raises(ReplayUnfinished, match="has written 2 parts"):
        store.apply(a_step(after=1))
    assert (store.position(CATALOGUE).sequence, len(rows(store, PROMPT_ITEMS))) == (1, 1)


def test_a_commit_that_a_replay_forestalls_changes_nothing(store, connection):
    """The replay closes the store after the projector has looked, and before it commits."""
    store.apply(a_step(a_put(table=PROMPT_ITEMS)))
    control = connection.client().document(CONTROL)

    class Late(Documents):
        def fence(self, path):
            control.set(Control(switch=1, state="writing").fields())
            return super().fence(path)

    store._documents = Late(connection.client)
    with pytest.raises(ReplayUnfinished):
        store.apply(a_step(a_put("b", table=PROMPT_ITEMS), after=1))
    assert len(rows(store, PROMPT_ITEMS)) == 1


def test_a_condition_that_does_not_hold_is_told_apart_from_an_outage(connection):
    documents = Documents(connection.client)
    documents.commit([Write("a/b", {"n": 1}, Found())])
    for write in (
        Write("a/b", {"n": 2}, Found()),
        Write("a/b", None, Found({}, documents.get(["a/b"])["a/b"].since.replace(year=2000))),
        Write("a/c", {"n": 2}, documents.get(["a/b"])["a/b"]),
    ):
        with pytest.raises(Exception, match="Firestore") as caught:
            documents.commit([Write("a/d", {}), write])
        assert type(caught.value).__name__ == "Overtaken"
        assert isinstance(caught.value.__cause__.__cause__, exceptions.GoogleAPICallError)
    assert documents.get(["a/b", "a/d"])["a/d"] == Found()
