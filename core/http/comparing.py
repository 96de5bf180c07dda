"""Two versions of a prompt side by side, over HTTP."""

from typing import Any

from pydantic import Field

from core.catalogue.comparing import Choice, compared_versions, difference
from core.catalogue.model import LATEST, label_name
from core.http.addressing import PROMPT, known, ref_of
from core.http.conditional import answered, entity_tag
from core.http.routes import Answer, Call, Parameter, Reply, Route
from core.http.schemas import VERSION_OR_LABEL
from core.search.live import LiveIndex


class FieldChange(Answer):
    """One field; null stands for what is not there."""

    field: str = Field(description="A JSON Pointer into the text where it is JSON, else body")
    from_: Any = Field(alias="from")
    to: Any


class ValueChange(Answer):
    """A value of the metadata; null stands for what is not there."""

    from_: Any = Field(alias="from")
    to: Any


class SuggestionChanges(Answer):
    """Suggestions that one version has and the other has not."""

    added: list[str]
    removed: list[str]


class DiffAnswer(Answer):
    """What differs between two versions; `text` is a unified diff."""

    type: str
    name: str
    from_: int = Field(alias="from")
    to: int
    text: str
    fields: list[FieldChange]
    suggestions: SuggestionChanges
    metadata: dict[str, ValueChange]
    snapshot: str
    sequence: int


def diff_route(index: LiveIndex) -> Route:
    """What differs between two versions of a prompt."""

    def diff(call: Call) -> Reply:
        ref, older, newer = ref_of(call), _choice(call, "from"), _choice(call, "to")
        view = index.fresh()
        prompt = known(view, ref)
        old, new = compared_versions(prompt, older, newer)

        def value() -> dict[str, Any]:
            return {
                **difference(prompt, old, new, view.blobs),
                "snapshot": view.snapshot_id,
                "sequence": view.sequence,
            }

        return answered(call, entity_tag(view, old.number, new.number), value)

    return Route(
        "GET",
        "/api/prompts/{type}/{name}/diff",
        "What differs between two versions",
        diff,
        DiffAnswer,
        parameters=(
            *PROMPT,
            Parameter("from", "A version number or a label; the one before `to`", VERSION_OR_LABEL),
            Parameter(
                "to", "A version number or a label; the latest unless told", VERSION_OR_LABEL
            ),
        ),
        statuses=(404, 503),
        conditional=True,
    )


def _choice(call: Call, name: str) -> Choice:
    text = call.query.get(name)
    if text is None or text == LATEST:
        return text
    if text.isascii() and text.isdigit():
        return int(text[:15])
    return label_name(text, field=name)
