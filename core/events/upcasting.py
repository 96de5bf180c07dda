"""Old events, lifted to the shape that is current now.

Each step lifts one type from one version to the next; an event of any age takes as many steps as
it needs, so no reader but this one knows that shapes ever differed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.errors import StorageUnavailable
from core.events.envelope import NewEvent

Step = Callable[[NewEvent], Mapping[str, Any]]


def _suggestions_gain_their_author(event: NewEvent) -> Mapping[str, Any]:
    """Version 1 kept suggestions as plain texts; whoever appended the event had made them."""
    suggestions = [{"text": text, "by": event.actor} for text in event.data["suggestions"]]
    return {**event.data, "suggestions": suggestions}


def _starts_gain_origin_and_approval(event: NewEvent) -> Mapping[str, Any]:
    """Version 1 knew neither reruns, approvals nor preferences, and marked no pending work."""
    stages = [{**stage, "approval": False} for stage in event.data["stages"]]
    return {**event.data, "stages": stages, "origin": None, "pending": None, "settings": {}}


def _failures_gain_their_pause(event: NewEvent) -> Mapping[str, Any]:
    """Version 1 tried again at once."""
    return {**event.data, "retry_at": None}


def _parked_stages_gain_their_model(event: NewEvent) -> Mapping[str, Any]:
    """Version 1 did not say whose draft it was."""
    return {**event.data, "model": None}


_STEPS: Mapping[tuple[str, int], Step] = {
    ("prompt.created", 1): _suggestions_gain_their_author,
    ("prompt.revised", 1): _suggestions_gain_their_author,
    ("execution.started", 1): _starts_gain_origin_and_approval,
    ("stage.failed", 1): _failures_gain_their_pause,
    ("stage.parked", 1): _parked_stages_gain_their_model,
}
_CURRENT: Mapping[str, int] = {
    "prompt.created": 2,
    "prompt.revised": 2,
    "execution.started": 2,
    "stage.failed": 2,
    "stage.parked": 2,
}


def upcast(event: NewEvent) -> NewEvent:
    """`event` in the current shape of its type.

    Raises `StorageUnavailable` for a shape that this release does not know.
    """
    current = _CURRENT.get(event.type, 1)
    if event.version == current:
        return event
    if event.version > current:
        raise StorageUnavailable(
            f"event {event.id} ({event.type} version {event.version}) was written by a newer "
            "release; upgrade promptintel"
        )
    step = _STEPS.get((event.type, event.version))
    if step is None:
        raise StorageUnavailable(
            f"event {event.id} ({event.type} version {event.version}) is in no shape that was ever "
            "written; restore the log from a copy"
        )
    return upcast(replace(event, version=event.version + 1, data=step(event)))
