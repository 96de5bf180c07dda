"""The projector against the real service: told twice, out of order, by two at once, and cut off."""

import logging
import threading
from time import monotonic

import pytest

from core.adapters.supabase.client import Patience, Project
from core.adapters.supabase.projections import SupabaseProjectionStore
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, StreamId
from core.projections.follower import Follower
from core.projections.projector import Projector
from core.projections.replaying import replay
from core.projections.targets import SUPABASE
from tests.builders_projections import History, everything, projected
from tests.racing import together
from tests.services.conftest import until
from tests.services.supabase.emptying import answers

RUNS = [f"run-{number}" for number in range(4)]


@pytest.fixture
def history() -> History:
    history = History()
    history.write("workflows/two", "Two.", metadata={"stages": [{"name": "a"}]})
    history.write("examples/rowing", '{"sport": "Rowing"}')
    for number, run in enumerate(RUNS):
        origin = RUNS[number - 1] if number == 2 else None
        history.run(run, league=f"l-{number % 2}", origin=origin)
    return history


def expected(history: History):
    return everything(projected(history, target=SUPABASE))


def up_to_date(store: SupabaseProjectionStore, history: History) -> bool:
    return answers(store) and everything(store) == expected(history)


def test_told_twice_and_out_of_order_it_comes_to_the_same(history, store):
    projector = Projector(history.log, history.blobs, store, chunk=2)
    streams = [StreamId(f"executions/{run}") for run in RUNS]
    for told in ([streams[3], streams[1]], [streams[1], CATALOGUE], [*streams, CATALOGUE], None):
        assert projector.catch_up(told) == {}
        assert projector.catch_up(told) == {}
    assert everything(store) == expected(history)


def test_projectors_that_race_carry_out_every_step_once(history, store):
    def follow() -> None:
        Projector(history.log, history.blobs, store, chunk=1).catch_up()

    together(*[follow] * 3)
    assert everything(store) == expected(history)


def test_elections_of_one_league_by_many_executions_at_once_end_with_the_latest(store):
    history = History()
    names = [f"run-{number}" for number in range(8)]
    for name in names:
        history.run(name, league="l-1")

    def follow(name: str) -> None:
        stream = StreamId(f"executions/{name}")
        Projector(history.log, history.blobs, store, chunk=1).catch_up([stream])

    together(*[lambda name=name: follow(name) for name in names])
    assert everything(store) == expected(history)


@pytest.mark.parametrize("part", ["postgrest", "postgres", "gateway"])
def test_a_service_that_stops_and_comes_back_loses_nothing_and_doubles_nothing(
    history, store, local, part, caplog
):
    projector = Projector(history.log, history.blobs, store, chunk=1)
    projector.catch_up([CATALOGUE])
    getattr(local, part).stop()
    history.run("run-late", league="l-1")
    with pytest.raises(StorageUnavailable, match="Supabase does not answer"):
        projector.catch_up()
    with caplog.at_level(logging.WARNING):
        projector.wake()
    assert "the projection lags behind: Supabase does not answer" in caplog.text
    getattr(local, part).start()
    until(lambda: projector.wake() is None and up_to_date(store, history))


def test_a_database_that_crashes_in_the_middle_of_a_load_is_caught_up_with(history, store, local):
    news = threading.Event()
    follower = Follower(Projector(history.log, history.blobs, store, chunk=1), news, every=0.05)
    with follower.following():
        until(lambda: store.position(CATALOGUE).sequence > 0)
        local.crash_database()
        began = monotonic()
        for number in range(20):
            history.update("workflows/two", f"wish {number}")
            news.set()
        # An update waits for no projection.
        assert monotonic() - began < 1.0
        local.postgres.start()
        until(lambda: up_to_date(store, history))


def test_a_step_whose_acknowledgement_is_lost_counts_once(history, local, project, monkeypatch):
    """The database commits, and the answer never arrives."""
    call = project.call
    lost = []

    def lose(function, **arguments):
        answer = call(function, **arguments)
        if function == "projection_apply" and not lost:
            lost.append(answer)
            raise StorageUnavailable("Supabase does not answer (ReadTimeout); try again shortly")
        return answer

    monkeypatch.setattr(project, "call", lose)
    store = SupabaseProjectionStore(project)
    projector = Projector(history.log, history.blobs, store, chunk=1)
    with pytest.raises(StorageUnavailable):
        projector.catch_up()
    assert lost == [True]
    projector.catch_up()
    assert everything(store) == expected(history)


def test_a_service_that_answers_nothing_is_given_up_within_the_deadline(local, database):
    """Another holds the lock that a step needs."""
    project = Project(local.url, local.service_key, Patience(connect=1, answer=0.5, long=0.5))
    store = SupabaseProjectionStore(project)
    history = History()
    history.write("agents/a", "A.")
    with database.transaction():
        database.execute("select pg_advisory_xact_lock(1346981460, 1)")
        began = monotonic()
        with pytest.raises(StorageUnavailable, match="ReadTimeout"):
            projected(history, store)
        assert monotonic() - began < 5
    until(lambda: projected(history, store) is store)
    assert everything(store) == expected(history)
    project.close()


def test_a_replay_without_the_service_says_so_and_changes_nothing(history, store, local):
    projected(history, store)
    before = everything(store)
    local.postgrest.stop()
    with pytest.raises(StorageUnavailable, match="Supabase does not answer"):
        replay(history.log, history.blobs, store, lambda _step: None)
    local.postgrest.start()
    until(lambda: answers(store))
    assert everything(store) == before
