"""Marks of work that is under way, so that a sweeper need not look at every stream.

A mark is set before the first event of a piece of work, which names it, and goes when all of that
work is done. A mark that no event names belongs to an append that never happened, or not yet.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self

from core.crashpoints import crash_point
from core.errors import InvalidInput, Rejection
from core.events.envelope import StreamId, is_stream
from core.events.minting import Mint

_SEPARATOR = "~"
_TIME = "%Y%m%dT%H%M%S.%fZ"
_UNIQUE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of work on `stream`, marked `at`; `unique` tells it from every other piece."""

    stream: StreamId
    at: datetime
    unique: str

    @property
    def name(self) -> str:
        """A file name that says all that the mark says, so that a listing is enough to read it."""
        instant = self.at.astimezone(UTC)
        time = f"{instant.year:04d}{instant:%m%dT%H%M%S.%fZ}"
        return _SEPARATOR.join([self.stream.replace("/", _SEPARATOR), time, self.unique])

    @classmethod
    def parse(cls, name: str) -> Self:
        """Read a name. Raises `InvalidInput` for one that names no mark."""
        parts = name.split(_SEPARATOR)
        text, (time, unique) = "/".join(parts[:-2]), (parts[-2:] if len(parts) > 2 else ("", ""))
        try:
            at = datetime.strptime(time, _TIME).replace(tzinfo=UTC)
        except ValueError as error:
            raise _no_mark(name) from error
        if not is_stream(text) or not _UNIQUE.fullmatch(unique):
            raise _no_mark(name)
        mark = cls(StreamId(text), at, unique)
        if mark.name != name:
            raise _no_mark(name)
        return mark


class Pending(Protocol):
    """The marks. Setting one is durable when it returns; a mark's name is used once."""

    def mark(self, mark: Mark) -> None:
        """Keep `mark`. Raises `StorageUnavailable`."""

    def list(self) -> Sequence[Mark]:
        """Every mark, sorted by name. What is no mark is left out."""

    def clear(self, name: str) -> None:
        """Take the mark away; one that is not there is no error."""


@contextmanager
def marked(pending: Pending, stream: StreamId, mint: Mint) -> Iterator[str]:
    """Mark work on `stream` for the block's first event to name; the name is yielded.

    Where the block is refused nothing was begun, and the mark is taken away again. Where a service
    fails in it, the event may be there all the same, so the mark stays; if no event names it, a
    sweep takes it away in the end.
    """
    mark = Mark(stream, mint.clock(), mint.new_id())
    crash_point("pending.marking")
    pending.mark(mark)
    crash_point("pending.marked")
    try:
        yield mark.name
    except Rejection:
        pending.clear(mark.name)
        raise


def _no_mark(name: str) -> InvalidInput:
    return InvalidInput("pending", f"{name[:80]!r} is no mark", "leave that folder to the system")
