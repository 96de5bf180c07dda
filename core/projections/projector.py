"""Bringing a projection up to date: read the log from the projection's own position, change rows
and move the position in one step. A wake-up says only that looking may be worth while.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Protocol

from core.canonical import Json
from core.catalogue.model import Text
from core.crashpoints import crash_point
from core.errors import NotFound, PromptIntelError, StorageUnavailable
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE, Event, StreamId
from core.projections.changes import Change
from core.projections.projecting import KINDS, changes_of
from core.projections.store import Position, ProjectionStore, Step

_log = logging.getLogger("promptintel.projections")

CHUNK = 200
"""Appends in one transaction: enough to be fast, few enough to let others in between."""


class ReadableLog(Protocol):
    """What of an `EventLog` a projector needs: it reads, and never writes."""

    def read(
        self, stream: StreamId, *, after: int = 0, upto: int | None = None
    ) -> Iterator[Event]: ...
    def advanced(self, stream: StreamId, past: int) -> bool: ...
    def streams(self, kind: str) -> Iterator[StreamId]: ...


class Projector:
    """Keeps `store` up to date with `log`. Any number of them may work on one store."""

    def __init__(
        self,
        log: ReadableLog,
        blobs: BlobStore,
        store: ProjectionStore,
        *,
        chunk: int = CHUNK,
        tell: Callable[[Step], None] | None = None,
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._store = store
        self._chunk = chunk
        self._tell = tell
        self._complaint: str | None = None

    def wake(self, streams: Iterable[StreamId] | None = None) -> None:
        """Catch up as far as it goes. What stands in the way is logged in one line, once, and
        left for the next time: whoever wakes us has done his work already."""
        complaint: str | None = None
        try:
            for stream, fault in self.catch_up(streams).items():
                complaint = f"{stream} is not projected: {fault}"
        except PromptIntelError as error:
            complaint = str(error)
        except Exception as error:
            # A fault of ours must not reach whoever woke us: the log has what is still to be done.
            complaint = f"{type(error).__name__}: {error}"
        if complaint is not None and complaint != self._complaint:
            _log.warning("the projection lags behind: %s", complaint)
        self._complaint = complaint

    def catch_up(self, streams: Iterable[StreamId] | None = None) -> Mapping[StreamId, Exception]:
        """Project what is new in `streams` (all unless told).

        Returns the streams that cannot be read on, and why; the others have caught up. Raises
        `StorageUnavailable` where the store fails.
        """
        if streams is None:
            streams = self._streams_with_news()
        faults = {stream: self._follow(stream) for stream in streams}
        return {stream: fault for stream, fault in faults.items() if fault is not None}

    def _streams_with_news(self) -> list[StreamId]:
        reached = self._store.sequences()
        return [
            stream
            for stream in all_streams(self._log)
            if self._log.advanced(stream, reached.get(stream, 0))
        ]

    def _follow(self, stream: StreamId) -> Exception | None:
        while True:
            position = self._store.position(stream)
            step, fault = self._next(stream, position)
            if step is None:
                return fault
            crash_point("projector.read")
            # Where another projector was first, nothing happens, and we look where it left off.
            done = self._store.apply(step)
            crash_point("projector.applied")
            if done and self._tell is not None:
                self._tell(step)
            if fault is not None:
                return fault

    def _next(self, stream: StreamId, position: Position) -> tuple[Step | None, Exception | None]:
        """The step from `position`, as far as the log can be read, and what ends it early."""
        after, state = position.sequence, position.state
        upto = after
        changes: list[Change] = []
        fault: Exception | None = None
        try:
            events = self._log.read(stream, after=after, upto=after + self._chunk)
            for sequence, append in groupby(events, key=lambda event: event.sequence):
                made, state = self._changes(append, state)
                changes += made
                upto = sequence
        except Exception as error:
            # One stream that cannot be read must not keep the others from being projected.
            fault = error
        step = Step(stream, after, upto, state, changes) if upto > after else None
        return step, fault

    def _changes(self, append: Iterable[Event], state: Json) -> tuple[Sequence[Change], Json]:
        """What one append changes: all of its events, or none where one cannot be read."""
        changes: list[Change] = []
        for event in append:
            made, state = changes_of(event, state, self._read, self._store.target)
            changes += made
        return changes, state

    def _read(self, text: Text) -> str:
        if text.blob is None:
            return text.inline or ""
        try:
            return self._blobs.get(text.blob).decode()
        except NotFound as error:
            raise StorageUnavailable(str(error)) from error


def all_streams(log: ReadableLog) -> Iterator[StreamId]:
    """Every stream that is projected."""
    yield CATALOGUE
    for kind in KINDS:
        yield from log.streams(kind)
