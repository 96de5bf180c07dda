"""Firestore goes away in the middle and comes back: nothing lost, nothing counted twice."""

import logging
import threading
from collections.abc import Iterator
from time import monotonic

import pytest

from core.adapters.firestore.connection import EMULATOR, Connection
from core.adapters.firestore.projections import FirestoreProjectionStore
from core.errors import StorageUnavailable
from core.projections.follower import Follower
from core.projections.projector import Projector
from core.projections.replaying import replay
from core.projections.targets import FIRESTORE
from infra.local.firestore import FirestoreEmulator, missing
from tests.builders_projections import History, everything, projected
from tests.services.conftest import until

IMPATIENT = 2.0


@pytest.fixture(scope="module")
def own_emulator(tmp_path_factory) -> Iterator[FirestoreEmulator]:
    """One that may be stopped without others noticing."""
    lacking = missing()
    if lacking is not None:
        pytest.skip(lacking)
    with FirestoreEmulator(tmp_path_factory.mktemp("firestore")) as started:
        warm(started)
        yield started


def warm(emulator: FirestoreEmulator) -> None:
    """Let it load what its first answers need: they may take longer than we are patient here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(EMULATOR, emulator.address.environment[EMULATOR])
        connection = Connection("warm")
        history = History()
        history.run("run-1")
        projected(history, FirestoreProjectionStore(connection.client))
        connection.close()


@pytest.fixture
def store(own_emulator, project, monkeypatch) -> Iterator[FirestoreProjectionStore]:
    monkeypatch.setenv(EMULATOR, own_emulator.address.environment[EMULATOR])
    connection = Connection(project)
    yield FirestoreProjectionStore(connection.client, seconds=IMPATIENT)
    connection.close()


@pytest.fixture
def history() -> History:
    history = History()
    history.write("workflows/two", "Two stages.")
    history.run("run-1")
    return history


def expected(history: History):
    return everything(projected(history, target=FIRESTORE))


def up_to_date(store: FirestoreProjectionStore, history: History) -> bool:
    try:
        return everything(store) == expected(history)
    except StorageUnavailable:
        return False


def test_behind_a_network_that_is_cut_events_wait_and_then_count_once(
    own_emulator, store, history, caplog
):
    projector = Projector(history.log, history.blobs, store, chunk=1)
    projector.catch_up()
    history.run("run-2")
    own_emulator.pause()
    try:
        with caplog.at_level(logging.WARNING):
            projector.wake()
    finally:
        own_emulator.resume()
    assert "the projection lags behind: Firestore: " in caplog.text
    until(lambda: projector.wake() is None and up_to_date(store, history))


def test_a_commit_that_arrives_after_its_writer_gave_up_counts_once(own_emulator, store, history):
    """The service is cut off between the look at the documents and the commit."""
    projector = Projector(history.log, history.blobs, store, chunk=1)
    commit = store._documents.commit

    def cut_off(writes, fence=None):
        store._documents.commit = commit
        own_emulator.pause()
        timer = threading.Timer(2 * IMPATIENT, own_emulator.resume)
        timer.start()
        try:
            return commit(writes, fence)
        finally:
            timer.join()

    store._documents.commit = cut_off
    with pytest.raises(StorageUnavailable, match="Firestore"):
        projector.catch_up()
    until(lambda: projector.wake() is None and up_to_date(store, history))


def test_a_database_that_comes_back_empty_is_filled_from_the_log(own_emulator, store, history):
    projected(history, store)
    own_emulator.kill()
    try:
        history.run("run-2")
        with pytest.raises(StorageUnavailable, match=r"Firestore: .*503"):
            projected(history, store)
        with pytest.raises(StorageUnavailable, match=r"Firestore: .*503"):
            replay(history.log, history.blobs, store, lambda _step: None)
    finally:
        own_emulator.start()
    until(
        lambda: (
            Projector(history.log, history.blobs, store).wake() is None
            and up_to_date(store, history)
        )
    )


def test_appends_do_not_wait_for_a_projection_that_is_cut_off(own_emulator, store, history):
    news = threading.Event()
    follower = Follower(Projector(history.log, history.blobs, store), news, every=0.05)
    with follower.following():
        until(lambda: up_to_date(store, history))
        own_emulator.pause()
        try:
            began = monotonic()
            for number in range(20):
                history.update("workflows/two", f"wish {number}")
                news.set()
            assert monotonic() - began < IMPATIENT
        finally:
            own_emulator.resume()
        until(lambda: up_to_date(store, history))
