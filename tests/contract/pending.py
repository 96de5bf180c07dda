"""What every store of marks must hold. Subclass the suite and give it `pending`; add nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import InvalidInput
from core.events.envelope import StreamId
from core.pipeline.pending import Mark, Pending
from tests.racing import together

AT = datetime(2027, 1, 1, 9, 30, 0, 125, tzinfo=UTC)
BAD_NAMES = ["", ".", "..", "../log", "executions~run-1", "executions~run-1~soon~a", "a/b~c~d"]


def a_mark(run: str = "run-1", unique: str = "a", at: datetime = AT) -> Mark:
    return Mark(StreamId(f"executions/{run}"), at, unique)


class PendingContract:
    @pytest.fixture
    def pending(self) -> Pending:
        raise NotImplementedError

    def test_without_marks_there_are_none(self, pending):
        assert list(pending.list()) == []

    def test_a_mark_is_listed_with_all_that_it_says_until_it_is_cleared(self, pending):
        pending.mark(a_mark())
        assert list(pending.list()) == [a_mark()]
        pending.clear(a_mark().name)
        assert list(pending.list()) == []

    def test_each_piece_of_work_on_one_stream_has_a_mark_of_its_own(self, pending):
        for unique in ("a", "b"):
            pending.mark(a_mark(unique=unique))
        pending.clear(a_mark(unique="a").name)
        assert list(pending.list()) == [a_mark(unique="b")]

    def test_clearing_what_is_not_there_is_no_error(self, pending):
        pending.clear(a_mark().name)
        pending.mark(a_mark("run-2"))
        pending.clear(a_mark("run-1").name)
        assert list(pending.list()) == [a_mark("run-2")]

    def test_marking_twice_is_marking_once(self, pending):
        pending.mark(a_mark())
        pending.mark(a_mark())
        assert list(pending.list()) == [a_mark()]

    def test_marks_are_sorted_by_name(self, pending):
        marks = [a_mark(f"run-{n}", at=AT + timedelta(seconds=9 - n)) for n in range(9)]
        for mark in reversed(marks):
            pending.mark(mark)
        assert list(pending.list()) == marks

    def test_every_kind_of_stream_can_be_marked(self, pending):
        for stream in ("catalogue", "users/ana", "executions/run-1"):
            pending.mark(Mark(StreamId(stream), AT, "a"))
        assert [mark.stream for mark in pending.list()] == [
            "catalogue",
            "executions/run-1",
            "users/ana",
        ]

    @pytest.mark.parametrize("name", BAD_NAMES)
    def test_what_is_no_mark_is_not_cleared(self, pending, name):
        with pytest.raises(InvalidInput, match="is no mark"):
            pending.clear(name)

    def test_writers_and_sweepers_at_once_lose_no_mark(self, pending):
        kept = [a_mark(f"kept-{n}") for n in range(4)]

        def mark_and_clear(number: int) -> None:
            for turn in range(10):
                passing = a_mark(f"passing-{number}", unique=str(turn))
                pending.mark(passing)
                pending.clear(passing.name)
            pending.mark(kept[number])

        def sweep() -> None:
            for _ in range(20):
                pending.list()

        together(*[lambda n=n: mark_and_clear(n) for n in range(4)], sweep)
        assert list(pending.list()) == kept
