"""The event log in memory: first class, with the lock and the uniqueness check."""

import threading
from collections.abc import Iterator, Sequence

from core.events.envelope import Event, NewEvent, StreamId, pack, stream_id, unpack
from core.events.log import AppendConflict, check_append


class MemoryEventLog:
    """Keeps each append as the bytes a durable log would keep, so that both read the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: dict[StreamId, list[bytes]] = {}

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        check_append(events, expected)
        packed = pack(stream_id(stream), expected + 1, events)
        with self._lock:
            appends = self._streams.setdefault(stream, [])
            if expected < len(appends):
                ours = [event.id for event in events]
                if [e.new.id for e in unpack(appends[expected])] == ours:
                    return expected + 1
            if expected != len(appends):
                raise AppendConflict(stream, expected=expected, current=len(appends))
            appends.append(packed)
            return expected + 1

    def read(self, stream: StreamId, *, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        appends = self._appends(stream)
        position = max(after, 0)
        while position < len(appends) and (upto is None or position < upto):
            yield from unpack(appends[position])
            position += 1

    def head(self, stream: StreamId) -> int:
        return len(self._appends(stream))

    def advanced(self, stream: StreamId, past: int) -> bool:
        return self.head(stream) > past

    def streams(self, kind: str) -> Iterator[StreamId]:
        with self._lock:
            names = sorted(s for s, appends in self._streams.items() if appends)
        return (name for name in names if name.startswith(f"{kind}/"))

    def _appends(self, stream: StreamId) -> list[bytes]:
        return self._streams.get(stream_id(stream), [])
