"""A whole new body must be readable as what it stands for, or nothing is appended."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core import canonical
from core.catalogue.appending import CatalogueView
from core.catalogue.events import Written
from core.catalogue.genesis import Check, GenesisFile
from core.catalogue.model import Prompt, Ref, Text
from core.catalogue.rendering import body_of, content_of
from core.errors import InvalidInput
from core.events.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class BodyChecks:
    """`by_type` looks closer at texts of a type, as it does at genesis files."""

    by_type: Mapping[str, Check] = field(default_factory=dict)

    def check(
        self,
        view: CatalogueView,
        blobs: BlobStore,
        prompt: Prompt | None,
        event: Written,
        first_line: int,
    ) -> None:
        """Raises `InvalidInput` where what reads `prompt` could not read what `event` writes.

        `first_line` is the line of the caller's body that the text begins in.
        """
        text = content_of(event.body, blobs)
        if prompt is not None and _is_json(body_of(prompt.latest, blobs)):
            _check_json(text)
        check = self.by_type.get(event.ref.type)
        if check is None:
            return
        file = GenesisFile(event.ref, text, event.metadata, "body", first_line)
        problems = check(file, {**_in_use(view, blobs), event.ref: file})
        if problems:
            first = problems[0]
            # The first line also stands for the front matter above it, so it places nothing.
            place = f"line {first.line}: " if first.line > first_line else ""
            raise InvalidInput("body", f"{place}{first.problem}", first.remedy)


NONE = BodyChecks()


def _in_use(view: CatalogueView, blobs: BlobStore) -> dict[Ref, GenesisFile]:
    """What executions read of every prompt, as files."""
    return {
        prompt.ref: _file(prompt.ref, prompt.in_use().body, prompt.in_use().metadata, blobs)
        for prompt in view.prompts(None)
        if not prompt.archived
    }


def _file(ref: Ref, body: Text, metadata: Mapping[str, object], blobs: BlobStore) -> GenesisFile:
    return GenesisFile(ref, content_of(body, blobs), metadata, str(ref))


def _is_json(text: str) -> bool:
    """Whether `text` is data: a number or a quoted word alone may as well be prose."""
    try:
        return isinstance(canonical.decode(text), dict | list)
    except ValueError:
        return False


def _check_json(text: str) -> None:
    try:
        value = canonical.decode(text)
    except ValueError as error:
        raise InvalidInput(
            "body", f"is not JSON ({error})", "the present text is JSON; send the whole new JSON"
        ) from error
    if not isinstance(value, dict | list):
        raise InvalidInput(
            "body", "is no JSON object or list", "the present text is JSON; send the whole new JSON"
        )
