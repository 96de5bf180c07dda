"""An execution's events as people and browsers follow them: what happened, without the results."""

from dataclasses import dataclass
from typing import Any, Self

from core.canonical import Json
from core.errors import InvalidInput
from core.events.envelope import Event
from core.events.upcasting import upcast
from core.pipeline.watching import Step

_TOLD = (
    "stage",
    "attempt",
    "deadline",
    "seconds",
    "summary",
    "model",
    "repairs",
    "error",
    "permanent",
    "retry_at",
    "complaints",
    "origin",
)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where an event stands in its stream: append, and place within it. Written `5-0`."""

    sequence: int
    index: int

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(event.sequence, event.index)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `5-0`, or `5` for the whole append. Raises `InvalidInput`."""
        sequence, dash, index = text.partition("-")
        numbers = [sequence, index] if dash else [sequence, str(10**9)]
        if not all(n.isascii() and n.isdigit() and len(n) <= 12 for n in numbers):
            raise InvalidInput("after", f"{text[:40]!r} is no event's id", "give the last id seen")
        return cls(*map(int, numbers))

    def __str__(self) -> str:
        return f"{self.sequence}-{self.index}"


def told(step: Step) -> dict[str, Json]:
    """What a watcher is told of an event. Results are fetched from the execution itself."""
    new = upcast(step.event.new)
    known: dict[str, Any] = {key: new.data[key] for key in _TOLD if key in new.data}
    if "values" in new.data:
        known["pointers"] = [value["pointer"] for value in new.data["values"]]
    return {
        "execution_id": step.execution.id,
        "type": new.type,
        "time": new.time,
        "actor": new.actor,
        "status": step.execution.status,
        **known,
    }
