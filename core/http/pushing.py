"""Push requests answered: what an answer says to Pub/Sub is whether to deliver again.

    2xx     done with: handled, or put where a person finds it
    503     not now: delivered again after a pause, until it becomes a dead letter
    500     a fault of ours: the same, since the next version may know better

A message that no further delivery would help (it cannot be read, or it asks for what cannot be) is
put among the dead letters at once, with the reason, and acknowledged. Where there are none, it is
refused, and Pub/Sub gives up on it after the deliveries that its subscription allows.
"""

import logging
from collections.abc import Callable
from typing import Any

from core import canonical
from core.errors import InvalidInput, Rejection
from core.http.envelopes import decode
from core.http.routes import Answer, Call, Reply, Route
from core.pipeline.messages import DeadLetters, Message

_LARGEST = 11 * 1024 * 1024
"""A message of ten megabytes, the most that Pub/Sub takes, is larger in its envelope."""
_log = logging.getLogger("promptintel.push")

Handle = Callable[[Message], str]


class PushAnswer(Answer):
    """What became of the message; Pub/Sub looks at the status code only."""

    status: str


def push_route(summary: str, handle: Handle, dead_letters: DeadLetters | None) -> Route:
    """`POST /` that hands each message to `handle`, which says in a word what became of it."""

    def pushed(call: Call) -> Reply:
        message = Message(data=call.body)
        try:
            message = decode(call.headers, call.body)
            return Reply({"status": handle(message)})
        except Rejection as error:
            if dead_letters is None:
                raise
            _log.error("%s: message %s is of no use: %s", summary, message.message_id, error)
            dead_letters.bury(message, str(error))
            return Reply({"status": "buried", "reason": str(error)})

    return Route(
        "POST",
        "/",
        summary,
        pushed,
        PushAnswer,
        statuses=(404, 503),
        body_limit=_LARGEST,
        raw=True,
    )


def content(message: Message) -> dict[str, Any]:
    """The JSON object that `message` carries. Raises `InvalidInput`."""
    try:
        value = canonical.decode(message.data)
    except ValueError as error:
        raise InvalidInput(
            "message.data", f"cannot be read ({error})", "send base64 of a JSON object"
        ) from error
    if not isinstance(value, dict):
        raise InvalidInput("message.data", "is no JSON object", "send base64 of a JSON object")
    return value
