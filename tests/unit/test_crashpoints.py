import threading

import pytest

from core.crashpoints import SimulatedCrash, crash_point, crashing_at
from tests.racing import together


def test_outside_a_test_a_crash_point_does_nothing():
    crash_point("log.linked")
    with crashing_at("log.linked"):
        pass
    crash_point("log.linked")


def test_the_first_arrival_crashes_and_the_next_carries_on():
    with crashing_at("log.linked"):
        crash_point("log.written")
        with pytest.raises(SimulatedCrash, match=r"log\.linked"):
            crash_point("log.linked")
        crash_point("log.linked")


def test_no_handler_of_errors_survives_a_crash():
    assert not issubclass(SimulatedCrash, Exception)


def test_a_block_that_crashed_leaves_nothing_armed():
    with pytest.raises(SimulatedCrash), crashing_at("log.linked"):
        crash_point("log.linked")
    crash_point("log.linked")


def test_blocks_may_nest():
    with crashing_at("outer"):
        with crashing_at("inner"):
            with pytest.raises(SimulatedCrash, match="outer"):
                crash_point("outer")
            with pytest.raises(SimulatedCrash, match="inner"):
                crash_point("inner")
        crash_point("inner")


def test_of_many_threads_that_arrive_one_crashes():
    crashed = []

    def arrive() -> None:
        for _ in range(200):
            try:
                crash_point("log.linked")
            except SimulatedCrash:
                crashed.append(threading.get_ident())

    with crashing_at("log.linked"):
        together(*[arrive] * 8)
    assert len(crashed) == 1
