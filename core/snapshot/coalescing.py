"""When a snapshot is due: updates that come close together share one build.

What is known of earlier builds is the pointer, and of what they lack the log: the time of the first
event that no snapshot has. So it makes no difference which instance asks, or whether one has died.
"""

from datetime import datetime
from itertools import islice

from core.events.envelope import CATALOGUE, Event
from core.events.log import EventLog
from core.events.minting import Clock, system_clock
from core.snapshot.store import SnapshotStore

BUILD_SECONDS = 10.0
"""How long events gather before they are built: two builds begin at least so far apart."""
MOST_TAIL = 1_000
"""Events that a search holds in memory on top of a snapshot before a build is due at once."""


class BuildClock:
    """Says when the next build is due."""

    def __init__(
        self,
        log: EventLog,
        snapshots: SnapshotStore,
        *,
        every: float = BUILD_SECONDS,
        most: int = MOST_TAIL,
        clock: Clock = system_clock,
    ) -> None:
        self._log = log
        self._snapshots = snapshots
        self._every = every
        self._most = most
        self._clock = clock

    def seconds_left(self) -> float | None:
        """Seconds until a build is due, 0 where it is; `None` where there is nothing to build."""
        current = self._snapshots.current()
        if current is None:
            return 0.0
        first = next(iter(self._log.read(CATALOGUE, after=current.sequence)), None)
        if first is None:
            return None
        waited = self._waited(first)
        # An event from the future was dated by a clock that is wrong; it is not waited for.
        if not -self._every < waited < self._every:
            return 0.0
        return 0.0 if self._tail_is_full(current.sequence) else self._every - max(waited, 0.0)

    def _waited(self, first: Event) -> float:
        return (self._clock() - datetime.fromisoformat(first.new.time)).total_seconds()

    def _tail_is_full(self, sequence: int) -> bool:
        tail = self._log.read(CATALOGUE, after=sequence)
        return sum(1 for _ in islice(tail, self._most)) >= self._most
