"""Sending dead letters back to where they were published first, no faster than is wanted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Protocol

from core import canonical
from core.errors import Unavailable

if TYPE_CHECKING:
    from core.adapters.pubsub.dead_letters import DeadLetter

MOST_AT_ONCE = 100
_LEASED_SECONDS = 30.0
"""How long a letter may lie fetched before its turn, well below its ack deadline."""
_FROM_NOWHERE = "it does not say which subscription it came from"

Explain = Callable[[str], str | None]
"""Why an execution's message may have failed, by its id; `None` where nothing is known."""


class Letters(Protocol):
    """Dead letters as they can be taken out again."""

    def waiting(self, limit: int, at_once: int) -> Iterator["DeadLetter"]: ...
    def redrive(self, letter: "DeadLetter", run: str) -> None: ...
    def release(self, letters: Sequence["DeadLetter"]) -> None: ...


@dataclass(frozen=True, slots=True)
class Told:
    """A dead letter as people see it; `why` is the best that is known."""

    message_id: str | None
    topic: str | None
    execution: str | None
    stage: str | None
    attempts: int | None
    redriven: int
    why: str

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Redriven:
    """What was found, how many were sent back, how many wait on, and what ended it early."""

    letters: list[Told] = field(default_factory=list)
    sent: int = 0
    left: int = 0
    problem: str | None = None


class Redriver:
    """Sends `letters` back. `run` tells this run from every other.

    `clock` and `pause` are time, for tests to give.
    """

    def __init__(
        self,
        letters: Letters,
        explain: Explain,
        run: str,
        *,
        clock: Callable[[], float] = monotonic,
        pause: Callable[[float], object] = sleep,
    ) -> None:
        self._letters = letters
        self._explain = explain
        self._run = run
        self._clock = clock
        self._pause = pause

    def look(self, limit: int) -> Redriven:
        """Only look: all of them wait on. Raises `Unavailable`."""
        found = list(self._letters.waiting(limit, MOST_AT_ONCE))
        self._letters.release(found)
        return Redriven([self._told(letter) for letter in found], left=len(found))

    def redrive(self, limit: int, rate: float) -> Redriven:
        """Send back up to `limit`, `rate` a second at most. Raises `Unavailable` where not even a
        look is possible; where one cannot be sent, it and all behind it wait on.

        What comes back within the run is left for the next: it would go round for ever.
        """
        done = Redriven()
        kept: list[DeadLetter] = []
        at_once = max(1, min(MOST_AT_ONCE, int(rate * _LEASED_SECONDS)))
        due = self._clock()
        for letter in self._letters.waiting(limit, at_once):
            if letter.topic is None or letter.run == self._run:
                kept.append(letter)
                done.letters.append(self._told(letter))
                continue
            self._wait_until(due)
            due = max(due, self._clock()) + 1 / rate
            done.letters.append(self._told(letter))
            try:
                self._letters.redrive(letter, self._run)
            except Unavailable as error:
                done.problem = str(error)
                kept.append(letter)
                break
            done.sent += 1
        done.left = len(kept)
        # Only now: released any sooner, they would be fetched again at once.
        self._letters.release(kept)
        return done

    def _wait_until(self, due: float) -> None:
        if (wait := due - self._clock()) > 0:
            self._pause(wait)

    def _told(self, letter: "DeadLetter") -> Told:
        execution, stage = _named(letter.message.data)
        why = letter.reason or (self._explain(execution) if execution is not None else None)
        if letter.topic is None:
            why = f"{why}; {_FROM_NOWHERE}" if why else _FROM_NOWHERE
        return Told(
            letter.message.message_id,
            letter.topic,
            execution,
            stage,
            letter.attempts,
            letter.redriven,
            why or "it was delivered as often as its subscription allows",
        )


def _named(data: bytes) -> tuple[str | None, str | None]:
    """The execution and stage that a message names, if it does."""
    try:
        value = canonical.decode(data)
    except ValueError:
        return None, None
    named = value if isinstance(value, dict) else {}
    execution, stage = named.get("execution_id"), named.get("stage")
    return (
        execution if isinstance(execution, str) else None,
        stage if isinstance(stage, str) else None,
    )
