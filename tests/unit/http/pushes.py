"""Messages in every shape that a push request may have, and dead letters to look at."""

import base64
from collections.abc import Mapping
from typing import Any

from core import canonical
from core.errors import Unavailable
from core.pipeline.messages import Message

DATA = b'{"execution_id":"run-1","stage":"price"}'
ATTRIBUTES = {"made": "by hand"}
SUBSCRIPTION = "projects/p/subscriptions/stage-price-run"


def a_message(data: bytes | None = DATA, attributes: Mapping[str, str] | None = ATTRIBUTES) -> Any:
    """The message within an envelope."""
    message: dict[str, Any] = {"messageId": "7", "publishTime": "2027-01-01T00:00:00Z"}
    if data is not None:
        message["data"] = base64.b64encode(data).decode()
    if attributes is not None:
        message["attributes"] = dict(attributes)
    return message


def wrapped(**message: Any) -> dict[str, Any]:
    """An envelope as a push subscription sends it."""
    return {
        "message": a_message(**message),
        "subscription": SUBSCRIPTION,
        "deliveryAttempt": 3,
    }


def a_binary_event() -> tuple[dict[str, str], bytes]:
    headers = {
        "Content-Type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": "7",
        "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
        "ce-source": "//pubsub.googleapis.com/projects/p/topics/stage-price",
    }
    return headers, canonical.encode(wrapped())


def a_structured_event(**data: Any) -> tuple[dict[str, str], bytes]:
    event = {
        "specversion": "1.0",
        "id": "7",
        "type": "google.cloud.pubsub.topic.v1.messagePublished",
        "source": "//pubsub.googleapis.com/projects/p/topics/stage-price",
        **(data or {"data": wrapped()}),
    }
    return {"Content-Type": "application/cloudevents+json"}, canonical.encode(event)


def an_unwrapped_push() -> tuple[dict[str, str], bytes]:
    headers = {
        "Content-Type": "application/octet-stream",
        "User-Agent": "CloudPubSub-Google",
        "Authorization": "Bearer secret",
        "X-Cloud-Trace-Context": "1",
        "x-goog-pubsub-message-id": "7",
        "x-goog-pubsub-publish-time": "2027-01-01T00:00:00Z",
        "x-goog-pubsub-subscription-name": SUBSCRIPTION,
        "x-goog-pubsub-delivery-attempt": "3",
        "Made": "by hand",
    }
    return headers, DATA


class Buried:
    """Dead letters in memory; `broken` ones take none."""

    def __init__(self, *, broken: bool = False) -> None:
        self.letters: list[tuple[Message, str]] = []
        self._broken = broken

    def bury(self, message: Message, reason: str) -> None:
        if self._broken:
            raise Unavailable("the dead letters cannot be reached")
        self.letters.append((message, reason))
