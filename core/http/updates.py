"""Changing prompts over HTTP."""

from collections.abc import Sequence

from pydantic import ConfigDict, Field

from core.catalogue.updating import Updater, UpdateRequest
from core.http import schemas
from core.http.addressing import IDEMPOTENCY_KEY
from core.http.routes import Answer, Body, Call, Reply, Route


class UpdateBody(Body):
    """What is to change: suggestions that are added, a whole new body, or archiving."""

    model_config = ConfigDict(json_schema_extra=schemas.CHANGES)

    prompt_type: str = Field(json_schema_extra=schemas.TYPE)
    prompt_name: str = Field(json_schema_extra=schemas.NAME_OF_PROMPT)
    suggestions: list[str] = Field(
        default_factory=list,
        description="4 KiB each at most",
        json_schema_extra=schemas.SUGGESTIONS,
    )
    body: str | None = Field(
        None,
        description="The whole new text, 1 MiB at most; data must stay readable as what it is",
        json_schema_extra=schemas.TEXT,
    )
    create: bool = Field(False, description="Make the prompt, or bring it back; needs a body")
    archive: bool = Field(False, description="Take the prompt out of use")
    message: str | None = Field(
        None, description="Why; 1 KiB at most", json_schema_extra=schemas.MESSAGE
    )
    expected_version: int | None = Field(
        None,
        description="Refuse where the prompt is at another",
        json_schema_extra=schemas.EXPECTED,
    )


class UpdateAnswer(Answer):
    """The update is durable; a search with `min_sequence` = `sequence` sees it."""

    status: str
    prompt_type: str
    prompt_name: str
    new_version: int
    sequence: int
    routing: list[str]


def update_routes(updater: Updater) -> Sequence[Route]:
    """The routes that `functions/apply_update` answers."""

    def update(call: Call) -> Reply:
        body: UpdateBody = call.body
        request = UpdateRequest(
            **{**body.model_dump(), "suggestions": tuple(body.suggestions)},
            idempotency_key=call.headers.get("Idempotency-Key"),
        )
        outcome = updater.update(request, actor=call.user)
        return Reply(outcome.to_json())

    return (
        Route(
            "POST",
            "/api/prompts/update",
            "Append an update to a prompt",
            update,
            UpdateAnswer,
            UpdateBody,
            parameters=(IDEMPOTENCY_KEY,),
            statuses=(403, 404, 409, 422, 503),
            body_limit=2 * 1024 * 1024,
        ),
    )
