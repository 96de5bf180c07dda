import logging
import threading

import pytest

from core.adapters.memory.bus import InProcessBus
from core.adapters.memory.faults import Faults
from core.errors import ModelUnavailable, NotFound
from core.pipeline.bus import NotYet, StageReady
from tests.builders_pipeline import Time
from tests.racing import PATIENCE


def a_message(stage: str = "extract") -> StageReady:
    return StageReady("run-1", stage)


class Recorder:
    """A handler that remembers what it was given, and fails as often as `failures` says."""

    def __init__(self, *failures: Exception) -> None:
        self.seen: list[StageReady] = []
        self._failures = list(failures)

    def __call__(self, message: StageReady) -> None:
        self.seen.append(message)
        if self._failures:
            raise self._failures.pop(0)


def a_bus(handler, time: Time | None = None, faults: Faults | None = None) -> InProcessBus:
    """A bus whose pauses pass at once."""
    time = time or Time()
    bus = InProcessBus(faults=faults, clock=time.seconds, pause=time.pass_by, draw=lambda: 1.0)
    bus.subscribe(handler)
    return bus


class Noting(Recorder):
    """A recorder that notes when it was called, in seconds from the first call."""

    def __init__(self, time: Time, *failures: Exception) -> None:
        super().__init__(*failures)
        self._time = time
        self._at: list[float] = []

    def __call__(self, message: StageReady) -> None:
        self._at.append(self._time.seconds())
        super().__call__(message)

    @property
    def at(self) -> list[float]:
        return [round(at - self._at[0], 3) for at in self._at]


def test_a_message_whose_handler_returns_is_delivered_once():
    handler = Recorder()
    bus = a_bus(handler)
    bus.publish(a_message())
    bus.drain()
    bus.drain()
    assert (handler.seen, bus.dead_letters) == ([a_message()], [])


def test_a_message_comes_back_until_its_handler_returns():
    handler = Recorder(ModelUnavailable("busy"), ModelUnavailable("busy"))
    bus = a_bus(handler)
    bus.publish(a_message())
    bus.drain()
    assert (handler.seen, bus.dead_letters) == ([a_message()] * 3, [])


def test_a_message_that_never_gets_through_is_tried_ten_times_and_then_kept_as_a_dead_letter(
    caplog,
):
    handler = Recorder(*[ModelUnavailable("busy")] * 50)
    bus = a_bus(handler)
    bus.publish(a_message())
    with caplog.at_level(logging.ERROR):
        bus.drain()
    assert (len(handler.seen), bus.dead_letters) == (10, [a_message()])
    assert "busy" in caplog.text


@pytest.mark.parametrize("fault", [ZeroDivisionError("bug"), NotFound("stage", "x", "look again")])
def test_a_message_that_would_fail_again_is_a_dead_letter_at_once_and_logged(caplog, fault):
    handler = Recorder(fault)
    bus = a_bus(handler)
    bus.publish(a_message("bad"))
    bus.publish(a_message("good"))
    with caplog.at_level(logging.ERROR):
        bus.drain()
    assert (handler.seen, bus.dead_letters) == (
        [a_message("bad"), a_message("good")],
        [a_message("bad")],
    )
    assert str(fault) in caplog.text


def test_a_tried_message_does_not_hold_up_the_ones_behind_it():
    handler = Recorder(ModelUnavailable("busy"))
    bus = a_bus(handler)
    bus.publish(a_message("first"))
    bus.publish(a_message("second"))
    bus.drain()
    assert [m.stage for m in handler.seen] == ["first", "second", "first"]


def test_draining_includes_what_handlers_publish():
    seen = []
    bus = InProcessBus()

    def pass_on(message: StageReady) -> None:
        seen.append(message.stage)
        if len(seen) < 7:
            bus.publish(a_message(f"stage-{len(seen)}"))

    bus.subscribe(pass_on)
    bus.publish(a_message("stage-0"))
    bus.drain()
    assert seen == [f"stage-{n}" for n in range(7)]


def test_what_is_published_before_anyone_subscribes_is_not_lost():
    bus = InProcessBus()
    bus.publish(a_message())
    for deliver in (bus.drain, lambda: bus.start(1)):
        with pytest.raises(RuntimeError, match="nobody has subscribed"):
            deliver()
    handler = Recorder()
    bus.subscribe(handler)
    bus.drain()
    assert handler.seen == [a_message()]


def test_a_bad_message_does_not_end_the_worker_that_others_wait_for(caplog):
    done = threading.Event()

    def handle(message: StageReady) -> None:
        if message.stage == "bad":
            raise ZeroDivisionError("bug")
        done.set()

    bus = a_bus(handle)
    bus.start(1)
    bus.publish(a_message("bad"))
    bus.publish(a_message("good"))
    assert done.wait(PATIENCE)
    bus.stop()
    assert bus.dead_letters == [a_message("bad")]


def test_stopping_finishes_what_is_held_and_what_was_published_before():
    entered, let_go, finished = threading.Event(), threading.Event(), []

    def slow(message: StageReady) -> None:
        entered.set()
        assert let_go.wait(PATIENCE)
        finished.append(message.stage)

    bus = a_bus(slow)
    bus.start(1)
    bus.publish(a_message("held"))
    bus.publish(a_message("queued"))
    assert entered.wait(PATIENCE)
    stopper = threading.Thread(target=bus.stop)
    stopper.start()
    assert finished == []
    let_go.set()
    stopper.join(PATIENCE)
    assert not stopper.is_alive()
    assert finished == ["held", "queued"]


def test_what_comes_too_late_for_a_stopped_bus_waits_for_the_next_start():
    handler = Recorder()
    bus = a_bus(handler)
    bus.start(2)
    bus.stop()
    bus.publish(a_message())
    assert handler.seen == []
    bus.start(1)
    bus.stop()
    assert handler.seen == [a_message()]


def test_workers_handle_several_messages_at_the_same_time():
    meeting = threading.Barrier(3)
    bus = a_bus(lambda _message: meeting.wait(PATIENCE))
    bus.start(3)
    for stage in ("one", "two", "three"):
        bus.publish(a_message(stage))
    bus.stop()
    assert (meeting.broken, bus.dead_letters) == (False, [])


def test_a_message_that_comes_back_pauses_twice_as_long_each_time():
    time = Time()
    handler = Noting(time, *[ModelUnavailable("busy")] * 4)
    bus = a_bus(handler, time)
    bus.publish(a_message())
    bus.drain()
    assert handler.at == [0, 1, 3, 7, 15]


def test_a_handler_that_says_when_is_asked_again_then_and_not_before():
    time = Time()
    handler = Noting(time, NotYet("pausing", seconds=7.5))
    bus = a_bus(handler, time)
    bus.publish(a_message())
    bus.drain()
    assert handler.at == [0, 7.5]


def test_what_pauses_holds_up_nobody():
    time = Time()
    handler = Noting(time, NotYet("pausing", seconds=60))
    bus = a_bus(handler, time)
    bus.publish(a_message("slow"))
    bus.publish(a_message("quick"))
    bus.drain()
    assert [(m.stage, at) for m, at in zip(handler.seen, handler.at, strict=True)] == [
        ("slow", 0),
        ("quick", 0),
        ("slow", 60),
    ]


def test_workers_wake_by_themselves_when_a_pause_is_over():
    done = threading.Event()
    left = [NotYet("pausing", seconds=0.01)]

    def handle(_message: StageReady) -> None:
        if left:
            raise left.pop()
        done.set()

    bus = InProcessBus()
    bus.subscribe(handle)
    bus.start(2)
    bus.publish(a_message())
    assert done.wait(PATIENCE)
    bus.stop()


def test_a_stop_does_not_wait_for_what_pauses_and_loses_nothing():
    handler = Recorder(NotYet("pausing", seconds=3600))
    time = Time()
    bus = a_bus(handler, time)
    bus.publish(a_message())
    bus.start(1)
    bus.stop()
    assert handler.seen == [a_message()]
    bus.drain()
    assert handler.seen == [a_message()] * 2


STAGES = [f"stage-{n}" for n in range(8)]


def delivered(faults: Faults) -> list[str]:
    handler = Recorder()
    bus = a_bus(handler, faults=faults)
    for stage in STAGES:
        bus.publish(a_message(stage))
    bus.drain()
    assert bus.dead_letters == []
    return [message.stage for message in handler.seen]


def test_told_to_duplicate_it_delivers_twice():
    assert sorted(delivered(Faults(duplicate=1.0))) == sorted(STAGES * 2)


def test_told_to_lose_acknowledgements_it_delivers_again():
    assert sorted(delivered(Faults(lose_ack=1.0))) == sorted(STAGES * 2)


@pytest.mark.parametrize("share", [{"reorder": 0.5}, {"delay": 1.0}])
def test_told_to_reorder_or_delay_it_delivers_each_once_in_another_order(share):
    seen = delivered(Faults(3, **share))
    assert sorted(seen) == STAGES
    assert seen != STAGES


def test_told_so_it_hands_one_message_to_two_workers_at_the_same_time():
    meeting = threading.Barrier(2)
    bus = a_bus(lambda _message: meeting.wait(PATIENCE), faults=Faults(at_once=1.0))
    bus.publish(a_message())
    bus.drain()
    assert (meeting.broken, bus.dead_letters) == (False, [])


def test_one_seed_tells_one_story():
    shares = {"duplicate": 0.5, "reorder": 0.5, "delay": 0.5, "lose_ack": 0.5}
    assert delivered(Faults(11, **shares)) == delivered(Faults(11, **shares))
    assert len({tuple(delivered(Faults(seed, **shares))) for seed in range(5)}) > 1
