"""Who changed what, when: all that happened to a prompt, with the envelopes of its appends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.catalogue.events import (
    CatalogueEvent,
    LabelMoved,
    PromptArchived,
    PromptRolledBack,
    Shelved,
    Written,
    from_event,
)
from core.catalogue.model import Prompt, Suggestion
from core.events.envelope import CATALOGUE, NewEvent
from core.events.log import EventLog
from core.events.upcasting import upcast


@dataclass(frozen=True, slots=True)
class Change:
    """One version as it came to be. `time` is RFC 3339; `back_to` is the version that a rollback
    brought back."""

    version: int
    sequence: int
    time: str
    actor: str
    message: str | None
    origin: str
    suggestions: tuple[Suggestion, ...]
    routing: tuple[str, ...]
    back_to: int | None = None


def history(log: EventLog, prompt: Prompt, limit: int | None = None) -> list[Change]:
    """The versions of `prompt`, newest first, all of them unless `limit`."""
    newest = list(reversed(prompt.versions))[:limit]
    return [
        Change(
            fact.version,
            sequence,
            envelope.time,
            envelope.actor,
            fact.message,
            fact.origin,
            fact.suggestions,
            fact.routing,
            fact.back_to if isinstance(fact, PromptRolledBack) else None,
        )
        for sequence, envelope, fact in _facts(log, prompt, (v.sequence for v in newest))
        if isinstance(fact, Written)
    ]


def history_as_json(log: EventLog, prompt: Prompt, limit: int | None) -> dict[str, Any]:
    """Versions, label moves and archivals, each newest first and `limit` of them at most."""
    return {
        "type": prompt.ref.type,
        "name": prompt.ref.name,
        "versions": [_version(change) for change in history(log, prompt, limit)],
        "label_moves": _label_moves(log, prompt, limit),
        "archivals": _archivals(log, prompt, limit),
    }


def _version(change: Change) -> dict[str, Any]:
    return {
        "version": change.version,
        "sequence": change.sequence,
        "time": change.time,
        "actor": change.actor,
        "message": change.message,
        "origin": change.origin,
        "suggestions": [s.text for s in change.suggestions],
        "routing": list(change.routing),
        "back_to": change.back_to,
    }


def _label_moves(log: EventLog, prompt: Prompt, limit: int | None) -> list[dict[str, Any]]:
    newest = list(reversed(prompt.labels))[:limit]
    return [
        {
            "label": fact.label,
            "version": fact.version,
            "previous": fact.previous,
            "sequence": sequence,
            "time": envelope.time,
            "actor": envelope.actor,
            "message": fact.message,
        }
        for sequence, envelope, fact in _facts(log, prompt, (m.sequence for m in newest))
        if isinstance(fact, LabelMoved)
    ]


def _archivals(log: EventLog, prompt: Prompt, limit: int | None) -> list[dict[str, Any]]:
    newest = list(reversed(prompt.archivals))[:limit]
    return [
        {
            "archived": isinstance(fact, PromptArchived),
            "sequence": sequence,
            "time": envelope.time,
            "actor": envelope.actor,
            "message": fact.message,
            "origin": fact.origin,
        }
        for sequence, envelope, fact in _facts(log, prompt, (a.sequence for a in newest))
        if isinstance(fact, Shelved)
    ]


def _facts(
    log: EventLog, prompt: Prompt, sequences: Iterable[int]
) -> Iterator[tuple[int, NewEvent, CatalogueEvent]]:
    """What the appends `sequences` say of `prompt`."""
    for sequence in dict.fromkeys(sequences):
        for event in log.read(CATALOGUE, after=sequence - 1, upto=sequence):
            envelope = upcast(event.new)
            fact = from_event(envelope)
            if fact is not None and fact.ref == prompt.ref:
                yield sequence, envelope, fact


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
