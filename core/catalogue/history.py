"""Who changed what, when: a prompt's versions with the envelopes of the appends that made them."""

from dataclasses import dataclass
from typing import Any

from core.catalogue.events import Written, from_event
from core.catalogue.model import Prompt, Suggestion
from core.events.envelope import CATALOGUE, Event
from core.events.log import EventLog
from core.events.upcasting import upcast


@dataclass(frozen=True, slots=True)
class Change:
    """One version as it came to be. `time` is RFC 3339; `new_suggestions` came with it."""

    version: int
    sequence: int
    time: str
    actor: str
    message: str | None
    origin: str
    suggestions: tuple[Suggestion, ...]
    routing: tuple[str, ...]


def history(log: EventLog, prompt: Prompt, limit: int | None = None) -> list[Change]:
    """The versions of `prompt`, newest first, all of them unless `limit`."""
    newest = list(reversed(prompt.versions))[:limit]
    changes = []
    for version in newest:
        appended = log.read(CATALOGUE, after=version.sequence - 1, upto=version.sequence)
        changes += [
            change
            for event in appended
            if (change := _change(event, prompt, version.number)) is not None
        ]
    return changes


def history_as_json(log: EventLog, prompt: Prompt, limit: int | None) -> list[dict[str, Any]]:
    """The versions newest first, as `history` and HTTP give them."""
    return [
        {
            "version": change.version,
            "sequence": change.sequence,
            "time": change.time,
            "actor": change.actor,
            "message": change.message,
            "origin": change.origin,
            "suggestions": [s.text for s in change.suggestions],
            "routing": list(change.routing),
        }
        for change in history(log, prompt, limit)
    ]


def _change(event: Event, prompt: Prompt, number: int) -> Change | None:
    envelope = upcast(event.new)
    fact = from_event(envelope)
    if not isinstance(fact, Written) or fact.ref != prompt.ref or fact.version != number:
        return None
    return Change(
        number,
        event.sequence,
        envelope.time,
        envelope.actor,
        fact.message,
        fact.origin,
        fact.suggestions,
        fact.routing,
    )


def sequence_at(log: EventLog, time: str) -> int:
    """The last append of the catalogue at or before `time` (RFC 3339, UTC, as events carry it)."""
    low, high = 0, log.head(CATALOGUE)
    while low < high:
        middle = (low + high + 1) // 2
        appended = next(iter(log.read(CATALOGUE, after=middle - 1, upto=middle)))
        if appended.new.time <= time:
            low = middle
        else:
            high = middle - 1
    return low
