"""Rolling back over HTTP."""

from collections.abc import Sequence

from pydantic import Field

from core.catalogue.steering import RollbackRequest, Steering
from core.http import schemas
from core.http.addressing import IDEMPOTENCY_KEY, PROMPT, ref_of
from core.http.routes import Answer, Body, Call, Reply, Route


class RollbackBody(Body):
    """Which version is to be said again."""

    version: int = Field(description="The number of a version", json_schema_extra=schemas.VERSION)
    message: str | None = Field(None, description="Why", json_schema_extra=schemas.MESSAGE)
    expected_version: int | None = Field(
        None,
        description="Refuse where the prompt is at another",
        json_schema_extra=schemas.EXPECTED,
    )


class RollbackAnswer(Answer):
    """The new version, which says what version `back_to` said."""

    status: str
    type: str
    name: str
    new_version: int
    back_to: int
    sequence: int
    routing: list[str]


def rollback_routes(steering: Steering) -> Sequence[Route]:
    """Old texts as new versions."""

    def roll_back(call: Call) -> Reply:
        body: RollbackBody = call.body
        request = RollbackRequest(
            ref=ref_of(call),
            version=body.version,
            message=body.message,
            expected_version=body.expected_version,
            idempotency_key=call.headers.get("Idempotency-Key"),
        )
        return Reply(steering.roll_back(request, actor=call.user).to_json())

    return (
        Route(
            "POST",
            "/api/prompts/{type}/{name}/rollback",
            "An old text as a new version",
            roll_back,
            RollbackAnswer,
            RollbackBody,
            parameters=(*PROMPT, IDEMPOTENCY_KEY),
            statuses=(403, 404, 409, 422, 503),
        ),
    )
