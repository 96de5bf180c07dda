import threading

from core.adapters.memory.projections import MemoryProjectionStore
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE
from core.events.noticing import NoticingLog
from core.projections.follower import Follower
from core.projections.projector import Projector
from tests.builders_projections import History, everything, projected
from tests.racing import PATIENCE

NEVER = 10 * PATIENCE


class Watched(MemoryProjectionStore):
    """Says when a position was reached."""

    def __init__(self) -> None:
        super().__init__()
        self.moved = threading.Condition()

    def apply(self, step):
        done = super().apply(step)
        with self.moved:
            self.moved.notify_all()
        return done

    def wait_for(self, sequence: int) -> bool:
        with self.moved:
            reached = lambda: self.position(CATALOGUE).sequence >= sequence  # noqa: E731
            return self.moved.wait_for(reached, PATIENCE)


def test_a_follower_looks_when_this_process_appends():
    history, store, news = History(), Watched(), threading.Event()
    history.log = NoticingLog(history.log, lambda _stream, _number: news.set())
    follower = Follower(Projector(history.log, history.blobs, store), news, every=NEVER)
    with follower.following():
        history.write("agents/a", "Text.")
        assert store.wait_for(1)
        history.update("agents/a", "more")
        assert store.wait_for(2)


def test_a_follower_looks_by_itself_for_what_other_processes_append():
    history, store = History(), Watched()
    projector = Projector(history.log, history.blobs, store)
    with Follower(projector, threading.Event(), every=0.001).following():
        history.write("agents/a", "Text.")
        assert store.wait_for(1)


def test_what_was_appended_while_it_followed_is_projected_when_it_ends():
    history, store = History(), Watched()
    projector = Projector(history.log, history.blobs, store)
    with Follower(projector, threading.Event(), every=NEVER).following():
        for number in range(20):
            history.write(f"agents/a{number}", "Text.")
    assert everything(store) == everything(projected(history))


def test_a_follower_outlives_a_store_that_fails(caplog):
    history, store, news = History(), Watched(), threading.Event()
    refused = threading.Event()
    takes = store.apply

    def refuse(step):
        store.apply = takes
        refused.set()
        raise StorageUnavailable("the disk is full; free some disk space")

    store.apply = refuse
    history.write("agents/a", "Text.")
    with Follower(Projector(history.log, history.blobs, store), news, every=NEVER).following():
        assert refused.wait(PATIENCE)
        news.set()
        assert store.wait_for(1)
    assert "the disk is full" in caplog.text


def test_nobody_is_told_of_an_append_that_did_not_happen():
    history, news = History(), threading.Event()
    log = NoticingLog(history.log, lambda _stream, _number: news.set())
    history.write("agents/a", "Text.")
    assert not news.is_set()
    assert (log.head(CATALOGUE), log.advanced(CATALOGUE, 0)) == (1, True)
    assert [event.type for event in log.read(CATALOGUE)] == ["prompt.created"]
    assert not news.is_set()
