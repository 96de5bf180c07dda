"""What every event carries around its data, and how an append is written as bytes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NewType

from core import canonical
from core.errors import InvalidInput

StreamId = NewType("StreamId", str)

_STREAM = re.compile(r"catalogue|(executions|users)/[A-Za-z0-9][A-Za-z0-9_-]{0,127}")

CATALOGUE = StreamId("catalogue")


def is_stream(text: str) -> bool:
    """Whether `text` reads `catalogue`, `executions/<id>` or `users/<uid>`."""
    return _STREAM.fullmatch(text) is not None


def stream_id(text: str) -> StreamId:
    """`text` as a stream. Raises `InvalidInput`."""
    if not is_stream(text):
        raise InvalidInput(
            "stream",
            f"{text[:80]!r} names no stream",
            "use catalogue, executions/<id> or users/<uid>",
        )
    return StreamId(text)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact that is about to be appended.

    `id` tells our own retried write from another writer's; `version` is that of `data`'s shape;
    `time` is RFC 3339 in UTC; `subject` names the person or league whose data this is, if any;
    `causation` is the id of the command or event that led here.
    """

    id: str
    type: str
    version: int
    data: Mapping[str, Any]
    time: str
    actor: str
    subject: str | None = None
    causation: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A fact that happened: `new` at `index` within append number `sequence` of `stream`."""

    stream: StreamId
    sequence: int
    index: int
    new: NewEvent

    @property
    def type(self) -> str:
        return self.new.type

    @property
    def data(self) -> Mapping[str, Any]:
        return self.new.data


def pack(stream: StreamId, sequence: int, events: Sequence[NewEvent]) -> bytes:
    """One append as the bytes of one object."""
    return canonical.encode(
        {
            "stream": stream,
            "sequence": sequence,
            "events": [
                {
                    "id": event.id,
                    "type": event.type,
                    "version": event.version,
                    "data": dict(event.data),
                    "time": event.time,
                    "actor": event.actor,
                    "subject": event.subject,
                    "causation": event.causation,
                }
                for event in events
            ],
        }
    )


def unpack(data: bytes) -> list[Event]:
    """The events of one append. Raises `ValueError`, `KeyError` or `TypeError` where the bytes are
    none."""
    append = canonical.decode(data)
    stream = StreamId(append["stream"])
    return [
        Event(stream, append["sequence"], index, NewEvent(**fields))
        for index, fields in enumerate(append["events"])
    ]
