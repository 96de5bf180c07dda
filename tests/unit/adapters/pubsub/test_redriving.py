from collections.abc import Iterator, Sequence

from core.adapters.pubsub.dead_letters import DeadLetter
from core.adapters.pubsub.redriving import Redriver
from core.errors import Unavailable
from core.pipeline.messages import Message

STAGE = b'{"execution_id":"run-1","stage":"price"}'


def a_letter(number: int, topic: str | None = "stage-price", **fields: object) -> DeadLetter:
    values = {"reason": None, "attempts": 50, "redriven": 0, "run": None, **fields}
    message = Message(data=values.pop("data", STAGE), message_id=str(number))
    return DeadLetter(message=message, topic=topic, ack_id=f"ack-{number}", **values)


class FakeLetters:
    """Dead letters in memory. What is sent back comes back, where it is said to."""

    def __init__(self, *letters: DeadLetter, comes_back: bool = False, fails_at: int = 0) -> None:
        self.waiting_now = list(letters)
        self.sent: list[DeadLetter] = []
        self.released: list[DeadLetter] = []
        self.at_once: list[int] = []
        self._comes_back = comes_back
        self._fails_at = fails_at

    def waiting(self, limit: int, at_once: int) -> Iterator[DeadLetter]:
        self.at_once.append(at_once)
        for _ in range(limit):
            if not self.waiting_now:
                return
            yield self.waiting_now.pop(0)

    def redrive(self, letter: DeadLetter, run: str) -> None:
        if len(self.sent) + 1 == self._fails_at:
            raise Unavailable("topic stage-price cannot be reached")
        self.sent.append(letter)
        if self._comes_back:
            self.waiting_now.append(a_letter(100 + len(self.sent), redriven=1, run=run))

    def release(self, letters: Sequence[DeadLetter]) -> None:
        self.released.extend(letters)


class Time:
    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def clock(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def a_redriver(letters: FakeLetters, time: Time | None = None) -> Redriver:
    time = time or Time()
    return Redriver(
        letters, lambda one: f"{one} failed", "this", clock=time.clock, pause=time.pause
    )


def test_a_look_says_what_waits_and_leaves_it_there():
    letters = FakeLetters(a_letter(1), a_letter(2, None, data=b"not json", reason="unreadable"))
    done = a_redriver(letters).look(10)
    assert [(one.execution, one.stage, one.why) for one in done.letters] == [
        ("run-1", "price", "run-1 failed"),
        (None, None, "unreadable; it does not say which subscription it came from"),
    ]
    assert (len(letters.released), letters.sent) == (2, [])


def test_letters_are_sent_back_no_faster_than_is_wanted():
    letters, time = FakeLetters(*map(a_letter, range(5))), Time()
    done = a_redriver(letters, time).redrive(10, rate=2)
    assert (done.sent, done.left) == (5, 0)
    assert time.pauses == [0.5] * 4


def test_no_more_are_fetched_at_once_than_will_be_sent_while_they_are_ours():
    letters = FakeLetters(a_letter(1))
    a_redriver(letters).redrive(10, rate=0.5)
    assert letters.at_once == [15]


def test_what_comes_back_within_the_run_is_left_for_the_next():
    letters = FakeLetters(a_letter(1), comes_back=True)
    done = a_redriver(letters).redrive(1000, rate=1000)
    assert (done.sent, done.left, len(letters.released)) == (1, 1, 1)


def test_a_letter_from_nowhere_waits_on():
    letters = FakeLetters(a_letter(1, None), a_letter(2))
    done = a_redriver(letters).redrive(10, rate=10)
    assert (done.sent, done.left, letters.released[0].ack_id) == (1, 1, "ack-1")


def test_where_one_cannot_be_sent_it_and_all_behind_it_wait_on():
    letters = FakeLetters(*map(a_letter, range(5)), fails_at=3)
    done = a_redriver(letters).redrive(10, rate=1000)
    assert (done.sent, done.left, done.problem) == (2, 1, "topic stage-price cannot be reached")
    assert len(letters.waiting_now) == 2


def test_no_more_are_sent_than_the_limit_says():
    letters = FakeLetters(*map(a_letter, range(5)))
    assert a_redriver(letters).redrive(3, rate=1000).sent == 3
