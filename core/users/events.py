"""What can happen to a user's own data, and how each fact is written as an event's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from core.catalogue.model import Ref
from core.events.envelope import NewEvent
from core.users.model import Preferences, Rating, Run


@dataclass(frozen=True, slots=True)
class PreferencesSet:
    """The preferences as a whole, as they are from here on."""

    TYPE: ClassVar[str] = "user.preferences_set"
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class PromptRated:
    """The user's word on one version of a prompt; the last one counts."""

    TYPE: ClassVar[str] = "user.prompt_rated"
    ref: Ref
    version: int
    rating: Rating


@dataclass(frozen=True, slots=True)
class ExecutionNoted:
    """An execution that the user started came to rest; the last note of an execution counts."""

    TYPE: ClassVar[str] = "user.execution_noted"
    run: Run


UserEvent: TypeAlias = PreferencesSet | PromptRated | ExecutionNoted

SHAPE_VERSIONS: Mapping[str, int] = {
    PreferencesSet.TYPE: 1,
    PromptRated.TYPE: 1,
    ExecutionNoted.TYPE: 1,
}


def to_data(event: UserEvent) -> dict[str, Any]:
    """`event` as the data of its envelope."""
    match event:
        case PreferencesSet():
            return event.preferences.to_json()
        case PromptRated():
            return {
                "ref": str(event.ref),
                "version": event.version,
                "rating": event.rating.rating,
                "comment": event.rating.comment,
            }
        case ExecutionNoted():
            return {
                "execution": event.run.execution,
                "workflow": event.run.workflow,
                "status": event.run.status,
                "prompts": list(event.run.prompts),
            }


def from_event(event: NewEvent) -> UserEvent | None:
    """The fact in `event`, whose shape is current; `None` for a type not known here."""
    data = event.data
    match event.type:
        case PreferencesSet.TYPE:
            favorites = tuple(data["favorite_workflows"])
            return PreferencesSet(
                Preferences(data["detail_level"], data["output_format"], favorites)
            )
        case PromptRated.TYPE:
            # What was appended was checked then; an event that happened is never refused.
            kind, _, name = data["ref"].partition("/")
            rating = Rating(data["rating"], data["comment"])
            return PromptRated(Ref(kind, name), data["version"], rating)
        case ExecutionNoted.TYPE:
            return ExecutionNoted(Run(**{**data, "prompts": tuple(data["prompts"])}))
        case _:
            return None
