"""A bus within one process, with Pub/Sub's guarantees and no more: a queue that its owner drains,
or that worker threads do."""

import heapq
import itertools
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic, sleep

from core.adapters.memory.faults import UNDISTURBED, Faults
from core.errors import Unavailable
from core.pipeline.backoff import backoff
from core.pipeline.bus import Handler, NotYet, StageReady

DELIVERIES = 10
_OVERDUE = float("-inf")
_log = logging.getLogger("promptintel.bus")


@dataclass(frozen=True, slots=True)
class _Delivery:
    """`lost`: acknowledgements that are still to be dropped; `at_once`: two workers get it."""

    message: StageReady
    attempt: int = 1
    lost: int = 0
    at_once: bool = False


class InProcessBus:
    """Delivers each message until its handler returns; after ten tries it is a dead letter.

    A message whose handler is not ready comes back after a pause: the one that `NotYet` names, else
    one that doubles each time. `clock`, `pause` and `draw` are time and chance, for tests to give.
    """

    def __init__(
        self,
        *,
        faults: Faults | None = None,
        clock: Callable[[], float] = monotonic,
        pause: Callable[[float], object] = sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._faults = faults
        self._clock = clock
        self._pause = pause
        self._draw = draw
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, _Delivery]] = []
        self._order = itertools.count()
        self._handler: Handler | None = None
        self._threads: list[threading.Thread] = []
        self._stopping = False
        self.dead_letters: list[StageReady] = []

    def subscribe(self, handler: Handler) -> None:
        """Let `handler` have every message. It may be called from several threads."""
        self._handler = handler

    def publish(self, message: StageReady) -> None:
        course = UNDISTURBED if self._faults is None else self._faults.course()
        now = self._clock()
        delivery = _Delivery(message, lost=course.lost, at_once=course.at_once)
        for delay in course.delays:
            self._put(delivery, _OVERDUE if course.ahead and not delay else now + delay)

    def drain(self) -> None:
        """Deliver in this thread until nothing is left, including what handlers publish.

        Waits for messages that come back after a pause.
        """
        handler = self._subscribed()
        while True:
            with self._changed:
                delivery = self._take()
                wait = self._until_due()
            if delivery is not None:
                self._deliver(delivery, handler)
            elif wait is None:
                return
            else:
                self._pause(wait)

    def start(self, workers: int) -> None:
        """Deliver from `workers` threads until `stop`."""
        handler = self._subscribed()
        self._stopping = False
        for number in range(workers):
            thread = threading.Thread(
                target=self._work, args=(handler,), name=f"stage-worker-{number}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Let the workers finish what they hold and what is due, then end them.

        What pauses stays in the queue for the next start.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _subscribed(self) -> Handler:
        """Asked before a message is taken: without a handler it would be lost."""
        if self._handler is None:
            raise RuntimeError("nobody has subscribed to this bus")
        return self._handler

    def _put(self, delivery: _Delivery, due: float) -> None:
        with self._changed:
            heapq.heappush(self._waiting, (due, next(self._order), delivery))
            self._changed.notify()

    def _take(self) -> _Delivery | None:
        """The first delivery that is due, taken from the queue; the lock is held."""
        if self._waiting and self._waiting[0][0] <= self._clock():
            return heapq.heappop(self._waiting)[2]
        return None

    def _until_due(self) -> float | None:
        """Seconds until the first delivery is due; `None` where nothing waits."""
        return max(0.0, self._waiting[0][0] - self._clock()) if self._waiting else None

    def _work(self, handler: Handler) -> None:
        while (delivery := self._next()) is not None:
            self._deliver(delivery, handler)

    def _next(self) -> _Delivery | None:
        """The next delivery, as soon as there is one; `None` when the bus has stopped."""
        with self._changed:
            while True:
                delivery = self._take()
                if delivery is not None or self._stopping:
                    return delivery
                self._changed.wait(self._until_due())

    def _deliver(self, delivery: _Delivery, handler: Handler) -> None:
        """Hand `delivery` over, and put it back where it must come again."""
        if delivery.at_once:
            pauses = self._at_once(delivery, handler)
        else:
            pauses = [self._handle(delivery, handler)]
        again = [pause for pause in pauses if pause is not None]
        if again:
            retried = replace(delivery, attempt=delivery.attempt + 1, at_once=False)
            self._put(retried, self._clock() + max(again))
        elif delivery.lost:
            self._put(replace(delivery, lost=delivery.lost - 1), self._clock())

    def _at_once(self, delivery: _Delivery, handler: Handler) -> list[float | None]:
        """Let another worker have the message while this one does; what came of it there."""
        found: list[float | None] = []
        other = threading.Thread(target=lambda: found.append(self._handle(delivery, handler)))
        other.start()
        found.append(self._handle(delivery, handler))
        other.join()
        return found

    def _handle(self, delivery: _Delivery, handler: Handler) -> float | None:
        """Seconds until the message must come again; `None` where it is done with."""
        try:
            handler(delivery.message)
        except Unavailable as error:
            if delivery.attempt >= DELIVERIES:
                _log.error("gave up on %s: %s", delivery.message, error)
                self.dead_letters.append(delivery.message)
                return None
            if isinstance(error, NotYet):
                return error.seconds
            return backoff(delivery.attempt, self._draw())
        except Exception:
            # One bad message must not end the worker that others wait for.
            _log.exception("could not handle %s", delivery.message)
            self.dead_letters.append(delivery.message)
        return None
