"""What happens when a command meets a user, and what it changes. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, get_args

from core.catalogue.limits import check_text
from core.catalogue.model import Ref
from core.errors import InvalidInput
from core.events.envelope import Event
from core.events.upcasting import upcast
from core.users.events import (
    ExecutionNoted,
    PreferencesSet,
    PromptRated,
    UserEvent,
    from_event,
)
from core.users.model import (
    BEST_RATING,
    COMMENT_LIMIT,
    DETAIL_LEVELS,
    FAVORITES_LIMIT,
    SUFFIXES,
    DetailLevel,
    OutputFormat,
    Rating,
    Run,
    User,
)

_PARKED = "parked"
"""The one standing of a settled execution that is not its end."""


@dataclass(frozen=True, slots=True)
class SetPreferences:
    """What is `None` stays as it is."""

    detail_level: str | None = None
    output_format: str | None = None
    favorite_workflows: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RatePrompt:
    ref: Ref
    version: int
    rating: int
    comment: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The answer that the command line and HTTP give once it is carried out."""
        return {
            "status": "recorded",
            "prompt": str(self.ref),
            "version": self.version,
            "rating": self.rating,
        }


@dataclass(frozen=True, slots=True)
class NoteExecution:
    run: Run


Command: TypeAlias = SetPreferences | RatePrompt | NoteExecution


def decide(user: User, command: Command) -> list[UserEvent]:
    """The events of `command`; none where it changes nothing. Raises a `Rejection`."""
    match command:
        case SetPreferences():
            return _set(user, command)
        case RatePrompt():
            return _rate(user, command)
        case NoteExecution():
            known = user.runs.get(command.run.execution)
            return [] if _is_old(command.run, known) else [ExecutionNoted(command.run)]


def evolve(user: User, events: Iterable[UserEvent], sequence: int) -> User:
    """The user after `events`, the last of append `sequence`. What happened is never refused.

    Costs one copy of the maps plus a step an event: a history grows long.
    """
    preferences, ratings, runs = user.preferences, dict(user.ratings), dict(user.runs)
    for event in events:
        match event:
            case PreferencesSet():
                preferences = event.preferences
            case PromptRated():
                ratings[event.ref, event.version] = event.rating
            case ExecutionNoted():
                runs[event.run.execution] = event.run
    return User(sequence, preferences, ratings, runs)


def fold(user: User, events: Iterable[Event]) -> User:
    """`user` after `events`, which continue their stream; types not known here are passed over."""
    listed = list(events)
    if not listed:
        return user
    facts = [from_event(upcast(envelope.new)) for envelope in listed]
    return evolve(user, (fact for fact in facts if fact is not None), listed[-1].sequence)


def _is_old(run: Run, known: Run | None) -> bool:
    """Whether `run` is how the execution stood by `known`, or before: who tells of it may be slow.

    Only one that parked goes on, and the prompts that took part in it only grow in number.
    """
    if known is None or known.status != _PARKED:
        return known is not None
    return run.status == _PARKED and {*run.prompts} <= {*known.prompts}


def _set(user: User, command: SetPreferences) -> list[UserEvent]:
    now = user.preferences
    if command.detail_level is not None:
        now = replace(now, detail_level=_detail_level(command.detail_level))
    if command.output_format is not None:
        now = replace(now, output_format=_output_format(command.output_format))
    if command.favorite_workflows is not None:
        now = replace(now, favorite_workflows=_favorites(command.favorite_workflows))
    return [] if now == user.preferences else [PreferencesSet(now)]


def _detail_level(text: str) -> DetailLevel:
    for level in DETAIL_LEVELS:
        if text == level:
            return level
    raise _unknown("detail_level", text, "level", DETAIL_LEVELS)


def _output_format(text: str) -> OutputFormat:
    for name in SUFFIXES:
        if text == name:
            return name
    raise _unknown("output_format", text, "format", get_args(OutputFormat))


def _unknown(field: str, text: str, kind: str, known: Sequence[str]) -> InvalidInput:
    return InvalidInput(field, f"{text[:60]!r} is no {kind}", f"use {', '.join(known)}")


def _favorites(names: tuple[str, ...]) -> tuple[str, ...]:
    different = tuple(dict.fromkeys(names))
    if len(different) > FAVORITES_LIMIT:
        raise InvalidInput(
            "favorite_workflows", f"{len(different)} of them", f"name {FAVORITES_LIMIT} at most"
        )
    return different


def _rate(user: User, command: RatePrompt) -> list[UserEvent]:
    if not 1 <= command.rating <= BEST_RATING:
        raise InvalidInput("rating", f"{command.rating} is no rating", f"give 1 to {BEST_RATING}")
    comment = command.comment.strip() if command.comment is not None else ""
    check_text("comment", comment, COMMENT_LIMIT)
    rating = Rating(command.rating, comment or None)
    if user.ratings.get((command.ref, command.version)) == rating:
        return []
    return [PromptRated(command.ref, command.version, rating)]
