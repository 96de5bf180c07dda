"""A message that came in from outside, and the port for those that cannot be handled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a subscription delivered it. All of it but `data` and `attributes` may be
    unknown; none of it is to be trusted.

    `subscription` is a bare name; `delivery_attempt` counts from 1; `publish_time` is RFC 3339.
    """

    data: bytes = b""
    attributes: Mapping[str, str] = field(default_factory=dict)
    message_id: str | None = None
    publish_time: str | None = None
    subscription: str | None = None
    delivery_attempt: int | None = None
    ordering_key: str | None = None


class DeadLetters(Protocol):
    """Where messages wait that no further delivery would help."""

    def bury(self, message: Message, reason: str) -> None:
        """Keep `message`, with where it came from and why. Raises `Unavailable` where it could not
        be kept: then it must not be acknowledged either."""
