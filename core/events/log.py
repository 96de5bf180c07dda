"""The event log's port: what holds, not how."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from core.errors import StorageUnavailable
from core.events.envelope import Event, NewEvent, StreamId, unpack


class AppendConflict(Exception):
    """Another writer was first; the stream is at `current` now. Re-read and decide again."""

    def __init__(self, stream: StreamId, *, expected: int, current: int) -> None:
        super().__init__(f"{stream} is at {current}, not {expected}")
        self.stream = stream
        self.expected = expected
        self.current = current


def check_append(events: Sequence[NewEvent], expected: int) -> None:
    """What every log refuses before it writes; a caller that asks for it is at fault."""
    if not events:
        raise ValueError("an append holds one event or more")
    if expected < 0:
        raise ValueError(f"no stream is at {expected}")


def append_in(content: bytes, stream: StreamId, number: int, *, place: str) -> list[Event]:
    """The events of append `number` of `stream`, as a log kept them at `place`.

    Raises `StorageUnavailable` where the bytes are none, or those of another append.
    """
    try:
        events = unpack(content)
    except (ValueError, KeyError, TypeError) as error:
        raise StorageUnavailable(
            f"{place} is damaged; restore it from a copy, the log cannot go on without it"
        ) from error
    if not events or events[0].sequence != number or events[0].stream != stream:
        raise StorageUnavailable(f"{place} belongs elsewhere; restore it from a copy")
    return events


class EventLog(Protocol):
    """Streams of immutable events. Appending is the only commit in this system."""

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        """Append `events` (one or more) as one object after sequence number `expected`.

        Returns the new sequence number, `expected + 1`. All events become visible, or none, and
        they are durable before this returns. Numbers count appends; 0: the stream is new.
        A retry of a write that had succeeded, recognised by its event ids, returns the same
        number again. Raises `AppendConflict` when another writer was first or when `expected`
        lies beyond the stream's end, `InvalidInput` where `stream` names none.
        """

    def read(self, stream: StreamId, *, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        """Events of the appends `after + 1 .. upto` in order, to the present end unless `upto`.

        A stream that does not exist is empty. A reader racing writers skips nothing.
        """

    def head(self, stream: StreamId) -> int:
        """The number of the last append of `stream`; 0 where there is none."""

    def advanced(self, stream: StreamId, past: int) -> bool:
        """Whether an append after number `past` can be seen: one cheap look-up."""

    def streams(self, kind: str) -> Iterator[StreamId]:
        """Every stream of `kind` (`executions`, `users`), sorted by name."""
