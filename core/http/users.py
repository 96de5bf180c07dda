"""A caller's own data over HTTP: preferences and feedback. Nobody sees anybody else's."""

from collections.abc import Sequence

from pydantic import Field

from core.catalogue.model import NAME, NAME_LIMIT, RESERVED_TYPES, WORD
from core.http import schemas
from core.http.routes import Answer, Body, Call, Reply, Route
from core.users.deciding import SetPreferences
from core.users.model import BEST_RATING, COMMENT_LIMIT, FAVORITES_LIMIT, DetailLevel, OutputFormat
from core.users.store import Users

_REFERENCE: schemas.Schema = {
    "pattern": f"^{WORD}/(?=[^@]{{1,{NAME_LIMIT}}}(@|$)){NAME}(@{WORD})?$",
    "not": {"pattern": f"^({'|'.join(sorted(RESERVED_TYPES))})/"},
}
_PRIVATE = {"Cache-Control": "private, no-store"}


class PreferencesBody(Body):
    """What is to change; what is left out stays as it is."""

    detail_level: DetailLevel | None = None
    output_format: OutputFormat | None = Field(
        None, description="Which file of each document is copied out"
    )
    favorite_workflows: list[str] | None = Field(
        None,
        description="Names of workflows; the first runs where none is named",
        json_schema_extra={"maxItems": FAVORITES_LIMIT, "items": schemas.NAME_OF_PROMPT},
    )


class PreferencesAnswer(Answer):
    """The caller's preferences: the defaults of their runs."""

    detail_level: DetailLevel
    output_format: OutputFormat
    favorite_workflows: list[str]


class FeedbackBody(Body):
    """One rating a user and version; the last one counts."""

    prompt: str = Field(
        description="type/name, type/name@3 or type/name@label", json_schema_extra=_REFERENCE
    )
    rating: int = Field(
        description=f"1 (worst) to {BEST_RATING} (best)",
        json_schema_extra={"minimum": 1, "maximum": BEST_RATING},
    )
    comment: str | None = Field(None, description=f"{COMMENT_LIMIT:,} bytes at most")


class FeedbackAnswer(Answer):
    """The rating that counts now, and the version it is about."""

    status: str
    prompt: str
    version: int
    rating: int


def user_routes(users: Users) -> Sequence[Route]:
    """The routes of a user's own data, all three at one function: a path leads to one."""

    def read(call: Call) -> Reply:
        return Reply(users.load(call.actor).preferences.to_json(), headers=_PRIVATE)

    def write(call: Call) -> Reply:
        body: PreferencesBody = call.body
        favorites = body.favorite_workflows
        command = SetPreferences(
            body.detail_level,
            body.output_format,
            tuple(favorites) if favorites is not None else None,
        )
        return Reply(users.set_preferences(call.actor, command).to_json(), headers=_PRIVATE)

    def rate(call: Call) -> Reply:
        body: FeedbackBody = call.body
        rated = users.rate(call.actor, body.prompt, body.rating, body.comment)
        return Reply(rated.to_json(), headers=_PRIVATE)

    path = "/api/prompts/preferences"
    return (
        Route("GET", path, "Your preferences", read, PreferencesAnswer, statuses=(503,)),
        Route(
            "PUT",
            path,
            "Change your preferences",
            write,
            PreferencesAnswer,
            PreferencesBody,
            statuses=(503,),
        ),
        Route(
            "POST",
            "/api/prompts/feedback",
            "Rate a version of a prompt",
            rate,
            FeedbackAnswer,
            FeedbackBody,
            statuses=(404, 503),
        ),
    )
