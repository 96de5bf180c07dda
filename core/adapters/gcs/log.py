"""The event log in a bucket: one object an append, `log/<stream>/<16 digits>.json`.

An object is made only where there is none of its name, so of two writers one wins; nothing is ever
written over, and no object is written by everybody. Where a stream ends is found by asking for
names, not kept anywhere. The catalogue, which grows without bound, is also kept in larger pieces
(`segments.py`): they save a reader of the whole stream most of its requests.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError as OutOfTime

from core import canonical
from core.adapters.gcs.ahead import in_order
from core.adapters.gcs.bucket import AT_ONCE, Bucket
from core.adapters.gcs.floors import Floors
from core.adapters.gcs.patience import impatient
from core.adapters.gcs.segments import SPAN, Segments
from core.errors import StorageUnavailable
from core.events.envelope import (
    CATALOGUE,
    Event,
    NewEvent,
    StreamId,
    is_stream,
    pack,
    stream_id,
)
from core.events.log import AppendConflict, append_in, check_append

_EVENT_IDS = "event-ids"
_SEGMENTS_AT_ONCE = 4
_STRIDES = 8


class GcsEventLog:
    """Implements `EventLog` in `bucket`. Any number of processes may share it.

    `glance_seconds` bounds `advanced` as a whole, for a caller who would rather answer from what
    it has than wait; `None`: it is as patient as every other call.
    """

    def __init__(
        self, bucket: Bucket, *, glance_seconds: float | None = None, span: int = SPAN
    ) -> None:
        self._bucket = bucket
        self._glance_seconds = glance_seconds
        self._floors = Floors()
        self._segments = Segments(bucket, self._name, span=span)

    def append(self, stream: StreamId, events: Sequence[NewEvent], *, expected: int) -> int:
        check_append(events, expected)
        number = expected + 1
        packed = pack(stream_id(stream), number, events)
        if expected > self._floors.of(stream) and not self._exists(stream, expected):
            raise AppendConflict(stream, expected=expected, current=self.head(stream))
        ids = _fingerprint(events)
        name = self._name(stream, number)
        made = self._bucket.create(name, packed, metadata={_EVENT_IDS: ids})
        # The client tries again by itself: the write that was in our way may be our own.
        if not made and self._ids_at(stream, number) != ids:
            raise AppendConflict(stream, expected=expected, current=self.head(stream))
        self._floors.raise_to(stream, number)
        return number

    def read(self, stream: StreamId, *, after: int = 0, upto: int | None = None) -> Iterator[Event]:
        stream_id(stream)
        position = max(after, 0)
        span = self._segments.span
        while upto is None or position < upto:
            if stream == CATALOGUE and position % span == 0:
                for segment in self._whole_segments(position, upto):
                    yield from (event for append in segment for event in append)
                    position += len(segment)
                    self._floors.raise_to(stream, position)
            # Of the catalogue only up to where the next segment may begin.
            boundary = (position // span + 1) * span if stream == CATALOGUE else None
            last = min((n for n in (boundary, upto) if n is not None), default=None)
            for events in self._one_by_one(stream, position, last):
                yield from events
                position = events[0].sequence
                self._floors.raise_to(stream, position)
            if last is None or position < last:
                return

    def head(self, stream: StreamId) -> int:
        """Gallops from the last known end with eight strides at once, then divides by nine: nine
        round trips for a new reader of a hundred thousand appends, one where nothing is new."""
        low = self._floors.of(stream)
        if not self._exists(stream, low + 1):
            return low
        low, stride = low + 1, 1
        while True:
            probes = [low + stride * 2**turn for turn in range(_STRIDES)]
            low, high = self._narrowed(stream, low, probes)
            if high is not None:
                break
            stride = stride * 2**_STRIDES
        while high - low > 1:
            step = -(-(high - low) // (_STRIDES + 1))
            low, found = self._narrowed(stream, low, list(range(low + step, high, step)))
            high = high if found is None else found
        self._floors.raise_to(stream, low)
        return low

    def advanced(self, stream: StreamId, past: int) -> bool:
        name = self._name(stream, past + 1)
        if self._glance_seconds is None:
            return self._bucket.look(name) is not None
        # A reply that drips in would outlast any limit on the wait for the next byte.
        patience = impatient(self._glance_seconds)
        glance = self._bucket.pool.submit(self._bucket.look, name, patience=patience)
        try:
            return glance.result(self._glance_seconds) is not None
        except OutOfTime:
            glance.cancel()
            raise StorageUnavailable(
                f"bucket {self._bucket.name!r} did not answer within "
                f"{self._glance_seconds * 1000:g} ms; try again shortly"
            ) from None

    def streams(self, kind: str) -> Iterator[StreamId]:
        for name in self._bucket.folders(f"log/{kind}/"):
            if is_stream(f"{kind}/{name}"):
                yield StreamId(f"{kind}/{name}")

    def compact(self) -> int:
        """Keep what the catalogue's segments lack in them; how many were made. The appends stay
        where they are. May be called by anybody, at any time, by many at once."""
        return self._segments.compact(CATALOGUE, self.head(CATALOGUE))

    def _whole_segments(self, position: int, upto: int | None) -> Iterator[list[list[Event]]]:
        span = self._segments.span
        last = None if upto is None else upto // span - 1
        return in_order(
            self._bucket.pool,
            lambda index: self._segments.load(CATALOGUE, index),
            position // span,
            last,
            at_once=_SEGMENTS_AT_ONCE,
        )

    def _one_by_one(
        self, stream: StreamId, position: int, last: int | None
    ) -> Iterator[list[Event]]:
        return in_order(
            self._bucket.pool,
            lambda number: self._load(stream, number),
            position + 1,
            last,
            at_once=AT_ONCE,
            sure=self._floors.of(stream),
        )

    def _narrowed(
        self, stream: StreamId, low: int, probes: Sequence[int]
    ) -> tuple[int, int | None]:
        """The highest of `low` and `probes` that is there, and the lowest above it that is not.

        Probes see a growing stream at different moments; one above a gap was made after it.
        """
        there = self._bucket.pool.map(lambda number: self._exists(stream, number), probes)
        seen = dict(zip(probes, there, strict=True))
        low = max([low, *(number for number in probes if seen[number])])
        return low, min((n for n in probes if n > low and not seen[n]), default=None)

    def _ids_at(self, stream: StreamId, number: int) -> str | None:
        """The fingerprint of the ids of append `number`, without its content where that is kept
        beside it."""
        stat = self._bucket.look(self._name(stream, number))
        if stat is None:
            return None
        known = stat.metadata.get(_EVENT_IDS)
        if known is not None:
            return known
        return _fingerprint([event.new for event in self._load(stream, number) or ()])

    def _exists(self, stream: StreamId, number: int) -> bool:
        return self._bucket.look(self._name(stream, number)) is not None

    def _load(self, stream: StreamId, number: int) -> list[Event] | None:
        """The events of append `number`; `None` where there is none."""
        name = self._name(stream, number)
        content = self._bucket.read(name)
        if content is None:
            return None
        return append_in(content, stream, number, place=name)

    @staticmethod
    def _name(stream: StreamId, number: int) -> str:
        return f"log/{stream_id(stream)}/{number:016d}.json"


def _fingerprint(events: Sequence[NewEvent]) -> str:
    """Of the events' ids: metadata holds 8 KiB at most, and an import brings more ids than that."""
    return canonical.fingerprint([event.id for event in events])
