from collections.abc import Sequence
from threading import Barrier, Thread

import pytest

from core.adapters.memory.log import MemoryEventLog
from core.catalogue.model import Ref
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import InvalidInput, NotFound
from core.events.envelope import NewEvent, StreamId
from core.events.minting import Mint
from core.users.deciding import SetPreferences
from core.users.model import Preferences, Rating, Run, User
from core.users.store import Users
from tests.builders_pipeline import some_prompts

NOTED = Run("run-1", "workflows/two@1", "completed", ("workflows/two@1",))


def users(log: MemoryEventLog | None = None) -> Users:
    """Users whose catalogue holds the workflows `two` and `bare`."""
    return Users(log or MemoryEventLog(), some_prompts(), Mint())


def test_what_one_user_does_is_nobody_elses():
    known = users()
    known.set_preferences("ana", SetPreferences(detail_level="full"))
    known.rate("ana", "workflows/two", 4, "good")
    known.note("ana", NOTED)
    assert known.load("ben") == User()
    assert known.load("ana").ratings == {(Ref("workflows", "two"), 1): Rating(4, "good")}


def test_every_event_names_its_user_as_subject():
    log = MemoryEventLog()
    known = users(log)
    known.set_preferences("ana", SetPreferences(detail_level="full"))
    known.rate("ana", "workflows/two@1", 4, None)
    known.note("ana", NOTED)
    stream = StreamId("users/ana")
    assert [(e.new.actor, e.new.subject) for e in log.read(stream)] == [("ana", "users/ana")] * 3


@pytest.mark.parametrize(
    ("prompt", "error"),
    [
        ("workflows/absent", NotFound),
        ("workflows/two@9", NotFound),
        ("workflows/two@nope", NotFound),
        ("two", InvalidInput),
    ],
)
def test_only_a_version_that_there_is_can_be_rated(prompt, error):
    log = MemoryEventLog()
    with pytest.raises(error):
        users(log).rate("ana", prompt, 3, None)
    assert log.head(StreamId("users/ana")) == 0


@pytest.mark.parametrize("name", ["absent", "workflows/two", ""])
def test_only_a_workflow_that_there_is_can_be_a_favorite(name):
    with pytest.raises(InvalidInput, match="favorite_workflows"):
        users().set_preferences("ana", SetPreferences(favorite_workflows=(name,)))


def test_a_name_that_no_stream_can_have_is_refused_before_anything_is_kept():
    for uid in ("", "../ana", "a/b", "ana@example.example"):
        with pytest.raises(InvalidInput, match="user"):
            users().set_preferences(uid, SetPreferences(detail_level="full"))


def test_a_note_that_is_delivered_twice_is_kept_once():
    log = MemoryEventLog()
    known = users(log)
    known.note("ana", NOTED)
    users(log).note("ana", NOTED)
    known.note("ana", NOTED)
    assert log.head(StreamId("users/ana")) == 1


def test_a_crash_after_the_append_is_healed_by_doing_it_again():
    log = MemoryEventLog()
    with crashing_at("user.appended"), pytest.raises(SimulatedCrash):
        users(log).note("ana", NOTED)
    users(log).note("ana", NOTED)
    assert log.head(StreamId("users/ana")) == 1
    assert users(log).load("ana").runs == {"run-1": NOTED}


class Rival(MemoryEventLog):
    """A log at which another writer is first, once."""

    def __init__(self) -> None:
        super().__init__()
        self.came = False

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        if not self.came:
            self.came = True
            users(self).rate("ana", "workflows/two", 1, None)
        return super().append(stream, events, expected=expected)


def test_the_loser_of_a_race_reads_again_and_loses_nothing():
    log = Rival()
    known = users(log)
    assert known.set_preferences("ana", SetPreferences(detail_level="brief")) == Preferences(
        "brief"
    )
    user = known.load("ana")
    assert (user.sequence, len(user.ratings), user.preferences.detail_level) == (2, 1, "brief")


def test_many_writers_at_once_lose_nothing():
    log = MemoryEventLog()
    start = Barrier(8)

    def note(number: int) -> None:
        start.wait()
        users(log).note("ana", Run(f"run-{number}", "workflows/two@1", "completed"))

    threads = [Thread(target=note, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(users(log).load("ana").runs) == [f"run-{number}" for number in range(8)]
