"""What may go wrong between a publisher and a subscriber, on purpose and repeatably.

Pub/Sub promises that a message arrives at least once, and nothing else: it may come twice, late,
before an older one, again after its handler had finished, and to two workers at the same time.
"""

import random
import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """What one message meets: `delays` has one entry a copy, in seconds; `ahead` copies overtake
    all that waits; `lost` acknowledgements are dropped; `at_once`: two workers get it together."""

    delays: tuple[float, ...] = (0.0,)
    ahead: bool = False
    lost: int = 0
    at_once: bool = False


UNDISTURBED = Course()


class Faults:
    """Draws each message's course. Shares run from 0 (never) to 1 (always); one seed, one story."""

    def __init__(
        self,
        seed: int = 0,
        *,
        duplicate: float = 0.0,
        reorder: float = 0.0,
        delay: float = 0.0,
        longest_delay: float = 5.0,
        lose_ack: float = 0.0,
        at_once: float = 0.0,
    ) -> None:
        # Reproducible chance for tests; nothing secret hangs on it.
        self._random = random.Random(seed)  # noqa: S311
        self._lock = threading.Lock()
        self._duplicate = duplicate
        self._reorder = reorder
        self._delay = delay
        self._longest = longest_delay
        self._lose_ack = lose_ack
        self._at_once = at_once

    def course(self) -> Course:
        """What the next message that is published meets."""
        with self._lock:
            copies = 2 if self._happens(self._duplicate) else 1
            delays = tuple(
                self._random.uniform(0.0, self._longest) if self._happens(self._delay) else 0.0
                for _ in range(copies)
            )
            ahead = self._happens(self._reorder)
            lost = 1 if self._happens(self._lose_ack) else 0
            return Course(delays, ahead, lost, self._happens(self._at_once))

    def _happens(self, share: float) -> bool:
        return self._random.random() < share
