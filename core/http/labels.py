"""Labels over HTTP: which there are, and moving them."""

from collections.abc import Sequence

from pydantic import Field

from core.catalogue.reading import labels_as_json
from core.catalogue.steering import LabelRequest, Steering
from core.http import schemas
from core.http.addressing import IDEMPOTENCY_KEY, PROMPT, known, ref_of
from core.http.conditional import answered, entity_tag
from core.http.routes import Answer, Body, Call, Parameter, Reply, Route
from core.search.live import LiveIndex


class LabelsAnswer(Answer):
    """The version that each label points at, and the latest, which needs none."""

    type: str
    name: str
    labels: dict[str, int]
    latest: int
    snapshot: str
    sequence: int


class LabelBody(Body):
    """Where the label is to point."""

    version: int = Field(description="The number of a version", json_schema_extra=schemas.VERSION)
    message: str | None = Field(None, description="Why", json_schema_extra=schemas.MESSAGE)


class LabelAnswer(Answer):
    """Where the label points; `status` is moved, or unchanged where it did already."""

    status: str
    type: str
    name: str
    label: str
    version: int
    sequence: int
    routing: list[str]


def labels_route(index: LiveIndex) -> Route:
    """The labels of a prompt."""

    def labels(call: Call) -> Reply:
        ref = ref_of(call)
        view = index.fresh()
        prompt = known(view, ref)

        return answered(call, entity_tag(view), lambda: labels_as_json(view, prompt))

    return Route(
        "GET",
        "/api/prompts/{type}/{name}/labels",
        "The labels of a prompt",
        labels,
        LabelsAnswer,
        parameters=PROMPT,
        statuses=(404, 503),
        conditional=True,
    )


def label_routes(steering: Steering) -> Sequence[Route]:
    """Moving labels."""

    def move(call: Call) -> Reply:
        body: LabelBody = call.body
        request = LabelRequest(
            ref=ref_of(call),
            label=call.path["label"],
            version=body.version,
            message=body.message,
            idempotency_key=call.headers.get("Idempotency-Key"),
        )
        return Reply(steering.move_label(request, actor=call.user).to_json())

    return (
        Route(
            "PUT",
            "/api/prompts/{type}/{name}/labels/{label}",
            "Let a label point at a version",
            move,
            LabelAnswer,
            LabelBody,
            parameters=(
                *PROMPT,
                Parameter("label", "A label, such as production", schemas.LABEL, "path"),
                IDEMPOTENCY_KEY,
            ),
            statuses=(403, 404, 409, 422, 503),
        ),
    )
