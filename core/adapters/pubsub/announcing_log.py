"""A log that tells Pub/Sub what has moved. It loads no client: whoever only reads needs none."""

from collections.abc import Callable, Iterator, Sequence

from core.events.envelope import Event, NewEvent, StreamId
from core.events.log import EventLog


class AnnouncingLog:
    """Implements `EventLog` by `log`; calls `announce` with stream and number after each append."""

    def __init__(self, log: EventLog, announce: Callable[[StreamId, int], None]) -> None:
        self._log = log
        self._announce = announce

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        number = self._log.append(stream, events, expected=expected)
        self._announce(stream, number)
        return number

    def read(self, stream: StreamId, *, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        return self._log.read(stream, after=after, upto=upto)

    def head(self, stream: StreamId) -> int:
        return self._log.head(stream)

    def advanced(self, stream: StreamId, past: int) -> bool:
        return self._log.advanced(stream, past)

    def streams(self, kind: str) -> Iterator[StreamId]:
        return self._log.streams(kind)
