"""Replay into Supabase: right rows under live events, none doubled, none seen to vanish."""

import functools
import threading
from collections.abc import Callable

import httpx
import psycopg
import pytest

from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, StreamId
from core.projections.comparing import differences
from core.projections.projector import Projector
from core.projections.replaying import replay
from core.projections.store import Step
from core.projections.tables import LEAGUE_EXAMPLES, PROMPT_CATALOG, VERSION
from core.projections.targets import SUPABASE
from tests.builders_projections import History, everything, projected, rows
from tests.contract.projection_store import a_put, a_step, nowhere
from tests.racing import PATIENCE, together
from tests.services.conftest import until
from tests.services.supabase.emptying import answers

RUN = StreamId("executions/run-1")
NAMES = [f"w{number}" for number in range(6)]


@pytest.fixture
def history() -> History:
    history = History()
    for name in NAMES:
        history.write(f"workflows/{name}", "Text.")
    history.write("examples/rowing", '{"sport": "Rowing"}')
    history.run("run-1")
    history.run("run-2", end="failed", league="l-2")
    rated = {"ref": "agents/a", "version": 1, "rating": 4, "comment": None}
    history.append("users/ana", ("user.prompt_rated", rated))
    return history


def expected(history: History):
    return everything(projected(history, target=SUPABASE))


def replayed(history: History, store, tell: Callable[[Step], None] = lambda _step: None):
    return replay(history.log, history.blobs, store, tell)


def spoil(database: psycopg.Connection) -> None:
    """The rows say what the log does not."""
    database.execute("delete from prompt_catalog where prompt_name = 'w1'")
    database.execute("update leagues set readiness = 3")
    database.execute("insert into league_examples (prompt_name, sport) values ('odd', 'Chess')")


def found(history: History, store) -> list[str]:
    with store.reading() as kept:
        told = differences(kept, store, history.log, history.blobs)
        return sorted(f"{one.where}: {one.problem}" for one in told)


def test_a_replay_fills_an_empty_database_and_says_with_what(history, store):
    report = replayed(history, store)
    assert everything(store) == expected(history)
    assert (report.streams, report.rows["prompt_catalog"]) == (4, 7)
    assert set(report.rows) == {table.name for table in SUPABASE.tables}


def test_a_replay_mends_what_the_log_does_not_say_and_verify_names_each_difference(
    history, store, database
):
    projected(history, store)
    assert found(history, store) == []
    spoil(database)
    assert found(history, store) == [
        "league_examples odd: the log has no such row",
        "leagues l-1: the log says otherwise of readiness",
        "leagues l-2: the log says otherwise of readiness",
        "prompt_catalog workflows/w1: the row is missing",
    ]
    replayed(history, store)
    assert found(history, store) == []
    assert everything(store) == expected(history)


def test_a_replay_mends_a_position_ahead_of_the_log(history, store):
    projected(history, store)
    at = store.position(RUN)
    store.apply(Step(RUN, at.sequence, at.sequence + 5, at.state, ()))
    replayed(history, store)
    assert everything(store) == expected(history)


def test_rows_that_are_right_are_left_alone_with_their_ids(history, store, database):
    projected(history, store)
    select = "select id, prompt_name, xmin::text from league_examples"
    before = database.execute(select).fetchall()
    spoil(database)
    replayed(history, store)
    assert database.execute(select).fetchall() == before


def test_events_that_arrive_during_a_replay_are_neither_lost_nor_doubled(history, store):
    projected(history, store)
    live = Projector(history.log, history.blobs, store)
    news = iter(NAMES)

    def arrive(_step) -> None:
        name = next(news, None)
        if name is not None:
            history.update(f"workflows/{name}", "more")
            history.run(f"run-{name}", league="l-1")
            live.catch_up()

    replayed(history, store, arrive)
    live.catch_up()
    assert everything(store) == expected(history)


def test_a_replay_that_was_overtaken_sends_the_difference_only(
    history, store, project, monkeypatch
):
    projected(history, store)
    sent: list[int] = []
    call = project.call

    def watch(function, **arguments):
        if function == "projection_send":
            sent.append(len(arguments["entries"]))
        if function == "projection_send" and len(sent) == 1:
            history.update("workflows/w0", "more")
            Projector(history.log, history.blobs, store).catch_up()
        return call(function, **arguments)

    monkeypatch.setattr(project, "call", watch)
    replayed(history, store)
    assert sent[0] > 15
    # The position of the catalogue, and two rows of the workflow.
    assert sent[1:] == [3]
    assert everything(store) == expected(history)


def test_readers_over_rest_see_whole_tables_that_only_grow_beside_replays_and_projectors(
    history, store, local
):
    projected(history, store)
    done = threading.Event()

    def replays() -> None:
        try:
            for _ in range(3):
                replayed(history, store)
        finally:
            done.set()

    def write() -> None:
        for number in range(6):
            history.update("workflows/w0", f"wish {number}")
            Projector(history.log, history.blobs, store).catch_up()

    def read() -> list[tuple[int, int]]:
        seen = []
        headers = {"apikey": local.anon_key}
        headers["Authorization"] = f"Bearer {local.token('authenticated', 'ana')}"
        with httpx.Client(base_url=f"{local.url}/rest/v1/", headers=headers) as reader:
            while not done.is_set():
                answer = reader.get("prompt_catalog?prompt_type=eq.workflows&order=prompt_name")
                catalogue = answer.json()
                seen.append((len(catalogue), catalogue[0]["suggestions_count"]))
        return seen

    _, _, seen = together(replays, write, read)
    assert done.wait(PATIENCE)
    assert {count for count, _ in seen} == {6}
    wishes = [wishes for _, wishes in seen]
    assert wishes == sorted(wishes)
    assert everything(projected(history, store)) == expected(history)


@pytest.mark.parametrize("point", ["replay.built", "projection.switching"])
def test_a_replay_that_dies_before_the_switch_leaves_everything_as_it_was(
    history, store, database, point
):
    projected(history, store)
    spoil(database)
    before = everything(store)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        replayed(history, store)
    assert everything(store) == before
    replayed(history, store)
    assert everything(store) == expected(history)


def test_what_a_dead_replay_left_lying_goes_with_a_later_one(history, store, database):
    database.execute("insert into projection_sets (made_at) values (now() - interval '2 days')")
    database.execute(
        "insert into projection_beside select set_id, 'leagues', array['l-1'], '{}' "
        "from projection_sets"
    )
    replayed(history, store)
    assert database.execute("select count(*) from projection_beside").fetchone() == (0,)
    assert database.execute("select count(*) from projection_sets").fetchone() == (0,)


def test_a_server_that_forgot_what_was_sent_does_not_empty_the_tables(history, store, local):
    """Rows beside are not logged: a server that crashes comes back without them."""
    projected(history, store)
    before = everything(store)

    with store.beside() as fresh:
        Projector(history.log, history.blobs, fresh).catch_up()
        fresh.send()
        local.crash_database()
        local.postgres.start()
        until(lambda: answers(store))
        with pytest.raises(StorageUnavailable, match="forgot a part of what was sent"):
            store.switch(fresh, history.log.head)
    assert everything(store) == before


@pytest.mark.parametrize(
    ("version", "words"), [(VERSION + 1, "newer release; upgrade"), (1, "older release; run")]
)
def test_rows_of_another_release_are_left_alone_until_a_replay(store, database, version, words):
    store.apply(a_step(a_put()))
    database.execute("update projection_format set version = %s", (version,))
    for use in (
        lambda: store.position(CATALOGUE),
        lambda: store.sequences(),
        lambda: store.apply(a_step(after=1)),
        lambda: rows(store, PROMPT_CATALOG),
    ):
        with pytest.raises(StorageUnavailable, match=words):
            use()
    with store.beside() as fresh:
        fresh.apply(a_step(a_put("b")))
        assert list(store.switch(fresh, nowhere)) == []
    assert [row["prompt_name"] for row in rows(store, PROMPT_CATALOG)] == ["b"]


def test_texts_that_postgres_cannot_hold_are_no_difference(history, store):
    body = '{"sport": "Ro\\u0000wing", "note": "a\\\\u0000b", "big": 1e22}'
    history.write("examples/odd", body)
    projected(history, store)
    (row,) = [row for row in rows(store, LEAGUE_EXAMPLES) if row["prompt_name"] == "odd"]
    assert row["sport"] == "Ro\ufffdwing"
    assert row["example_data"] == {"sport": "Ro\ufffdwing", "note": "a\\u0000b", "big": 1e22}
    assert found(history, store) == []


def test_a_function_has_the_time_that_it_says_it_needs(local, database):
    """A switch may take longer than other statements; PostgREST must hear of that."""
    database.execute(
        "create function public.slow() returns int language sql "
        "set statement_timeout = '100ms' as 'select 1 from pg_sleep(5)'"
    )
    try:
        headers = {"apikey": local.service_key, "Authorization": f"Bearer {local.service_key}"}
        with httpx.Client(base_url=local.url, headers=headers, timeout=30) as client:
            asked = functools.partial(client.post, "/rest/v1/rpc/slow", json={})
            # PostgREST hears of a new function a moment later.
            answer = next(answer for answer in iter(asked, None) if answer.status_code != 404)
            assert answer.json()["code"] == "57014"
    finally:
        database.execute("drop function public.slow()")
