"""A prompt as the value of a store's item, and what a value that is put changes about a prompt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.canonical import Json
from core.catalogue.frontmatter import joined
from core.catalogue.model import Prompt, Ref, Suggestion
from core.catalogue.rendering import body_of, with_suggestions
from core.catalogue.updating import UpdateRequest
from core.errors import InvalidInput, VersionConflict
from core.events.blobs import BlobStore

_KINDS: Mapping[str, type] = {
    "text": str,
    "body": str,
    "version": int,
    "title": str,
    "purpose": str,
    "suggestions": list,
    "metadata": dict,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A prompt as it stands: its latest version, body and suggestions apart."""

    ref: Ref
    version: int = 0
    body: str = ""
    suggestions: tuple[str, ...] = ()
    metadata: Mapping[str, Json] | None = None
    archived: bool = False

    @classmethod
    def of(cls, ref: Ref, prompt: Prompt | None, blobs: BlobStore) -> "Standing":
        """Version 0 stands for a prompt that there is not."""
        if prompt is None:
            return cls(ref)
        latest = prompt.latest
        suggestions = tuple(s.text for s in latest.suggestions)
        body = body_of(latest, blobs)
        return cls(ref, latest.number, body, suggestions, latest.metadata, prompt.archived)

    @property
    def text(self) -> str:
        return _with(self.body, self.suggestions)

    @property
    def value(self) -> dict[str, Any]:
        """What a store's item carries."""
        metadata = dict(self.metadata or {})
        return {
            "text": self.text,
            "version": self.version,
            "title": str(metadata.get("title", self.ref.name)),
            "purpose": str(metadata.get("purpose", "")),
            "suggestions": list(self.suggestions),
            "metadata": metadata,
        }


def check_value(value: Mapping[str, Any]) -> None:
    """Raises `InvalidInput` where `value` is none that a prompt can have."""
    for key, part in value.items():
        if key not in _KINDS:
            raise InvalidInput(
                "value", f"{key[:60]!r} is no key of a prompt", f"use {', '.join(_KINDS)}"
            )
        if not isinstance(part, _KINDS[key]) or isinstance(part, bool):
            raise InvalidInput(f"value/{key}", "is of another kind", f"give {_KINDS[key].__name__}")
    if "text" in value and "body" in value:
        raise InvalidInput("value/body", "stands beside text", "give one of them")
    if not all(isinstance(text, str) for text in value.get("suggestions", ())):
        raise InvalidInput("value/suggestions", "are not all texts", "give a list of texts")


def request_for(standing: Standing, value: Mapping[str, Any]) -> UpdateRequest | None:
    """The update that makes `value` what stands; `None` where it stands already.

    What `value` leaves out stays, but for suggestions: a new text has taken the old ones in. A
    value that carries a `version` is refused where another one stands: `VersionConflict`.
    """
    check_value(value)
    if not standing.version and "text" not in value and "body" not in value:
        raise InvalidInput("value", "has no text", "a new prompt needs its text")
    body = _body(standing, value)
    metadata = _metadata(standing, value)
    kept = standing.suggestions if body == standing.body else ()
    suggestions = tuple(value.get("suggestions", kept))
    same = body == standing.body and metadata == dict(standing.metadata or {})
    create = standing.archived or not standing.version
    if same and suggestions == standing.suggestions and not create:
        return None
    if value.get("version", standing.version) != standing.version:
        raise VersionConflict(
            str(standing.ref), expected=value["version"], current=standing.version
        )
    grows = suggestions[: len(standing.suggestions)] == standing.suggestions
    only_wishes = same and grows and not create
    return UpdateRequest(
        standing.ref.type,
        standing.ref.name,
        suggestions=suggestions[len(standing.suggestions) :] if only_wishes else suggestions,
        body=None if only_wishes else _written(body, metadata, standing),
        create=create,
        expected_version=standing.version,
    )


def _body(standing: Standing, value: Mapping[str, Any]) -> str:
    """The text without the suggestions that it was shown with, where they come along."""
    if "body" in value:
        return str(value["body"])
    text = value.get("text")
    if text is None or text == standing.text:
        return standing.body
    known: Sequence[str] = value.get("suggestions", ())
    for count in range(len(known), 0, -1):
        shown = _with("", known[:count])
        if text.endswith(shown):
            return f"{text.removesuffix(shown)}\n"
    return str(text)


def _metadata(standing: Standing, value: Mapping[str, Any]) -> dict[str, Any]:
    shown = standing.value
    metadata = dict(value.get("metadata") or shown["metadata"])
    for key in ("title", "purpose"):
        if key in value and value[key] != shown[key]:
            metadata[key] = value[key]
    return metadata


def _written(body: str, metadata: Mapping[str, Any], standing: Standing) -> str:
    """`body` under its metadata where they are new, or where it begins like some of its own."""
    new = metadata != dict(standing.metadata or {})
    return joined(metadata, body) if new or body.startswith("---\n") else body


def _with(body: str, suggestions: Sequence[str]) -> str:
    return with_suggestions(body, tuple(Suggestion(text, "") for text in suggestions))
