"""How far streams are known to reach."""

import threading
from collections import OrderedDict

from core.events.envelope import StreamId

_REMEMBERED = 10_000


class Floors:
    """Streams only grow, so what was once seen of one is a floor for ever. Safe between threads;
    the streams that nobody asked for longest are forgotten, at the cost of a look-up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._floors: OrderedDict[StreamId, int] = OrderedDict()

    def of(self, stream: StreamId) -> int:
        with self._lock:
            return self._floors.get(stream, 0)

    def raise_to(self, stream: StreamId, number: int) -> None:
        with self._lock:
            if number > self._floors.get(stream, 0):
                self._floors[stream] = number
            if stream in self._floors:
                self._floors.move_to_end(stream)
            if len(self._floors) > _REMEMBERED:
                self._floors.popitem(last=False)
