"""A point of the catalogue as people name it: an append's number, or a time."""

import re
from datetime import UTC, datetime

from core.catalogue.history import sequence_at
from core.catalogue.model import Prompt
from core.errors import InvalidInput, NotFound
from core.events.log import EventLog
from core.events.minting import rfc3339

_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)
_SEQUENCE = re.compile(r"[0-9]{1,15}")


def point_of(log: EventLog, text: str, *, field: str) -> int:
    """The append that `text` names: by its number, or the last at or before an RFC 3339 time.

    Raises `InvalidInput`.
    """
    if _SEQUENCE.fullmatch(text):
        return int(text)
    return sequence_at(log, utc_time(field, text))


def utc_time(field: str, text: str) -> str:
    """An RFC 3339 time as events carry it: UTC with microseconds. Raises `InvalidInput`."""
    try:
        # In a query, a plus that was not escaped arrives as a space.
        instant = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise InvalidInput(
            field, f"{text[:40]!r} is no sequence and no time", "write 12 or 2027-03-01T12:00:00Z"
        ) from error
    if instant.tzinfo is None:
        raise InvalidInput(field, f"{text[:40]!r} has no zone", "end it with Z or +01:00")
    try:
        return rfc3339(instant)
    except OverflowError:
        # Its zone takes it out of the calendar, beyond everything that ever happened.
        return rfc3339(_FIRST if instant.year == 1 else _LAST)


def prompt_as_of(prompt: Prompt, sequence: int | None) -> Prompt:
    """`prompt` as it stood after append `sequence` (`None`: as it is now). Raises `NotFound`."""
    if sequence is None:
        return prompt
    earlier = prompt.as_of(sequence)
    if earlier is None:
        raise NotFound("prompt", str(prompt.ref), f"it did not exist at {sequence}")
    return earlier
