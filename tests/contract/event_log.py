"""What every event log must hold. Subclass the suite and give it `log`; add nothing else."""

from threading import Event as Flag
from typing import Any

import pytest

from core.errors import InvalidInput
from core.events.envelope import CATALOGUE, NewEvent, StreamId, stream_id
from core.events.log import AppendConflict, EventLog
from tests.racing import together

RUN = stream_id("executions/run-1")
WRITERS = 16


def an_event(id: str = "e1", data: dict[str, Any] | None = None, **fields: Any) -> NewEvent:
    time = "2027-01-01T00:00:00.000000Z"
    return NewEvent(id, "thing.happened", 1, {} if data is None else data, time, "ana", **fields)


def some_events(*ids: str) -> list[NewEvent]:
    return [an_event(name) for name in ids]


def ids(log: EventLog, stream: StreamId = RUN, **bounds: Any) -> list[str]:
    return [event.new.id for event in log.read(stream, **bounds)]


def append_each(log: EventLog, *ids: str, stream: StreamId = RUN) -> None:
    """One append an id, after whatever is there."""
    for name in ids:
        log.append(stream, [an_event(name)], expected=log.head(stream))


def append_at_last(log: EventLog, events: list[NewEvent], stream: StreamId = RUN) -> int:
    """Append `events` as a writer does: read the end, try, and again where the race was lost."""
    while True:
        try:
            return log.append(stream, events, expected=log.head(stream))
        except AppendConflict:
            continue


class EventLogContract:
    @pytest.fixture
    def log(self) -> EventLog:
        raise NotImplementedError

    # -- appending and reading

    def test_an_append_returns_the_number_after_the_expected_one(self, log):
        assert log.append(RUN, [an_event("a")], expected=0) == 1
        assert log.append(RUN, [an_event("b")], expected=1) == 2
        assert ids(log) == ["a", "b"]

    def test_the_events_of_one_append_share_its_number_and_count_from_zero(self, log):
        append_each(log, "a")
        log.append(RUN, some_events("b", "c", "d"), expected=1)
        assert [(e.sequence, e.index, e.new.id) for e in log.read(RUN)] == [
            (1, 0, "a"),
            (2, 0, "b"),
            (2, 1, "c"),
            (2, 2, "d"),
        ]

    @pytest.mark.parametrize(
        "event",
        [
            an_event(data={"text": 'Fußball 😀 \u2028 \\ " </script> {0} ../..', "empty": ""}),
            an_event(data={"deep": [{"a": [None, True, False, [], {}]}], "": {"": ""}}),
            an_event(data={"whole": 2**63 - 1, "negative": -(2**63), "real": 0.1, "tiny": 5e-324}),
            an_event(subject=None, causation=None),
            an_event(subject="executions/run-1", causation="command-7"),
            an_event(id="a/b\0c:ä", data={"inline": "x" * 200_000}),
        ],
        ids=["unicode", "nested", "numbers", "no-subject", "subject", "large"],
    )
    def test_what_is_read_is_what_was_appended(self, log, event):
        log.append(RUN, [event], expected=0)
        (read,) = log.read(RUN)
        assert (read.stream, read.sequence, read.index, read.new) == (RUN, 1, 0, event)

    def test_what_was_appended_does_not_follow_what_its_writer_does_with_it_later(self, log):
        data = {"stages": ["extract"]}
        log.append(RUN, [an_event(data=data)], expected=0)
        data["stages"].append("price")
        (read,) = log.read(RUN)
        read.data["stages"].append("export")
        assert [e.data for e in log.read(RUN)] == [{"stages": ["extract"]}]

    def test_an_empty_append_is_refused_and_leaves_no_trace(self, log):
        with pytest.raises(ValueError, match="one event or more"):
            log.append(RUN, [], expected=0)
        assert (log.head(RUN), list(log.streams("executions"))) == (0, [])

    def test_a_position_before_the_beginning_is_refused(self, log):
        append_each(log, "a")
        for expected in (-1, -2):
            with pytest.raises(ValueError, match="no stream is at"):
                log.append(RUN, [an_event("a")], expected=expected)
        assert ids(log) == ["a"]

    @pytest.mark.parametrize(
        ("bounds", "expected"),
        [
            ({}, "abcd"),
            ({"after": 0}, "abcd"),
            ({"after": 2}, "cd"),
            ({"after": 4}, ""),
            ({"after": 9}, ""),
            ({"after": -3}, "abcd"),
            ({"upto": 0}, ""),
            ({"upto": 1}, "a"),
            ({"upto": 4}, "abcd"),
            ({"upto": 9}, "abcd"),
            ({"after": 1, "upto": 3}, "bc"),
            ({"after": 2, "upto": 2}, ""),
            ({"after": 3, "upto": 2}, ""),
        ],
    )
    def test_reading_starts_after_one_number_and_ends_with_the_other(self, log, bounds, expected):
        append_each(log, *"abcd")
        assert "".join(ids(log, **bounds)) == expected

    # -- where a stream stands

    def test_a_stream_that_nobody_wrote_to_is_empty(self, log):
        assert ids(log) == []
        assert log.head(RUN) == 0
        assert not log.advanced(RUN, 0)

    def test_the_head_counts_appends_however_many_there_are(self, log):
        for number in range(1, 41):
            append_at_last(log, some_events(f"{number}-a", f"{number}-b"))
            assert log.head(RUN) == number

    def test_a_stream_has_advanced_past_every_number_before_its_head(self, log):
        append_each(log, *"abc")
        assert [log.advanced(RUN, past) for past in range(6)] == [True] * 3 + [False] * 3

    def test_streams_count_for_themselves(self, log):
        other = stream_id("executions/run-2")
        append_each(log, "a", "b")
        append_each(log, "x", stream=other)
        append_each(log, "c", stream=CATALOGUE)
        assert (ids(log), ids(log, other), ids(log, CATALOGUE)) == (["a", "b"], ["x"], ["c"])
        assert (log.head(RUN), log.head(other), log.head(CATALOGUE)) == (2, 1, 1)

    def test_streams_are_listed_by_name_and_only_those_of_the_kind(self, log):
        for name in ("executions/b", "users/z", "executions/a", "catalogue", "executions/B-1"):
            append_each(log, "e", stream=stream_id(name))
        assert list(log.streams("executions")) == ["executions/B-1", "executions/a", "executions/b"]
        assert list(log.streams("users")) == ["users/z"]

    def test_of_a_kind_that_there_is_not_no_stream_is_listed(self, log):
        append_each(log, "e")
        append_each(log, "e", stream=CATALOGUE)
        for kind in ("leagues", "catalogue", "", ".", "..", "exec", "executions/run-1"):
            assert list(log.streams(kind)) == []

    @pytest.mark.parametrize(
        "name",
        [
            "",
            "executions",
            "executions/",
            "executions/..",
            "executions/../catalogue",
            "executions/a/b",
            "executions/.hidden",
            "executions/-a",
            "executions/a b",
            "executions/a\n",
            "executions/a\0",
            "executions/ä",
            "executions/" + "a" * 129,
            "/executions/a",
            "catalogue/",
            "../catalogue",
            "leagues/a",
        ],
    )
    def test_a_name_that_is_no_streams_is_refused_everywhere(self, log, name):
        for use in (
            lambda: log.append(StreamId(name), [an_event()], expected=0),
            lambda: list(log.read(StreamId(name))),
            lambda: log.head(StreamId(name)),
            lambda: log.advanced(StreamId(name), 0),
        ):
            with pytest.raises(InvalidInput, match="names no stream"):
                use()

    # -- conflicts and retries

    def test_who_was_second_is_told_where_the_stream_stands(self, log):
        append_each(log, *"abc")
        with pytest.raises(AppendConflict) as raised:
            log.append(RUN, [an_event("mine")], expected=1)
        assert (raised.value.stream, raised.value.expected, raised.value.current) == (RUN, 1, 3)
        assert ids(log) == ["a", "b", "c"]

    @pytest.mark.parametrize("expected", [3, 4, 17, 10**6])
    def test_a_position_beyond_the_end_is_a_conflict_so_no_gap_can_come_to_be(self, log, expected):
        append_each(log, "a", "b")
        with pytest.raises(AppendConflict) as raised:
            log.append(RUN, [an_event("mine")], expected=expected)
        assert raised.value.current == 2
        assert ids(log) == ["a", "b"]

    def test_a_retry_of_a_write_that_had_succeeded_is_recognised_as_ours(self, log):
        mine = some_events("a", "b")
        assert log.append(RUN, mine, expected=0) == 1
        assert log.append(RUN, mine, expected=0) == 1
        assert ids(log) == ["a", "b"]

    def test_a_retry_is_recognised_although_others_appended_since(self, log):
        append_each(log, "first")
        mine = some_events("a", "b")
        log.append(RUN, mine, expected=1)
        append_each(log, *"vwxyz")
        assert log.append(RUN, mine, expected=1) == 2
        assert log.head(RUN) == 7

    @pytest.mark.parametrize(
        "theirs", [("x",), ("a",), ("a", "b", "c"), ("b", "a"), ("a", "x")], ids="-".join
    )
    def test_a_write_with_other_ids_is_never_taken_for_ours(self, log, theirs):
        log.append(RUN, some_events(*theirs), expected=0)
        with pytest.raises(AppendConflict) as raised:
            log.append(RUN, some_events("a", "b"), expected=0)
        assert raised.value.current == 1
        assert ids(log) == list(theirs)

    # -- races

    def test_of_two_writers_at_one_position_exactly_one_wins(self, log):
        def attempt(id: str, position: int) -> str | int:
            try:
                log.append(RUN, [an_event(id)], expected=position)
            except AppendConflict as conflict:
                return conflict.current
            return "won"

        for position in range(25):
            ours, theirs = f"ours-{position}", f"theirs-{position}"
            outcomes = together(
                lambda id=ours, at=position: attempt(id, at),
                lambda id=theirs, at=position: attempt(id, at),
            )
            # Their order is open: the one that lost is told the stream's new end.
            assert sorted(map(str, outcomes)) == [str(position + 1), "won"]
            winner = ours if outcomes[0] == "won" else theirs
            assert ids(log, after=position) == [winner]

    def test_a_write_that_is_sent_twice_at_once_is_kept_once(self, log):
        for position in range(10):
            mine = some_events(f"a{position}", f"b{position}")
            numbers = together(
                *[lambda e=mine, at=position: log.append(RUN, e, expected=at) for _ in range(4)]
            )
            assert numbers == [position + 1] * 4
        assert log.head(RUN) == 10

    def test_sixteen_writers_lose_nothing_and_leave_no_gap(self, log):
        assert_all_kept([log], appends=4)

    def test_a_reader_racing_sixteen_writers_skips_nothing_and_sees_every_append_whole(self, log):
        appends, done = 3, Flag()

        def write(writer: int) -> None:
            for turn in range(appends):
                append_at_last(log, some_events(f"{writer}.{turn}.a", f"{writer}.{turn}.b"))

        def write_all() -> None:
            try:
                together(*[lambda w=w: write(w) for w in range(WRITERS)])
            finally:
                done.set()

        def tail() -> list[tuple[int, int, str]]:
            seen: list[tuple[int, int, str]] = []
            position, last_look = 0, False
            while True:
                for event in log.read(RUN, after=position):
                    seen.append((event.sequence, event.index, event.new.id))
                    position = event.sequence
                if last_look:
                    return seen
                last_look = done.is_set()

        _, seen = together(write_all, tail)
        numbers = range(1, WRITERS * appends + 1)
        assert [(s, i) for s, i, _ in seen] == [(n, i) for n in numbers for i in (0, 1)]
        assert seen == [(e.sequence, e.index, e.new.id) for e in log.read(RUN)]


def assert_all_kept(logs: list[EventLog], *, appends: int) -> None:
    """Sixteen writers, over `logs` in turn, append two events at a time; all is kept, in order."""

    def write(writer: int) -> list[tuple[int, str]]:
        log = logs[writer % len(logs)]
        kept = []
        for turn in range(appends):
            events = some_events(f"{writer}.{turn}.a", f"{writer}.{turn}.b")
            kept.append((append_at_last(log, events), f"{writer}.{turn}"))
        return kept

    written = together(*[lambda w=w: write(w) for w in range(WRITERS)])
    read = [(e.sequence, e.index, e.new.id) for e in logs[0].read(RUN)]
    expected = [
        (number, index, f"{name}.{part}")
        for number, name in sorted(pair for kept in written for pair in kept)
        for index, part in enumerate("ab")
    ]
    assert read == expected
    assert logs[0].head(RUN) == WRITERS * appends
