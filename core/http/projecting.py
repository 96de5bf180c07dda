"""Projections over Pub/Sub: a message that a stream has moved lets its read model catch up."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from core.errors import InvalidInput, Unavailable
from core.events.envelope import StreamId, is_stream
from core.http.pushing import content, push_route
from core.http.routes import Route
from core.pipeline.messages import DeadLetters, Message


class CatchesUp(Protocol):
    """A projector, or several behind one another."""

    def catch_up(
        self, streams: Iterable[StreamId] | None = None
    ) -> Mapping[StreamId, Exception]: ...


def projection_routes(
    projector: CatchesUp, dead_letters: DeadLetters | None = None
) -> Sequence[Route]:
    """The route of the `project` entry point. A message that names no stream asks for all."""

    def moved(message: Message) -> str:
        faults = projector.catch_up(_named(message))
        for stream, fault in sorted(faults.items()):
            raise Unavailable(f"{stream} is not projected: {fault}") from fault
        return "projected"

    return (push_route("Let the read models catch up", moved, dead_letters),)


def _named(message: Message) -> list[StreamId] | None:
    named = content(message).get("stream") if message.data else None
    if named is None:
        return None
    if not isinstance(named, str) or not is_stream(named):
        raise InvalidInput("message.data", "names no stream", "send the stream that has moved")
    return [StreamId(named)]
