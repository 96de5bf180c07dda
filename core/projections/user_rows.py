"""A user's stream as rows: their preferences, and their ratings beside what they used."""

from collections.abc import Sequence

from core.events.envelope import Event
from core.projections.changes import Change, Put, Tally
from core.projections.tables import PROMPT_PREFERENCES, PROMPT_RATINGS

_PREFERENCES = ("detail_level", "output_format", "favorite_workflows")


def user_changes(event: Event) -> Sequence[Change]:
    """What `event`, in its current shape, changes. Which prompts a user's runs used is taken from
    the executions themselves."""
    user, data = event.stream.partition("/")[2], event.data
    match event.type:
        case "user.preferences_set":
            values = {name: data[name] for name in _PREFERENCES}
            return [Put(PROMPT_PREFERENCES, (user,), {**values, "updated_at": event.new.time})]
        case "user.prompt_rated":
            version, rating = data["version"], data["rating"]
            kind, _, name = data["ref"].partition("/")
            values = {
                "prompt_type": kind,
                "prompt_name": name,
                "version": version,
                "rating": rating,
                "rated_at": event.new.time,
            }
            return [
                Put(PROMPT_RATINGS, (user, f"{kind}/{name}@{version}"), values),
                Tally((user, f"{kind}~{name}"), ratings={str(version): rating}),
            ]
        case _:
            return []
