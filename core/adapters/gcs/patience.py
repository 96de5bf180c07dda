"""How long a call may take, and what is tried again. The client retries; we say how long."""

from dataclasses import dataclass
from typing import cast

from google.api_core.retry import Retry
from google.cloud.storage.retry import DEFAULT_RETRY  # type: ignore[import-untyped]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for one attempt to connect, or to hear the next byte, and for all attempts of a call.

    429, 408, every 5xx and broken connections are tried again, with doubled and jittered pauses,
    until `total` is over: every call of ours is safe to repeat, because it reads, or writes under a
    precondition, or deletes. A call lasts at most `total` and one attempt.
    """

    attempt: float = 10.0
    total: float = 30.0
    first_pause: float = 0.1
    longest_pause: float = 4.0

    @property
    def timeout(self) -> tuple[float, float]:
        return (self.attempt, self.attempt)

    @property
    def retry(self) -> Retry | None:
        if self.total <= self.attempt:
            return None
        paused = DEFAULT_RETRY.with_delay(self.first_pause, self.longest_pause, 2.0)
        return cast(Retry, paused.with_timeout(self.total))


PATIENT = Patience()


def impatient(seconds: float) -> Patience:
    """One attempt of `seconds`, and none after it."""
    return Patience(attempt=seconds, total=seconds)
