"""The port over which stages wake each other. A message is a wake-up; it carries references."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.errors import Unavailable


@dataclass(frozen=True, slots=True)
class StageReady:
    """Stage `stage` of execution `execution_id` may have work to do."""

    execution_id: str
    stage: str


Handler = Callable[[StageReady], None]


class NotYet(Unavailable):
    """What a message asks for can be done in `seconds`: deliver it again then, not before."""

    def __init__(self, message: str, *, seconds: float) -> None:
        super().__init__(message, retry_after=max(1, math.ceil(seconds)))
        self.seconds = seconds


class Bus(Protocol):
    """At-least-once delivery, in any order, perhaps twice and at the same time."""

    def publish(self, message: StageReady) -> None:
        """Hand `message` over. Raises `Unavailable` where it was not taken."""
