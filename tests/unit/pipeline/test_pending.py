from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.memory.pending import MemoryPending
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import Conflict, StorageUnavailable
from core.events.envelope import StreamId
from core.events.minting import Mint
from core.pipeline.pending import Mark, marked

RUN = StreamId("executions/run-1")


@given(
    st.from_regex(r"catalogue|(executions|users)/[A-Za-z0-9][A-Za-z0-9_-]{0,30}", fullmatch=True),
    st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)),  # noqa: DTZ001
    st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True),
)
def test_a_marks_name_says_all_that_the_mark_says(stream, at, unique):
    mark = Mark(StreamId(stream), at, unique)
    assert Mark.parse(mark.name) == mark


def test_one_instant_has_one_name_in_every_time_zone():
    at = datetime(2027, 1, 1, 12, tzinfo=timezone(timedelta(hours=3)))
    assert Mark(RUN, at, "a").name == Mark(RUN, at.astimezone(UTC), "a").name


def test_a_mark_is_there_while_the_work_is_begun_and_after():
    pending = MemoryPending()
    with marked(pending, RUN, Mint()) as name:
        assert [mark.name for mark in pending.list()] == [name]
    assert [mark.name for mark in pending.list()] == [name]


def test_work_that_was_refused_leaves_no_mark():
    pending = MemoryPending()
    with pytest.raises(Conflict), marked(pending, RUN, Mint()):
        raise Conflict("no")
    assert list(pending.list()) == []


def test_work_that_may_have_been_begun_although_a_service_failed_leaves_its_mark():
    pending = MemoryPending()
    with pytest.raises(StorageUnavailable), marked(pending, RUN, Mint()):
        raise StorageUnavailable("the reply was lost")
    assert len(pending.list()) == 1


def test_work_whose_process_died_leaves_its_mark():
    pending = MemoryPending()
    with (
        crashing_at("pending.marked"),
        pytest.raises(SimulatedCrash),
        marked(pending, RUN, Mint()),
    ):
        pass
    assert len(pending.list()) == 1
