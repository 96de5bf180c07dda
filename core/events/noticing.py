"""A log that tells when this process has appended to it, and how far: a wake-up, and no more."""

from collections.abc import Callable, Iterator, Sequence

from core.events.envelope import Event, NewEvent, StreamId
from core.events.log import EventLog


class NoticingLog:
    """Implements `EventLog` by `log`; calls `notice`, which must be quick, with stream and number
    after each append."""

    def __init__(self, log: EventLog, notice: Callable[[StreamId, int], None]) -> None:
        self._log = log
        self._notice = notice

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        number = self._log.append(stream, events, expected=expected)
        self._notice(stream, number)
        return number

    def read(self, stream: StreamId, *, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        return self._log.read(stream, after=after, upto=upto)

    def head(self, stream: StreamId) -> int:
        return self._log.head(stream)

    def advanced(self, stream: StreamId, past: int) -> bool:
        return self._log.advanced(stream, past)

    def streams(self, kind: str) -> Iterator[StreamId]:
        return self._log.streams(kind)
