"""What a push request carries, in every shape that Pub/Sub or an event router gives it.

    wrapped         {"message": {...}, "subscription": ...}, as a push subscription sends it
    CloudEvent      binary: the same body, the event's attributes in `ce-` headers;
                    structured: the same as the `data` of a JSON event
    not wrapped     the message's data is the body, what else it carries stands in headers

Whatever a message says about its delivery only helps to find a fault: where it makes no sense, it
is left out. A body that is none of these, or data that cannot be decoded, is `InvalidInput`.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from core import canonical
from core.errors import InvalidInput
from core.pipeline.messages import Message

_STRUCTURED = "application/cloudevents+json"
_UNWRAPPED = "x-goog-pubsub-"
_EVENT = "ce-"
_NO_ATTRIBUTES = frozenset(
    {
        *("host", "user-agent", "accept", "accept-encoding", "connection", "from", "via"),
        *("content-type", "content-length", "transfer-encoding", "authorization", "forwarded"),
        *("traceparent", "tracestate", "function-execution-id"),
    }
)
"""Headers that a sender or a proxy adds: nobody published them."""


def decode(headers: Mapping[str, str], body: bytes) -> Message:
    """The message that a request delivers. Raises `InvalidInput`."""
    lower = {name.lower(): value for name, value in headers.items()}
    if f"{_UNWRAPPED}message-id" in lower:
        return _unwrapped(lower, body)
    value = _json(body, "body")
    if _is_structured(lower, value):
        return _wrapped(_event_data(value), event_id=value.get("id"))
    return _wrapped(value, event_id=lower.get(f"{_EVENT}id"))


def _is_structured(headers: Mapping[str, str], value: Mapping[str, Any]) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == _STRUCTURED or ("specversion" in value and "message" not in value)


def _event_data(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data of a structured event, which may be JSON or base64 of it."""
    if "data_base64" in event:
        return _json(_decoded(event["data_base64"], "data_base64"), "data_base64")
    data = event.get("data")
    if isinstance(data, str):
        return _json(data.encode(), "data")
    if not isinstance(data, dict):
        raise InvalidInput("data", "is no JSON object", "send the message that was published")
    return data


def _wrapped(value: Mapping[str, Any], *, event_id: Any) -> Message:
    message = value.get("message")
    if not isinstance(message, dict):
        raise InvalidInput("message", "is missing", "send an envelope as Pub/Sub does")
    data = message.get("data")
    return Message(
        data=b"" if data is None else _decoded(data, "message.data"),
        attributes=_attributes(message.get("attributes")),
        message_id=_text(message, "messageId", "message_id") or _word(event_id),
        publish_time=_text(message, "publishTime", "publish_time"),
        subscription=_bare(value.get("subscription")),
        delivery_attempt=_count(value.get("deliveryAttempt", value.get("delivery_attempt"))),
        ordering_key=_text(message, "orderingKey", "ordering_key"),
    )


def _unwrapped(headers: Mapping[str, str], body: bytes) -> Message:
    attributes = {
        name: value
        for name, value in headers.items()
        if name not in _NO_ATTRIBUTES and not name.startswith(("x-", _EVENT))
    }
    return Message(
        data=body,
        attributes=attributes,
        message_id=headers.get(f"{_UNWRAPPED}message-id"),
        publish_time=headers.get(f"{_UNWRAPPED}publish-time"),
        subscription=_bare(headers.get(f"{_UNWRAPPED}subscription-name")),
        delivery_attempt=_count(headers.get(f"{_UNWRAPPED}delivery-attempt")),
        ordering_key=headers.get(f"{_UNWRAPPED}ordering-key"),
    )


def _json(content: bytes, field: str) -> Mapping[str, Any]:
    try:
        value = canonical.decode(content)
    except ValueError as error:
        raise InvalidInput(field, f"is not JSON ({error})", "send one JSON object") from error
    if not isinstance(value, dict):
        raise InvalidInput(field, "is no JSON object", "send one JSON object")
    return value


def _decoded(text: Any, field: str) -> bytes:
    if not isinstance(text, str):
        raise InvalidInput(field, "is no text", "send base64")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(field, f"cannot be read ({error})", "send base64") from error


def _attributes(value: Any) -> Mapping[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise InvalidInput("message.attributes", "are no texts by name", "send names with texts")
    return value


def _text(message: Mapping[str, Any], *names: str) -> str | None:
    return next((word for name in names if (word := _word(message.get(name))) is not None), None)


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _bare(name: Any) -> str | None:
    word = _word(name)
    return None if word is None else word.rpartition("/")[2] or None


def _count(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if type(value) is int and value >= 0 else None
