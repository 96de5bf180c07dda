"""What an event log must hold besides where its state outlives the object and many may open it."""

from collections.abc import Callable, Iterable

import pytest

from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, StreamId, pack
from core.events.log import AppendConflict, EventLog
from tests.contract.event_log import (
    RUN,
    EventLogContract,
    an_event,
    append_each,
    assert_all_kept,
    ids,
    some_events,
)

Reopen = Callable[[], EventLog]
Damage = Callable[[StreamId, int, bytes], None]


class SharedEventLogContract(EventLogContract):
    """`reopen` gives another log over the same state; `damage` replaces the bytes of one append."""

    @pytest.fixture
    def reopen(self, log: EventLog) -> Reopen:
        raise NotImplementedError

    @pytest.fixture
    def damage(self, log: EventLog) -> Damage:
        raise NotImplementedError

    def test_another_instance_reads_what_was_appended(self, log, reopen):
        for number in range(1, 20):
            append_each(log, f"e{number}")
            assert reopen().head(RUN) == number
        assert ids(reopen()) == ids(log)

    def test_an_instance_that_once_looked_sees_what_others_append_later(self, log, reopen):
        other = reopen()
        assert other.head(RUN) == 0
        append_each(log, *"abcde")
        assert (other.head(RUN), other.advanced(RUN, 4), ids(other)) == (5, True, list("abcde"))

    def test_a_conflict_with_another_instance_tells_where_the_stream_stands(self, log, reopen):
        other = reopen()
        append_each(other, *"abc")
        with pytest.raises(AppendConflict) as raised:
            log.append(RUN, [an_event("mine")], expected=0)
        assert raised.value.current == 3

    def test_a_retry_from_another_instance_is_recognised(self, log, reopen):
        mine = some_events("a", "b")
        log.append(RUN, mine, expected=0)
        append_each(log, "c")
        assert reopen().append(RUN, mine, expected=0) == 1

    def test_sixteen_writers_on_four_instances_lose_nothing_and_leave_no_gap(self, log, reopen):
        assert_all_kept([log, reopen(), reopen(), reopen()], appends=3)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b'{"stream": "executions/run-1", "sequ',
            b"null",
            b"[]",
            b'"text"',
            b"{}",
            b"\xff\xfe",
            b'{"stream": "executions/run-1", "sequence": 2, "events": []}',
            b'{"stream": "executions/run-1", "sequence": 2, "events": [1]}',
            b'{"stream": "executions/run-1", "sequence": 2, "events": [{"id": "a"}]}',
        ],
    )
    def test_bytes_that_are_no_append_stop_the_reader_and_say_what_to_do(
        self, log, reopen, damage, content
    ):
        append_each(log, *"abc")
        damage(RUN, 2, content)
        reader = reopen().read(RUN)
        assert next(reader).new.id == "a"
        with pytest.raises(StorageUnavailable, match=r"damaged|belongs elsewhere") as raised:
            next(reader)
        assert "restore it from a copy" in str(raised.value)

    def test_an_append_in_anothers_place_is_not_read(self, log, reopen, damage):
        append_each(log, *"abc")
        append_each(log, "x", stream=CATALOGUE)
        for content in _packed_elsewhere():
            damage(RUN, 2, content)
            with pytest.raises(StorageUnavailable, match="belongs elsewhere"):
                ids(reopen())


def _packed_elsewhere() -> Iterable[bytes]:
    return pack(RUN, 3, [an_event("c")]), pack(CATALOGUE, 2, [an_event("x")])
