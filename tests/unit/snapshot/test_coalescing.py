from datetime import datetime, timedelta

from core.events.envelope import CATALOGUE
from core.snapshot.coalescing import BuildClock
from tests.builders_search import SearchSystem
from tests.racing import together

FILES = {"agents/drafter": "draft the contract"}


class Building:
    """A system that has been built once, and a clock that is asked when it is due again."""

    def __init__(self, folder, *, every=10.0, most=1000):
        self.system = SearchSystem(folder, FILES)
        self.system.builder.build()
        self.every, self.most = every, most
        self.later = 0.0

    @property
    def left(self):
        """Seconds until a build is due, `later` seconds after the last event."""
        events = list(self.system.log.read(CATALOGUE))
        now = datetime.fromisoformat(events[-1].new.time) + timedelta(seconds=self.later)
        clock = BuildClock(
            self.system.log,
            self.system.snapshots,
            every=self.every,
            most=self.most,
            clock=lambda: now,
        )
        return clock.seconds_left()


def test_where_nothing_was_ever_built_a_build_is_due_at_once(tmp_path):
    system = SearchSystem(tmp_path, FILES)
    assert BuildClock(system.log, system.snapshots).seconds_left() == 0


def test_where_the_snapshot_has_everything_nothing_is_due(tmp_path):
    assert Building(tmp_path).left is None


def test_an_update_is_built_when_updates_have_had_time_to_gather(tmp_path):
    building = Building(tmp_path)
    building.system.update("agents/drafter", "kite")
    assert building.left == 10
    building.later = 9.5
    assert building.left == 0.5
    building.later = 10
    assert building.left == 0


def test_a_later_update_does_not_put_off_the_build_of_an_earlier_one(tmp_path):
    building = Building(tmp_path)
    building.system.update("agents/drafter", "kite")
    first = building.left
    building.system.update("agents/drafter", "harbour")
    assert building.left < first


def test_a_build_begins_the_wait_anew(tmp_path):
    building = Building(tmp_path)
    building.system.update("agents/drafter", "kite")
    building.later = 60
    assert building.left == 0
    building.system.builder.build()
    assert building.left is None
    building.later = 0
    building.system.update("agents/drafter", "harbour")
    assert building.left == 10


def test_a_long_tail_is_built_at_once(tmp_path):
    building = Building(tmp_path, every=1000, most=3)
    for word in ("kite", "harbour"):
        building.system.update("agents/drafter", word)
    assert building.left > 0
    building.system.update("agents/drafter", "quote")
    assert building.left == 0


def test_an_event_from_the_future_is_not_waited_for(tmp_path):
    building = Building(tmp_path)
    building.system.update("agents/drafter", "kite")
    building.later = -5
    assert building.left == 10
    building.later = -3600
    assert building.left == 0


def test_two_builds_at_once_are_waste_and_no_harm(tmp_path):
    system = SearchSystem(tmp_path, FILES)
    system.builder.build()
    system.update("agents/drafter", "kite")
    before = system.snapshots.current()
    builders = [system.builder for _ in range(2)]
    reports = together(*(builder.build for builder in builders))
    assert len({report.snapshot for report in reports}) == 1
    after = system.snapshots.current()
    assert (after.id, after.generation) == (reports[0].snapshot, before.generation + 1)
