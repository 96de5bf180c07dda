"""The event log in a folder: one file an append, `<stream>/<16 digits>.json`.

A file appears by linking a synced temporary to its final name: whole, durable, and only if no
other writer, in this process or another, was first. Nothing is ever overwritten.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.adapters.filesystem.writing import put_if_absent, storage_errors
from core.events.envelope import Event, NewEvent, StreamId, is_stream, pack, stream_id
from core.events.log import AppendConflict, append_in, check_append


class FilesystemEventLog:
    """Implements `EventLog` below `root`. Any number of processes may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # Streams only grow, so what was once seen as their end is a floor for ever.
        self._floors: dict[StreamId, int] = {}

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        check_append(events, expected)
        if expected > 0 and not self._exists(stream, expected):
            raise AppendConflict(stream, expected=expected, current=self.head(stream))
        number = expected + 1
        path = self._path(stream, number)
        if not put_if_absent(path, pack(stream, number, events), "log"):
            ours = [event.id for event in events]
            if [event.new.id for event in self._load(stream, number) or ()] != ours:
                raise AppendConflict(stream, expected=expected, current=self.head(stream))
        return number

    def read(self, stream: StreamId, *, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        number = max(after, 0) + 1
        while upto is None or number <= upto:
            events = self._load(stream, number)
            if events is None:
                return
            yield from events
            number += 1

    def head(self, stream: StreamId) -> int:
        """Gallops from the last known end, then halves: no folder is listed."""
        low = self._floors.get(stream, 0)
        step = 1
        while self._exists(stream, low + step):
            low += step
            step *= 2
        high = low + step
        while high - low > 1:
            middle = (low + high) // 2
            if self._exists(stream, middle):
                low = middle
            else:
                high = middle
        self._floors[stream] = low
        return low

    def advanced(self, stream: StreamId, past: int) -> bool:
        return self._exists(stream, past + 1)

    def streams(self, kind: str) -> Iterator[StreamId]:
        folder = self._root / kind
        with storage_errors(folder):
            listed = folder.iterdir() if folder.is_dir() else ()
            # What is no stream, a file that some tool left for instance, is none of ours.
            names = sorted(path.name for path in listed if path.is_dir())
        for name in names:
            if is_stream(f"{kind}/{name}") and self._exists(StreamId(f"{kind}/{name}"), 1):
                yield StreamId(f"{kind}/{name}")

    def _path(self, stream: StreamId, number: int) -> Path:
        return self._root / stream_id(stream) / f"{number:016d}.json"

    def _exists(self, stream: StreamId, number: int) -> bool:
        path = self._path(stream, number)
        with storage_errors(path):
            try:
                path.stat()
            except FileNotFoundError:
                return False
        return True

    def _load(self, stream: StreamId, number: int) -> list[Event] | None:
        """The events of append `number`; `None` where there is none."""
        path = self._path(stream, number)
        with storage_errors(path):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                return None
        return append_in(content, stream, number, place=str(path))
