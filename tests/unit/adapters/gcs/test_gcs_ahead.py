"""Reads under way at once: in order, to the first gap, and not far beyond it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.gcs.ahead import in_order
from core.adapters.gcs.floors import Floors
from core.events.envelope import StreamId

END = st.integers(0, 60)


@given(
    end=END, first=st.integers(1, 70), last=st.none() | END, at_once=st.integers(1, 16), sure=END
)
def test_whatever_the_window_all_that_is_there_comes_in_order_and_no_more(
    end, first, last, at_once, sure
):
    with ThreadPoolExecutor(4) as pool:
        found = list(
            in_order(
                pool,
                lambda n: n if n <= end else None,
                first,
                last,
                at_once=at_once,
                sure=min(sure, end),
            )
        )
    assert found == list(range(first, min(end, last if last is not None else end) + 1))


def test_beyond_the_end_no_more_is_asked_for_than_there_was_before_it():
    asked = []
    with ThreadPoolExecutor(4) as pool:
        list(
            in_order(
                pool, lambda n: asked.append(n) or (n if n <= 8 else None), 1, None, at_once=64
            )
        )
    assert max(asked) <= 8 + 4 + 8


def test_an_error_is_raised_in_its_place_and_one_beyond_the_end_never():
    def load(number):
        if number in (3, 6):
            raise ValueError(number)
        return number if number < 5 else None

    with ThreadPoolExecutor(4) as pool:
        reader = in_order(pool, load, 1, None, at_once=8)
        assert [next(reader), next(reader)] == [1, 2]
        with pytest.raises(ValueError, match="3"):
            next(reader)
        assert list(in_order(pool, load, 4, None, at_once=8)) == [4]


def test_a_floor_never_falls_and_streams_count_for_themselves():
    floors = Floors()
    one, other = StreamId("executions/a"), StreamId("executions/b")
    floors.raise_to(one, 5)
    floors.raise_to(one, 3)
    assert (floors.of(one), floors.of(other)) == (5, 0)


def test_streams_that_nobody_asked_for_are_forgotten_first():
    floors = Floors()
    for number in range(10_001):
        floors.raise_to(StreamId(f"executions/{number}"), 1)
        floors.raise_to(StreamId("executions/0"), number + 1)
    assert floors.of(StreamId("executions/1")) == 0
    assert floors.of(StreamId("executions/0")) == 10_001
