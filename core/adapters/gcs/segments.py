"""A stream's appends by the thousand, each thousand in one object.

It is called `log/<stream>/segments/<16 digits>.jsonl` by its first append and holds the bytes of a
thousand, one a line. A segment is made from the appends alone, so it is the same whoever makes it,
and it can be deleted and made again: the appends stay, and remain the truth. A reader who finds a
segment damaged reads them instead.

Why: a read costs the client about a millisecond of processor time beside its 30 ms on the way, so
threads do not help beyond some 440 appends a second: 10,000 of them took 23 s to fold cold, and
100,000 would take nearly four minutes, where a minute is allowed. In segments 100,000 took 27 s.
A log in files folds them in 22 s as it is, and has no segments. `python -m bench.log` prints these
figures (a busy machine of two cores, the emulator on the same two).
"""

import logging
from collections.abc import Callable

from core.adapters.gcs.ahead import in_order
from core.adapters.gcs.bucket import AT_ONCE, Bucket
from core.errors import StorageUnavailable
from core.events.envelope import Event, StreamId, unpack

SPAN = 1_000
"""Appends in a segment."""

_LARGEST = 64 * 1024 * 1024
"""Bytes; a thousand appends that are larger stay as they are: reading them is no overhead."""

_MEDIA_TYPE = "application/x-ndjson"
_logger = logging.getLogger("promptintel.log")


class Segments:
    """The segments in `bucket` of streams whose appends are called by `name_of`.

    All who share a bucket must agree on `span`, the appends in a segment.
    """

    def __init__(
        self, bucket: Bucket, name_of: Callable[[StreamId, int], str], *, span: int = SPAN
    ) -> None:
        self.span = span
        self._bucket = bucket
        self._name_of = name_of

    def load(self, stream: StreamId, index: int) -> list[list[Event]] | None:
        """The `span` appends after number `index * span`; `None` where they are in no segment."""
        name = self._name(stream, index)
        content = self._bucket.read(name)
        if content is None:
            return None
        try:
            appends = [unpack(line) for line in content.split(b"\n")]
            if len(appends) != self.span:
                raise ValueError("it is cut short")
            _check(stream, index * self.span, appends)
        except (ValueError, KeyError, TypeError, IndexError):
            _logger.error("%s is damaged; delete it, it will be made again", name)
            return None
        return appends

    def compact(self, stream: StreamId, head: int) -> int:
        """Make the segments that are missing up to `head`; how many were made."""
        prefix = self._prefix(stream)
        there = {stat.name for stat in self._bucket.list(prefix)}
        missing = [i for i in range(head // self.span) if self._name(stream, i) not in there]
        return sum(self._make(stream, index) for index in missing)

    def _make(self, stream: StreamId, index: int) -> bool:
        first = index * self.span + 1
        lines = list(
            in_order(
                self._bucket.pool,
                lambda number: self._bucket.read(self._name_of(stream, number)),
                first,
                first + self.span - 1,
                at_once=AT_ONCE,
                sure=first + self.span - 1,
            )
        )
        if len(lines) < self.span:
            missing = self._name_of(stream, first + len(lines))
            raise StorageUnavailable(f"{missing} is gone; restore it from a copy")
        if sum(map(len, lines)) > _LARGEST:
            return False
        try:
            _check(stream, index * self.span, [unpack(line) for line in lines])
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise StorageUnavailable(
                f"{self._name_of(stream, first)} or one of the {self.span - 1} appends after it "
                "is damaged; restore it from a copy"
            ) from error
        return self._bucket.create(
            self._name(stream, index), b"\n".join(lines), media_type=_MEDIA_TYPE
        )

    def _prefix(self, stream: StreamId) -> str:
        return f"log/{stream}/segments/"

    def _name(self, stream: StreamId, index: int) -> str:
        return f"{self._prefix(stream)}{index * self.span + 1:016d}.jsonl"


def _check(stream: StreamId, after: int, appends: list[list[Event]]) -> None:
    """Raises `ValueError` or `IndexError` where these are not the appends they should be."""
    expected = range(after + 1, after + 1 + len(appends))
    if [append[0].sequence for append in appends] != list(expected):
        raise ValueError("they are not the appends of this segment")
    if {append[0].stream for append in appends} != {stream}:
        raise ValueError("they belong to another stream")
