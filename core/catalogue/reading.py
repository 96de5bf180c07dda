"""One prompt as the command line and HTTP give it."""

from typing import Any, Protocol

from core.catalogue.model import LATEST, Prompt, Version
from core.errors import NotFound


class Point(Protocol):
    """Where in the catalogue an answer was read."""

    @property
    def snapshot_id(self) -> str: ...
    @property
    def sequence(self) -> int: ...


class Texts(Point, Protocol):
    """Gives texts as they stand at one point."""

    def text(self, version: Version) -> str: ...


def prompt_as_json(texts: Texts, prompt: Prompt, version: Version) -> dict[str, Any]:
    """One flat object, as `show` and HTTP give it."""
    return {
        "type": prompt.ref.type,
        "name": prompt.ref.name,
        "version": version.number,
        "text": texts.text(version),
        "suggestions": [s.text for s in version.suggestions],
        "metadata": dict(version.metadata),
        "archived": prompt.archived,
        "labels": dict(prompt.label_versions),
        "snapshot": texts.snapshot_id,
        "sequence": texts.sequence,
    }


def labels_as_json(point: Point, prompt: Prompt) -> dict[str, Any]:
    """The labels of a prompt, as `label` and HTTP give them."""
    return {
        "type": prompt.ref.type,
        "name": prompt.ref.name,
        "labels": dict(prompt.label_versions),
        "latest": prompt.latest.number,
        "snapshot": point.snapshot_id,
        "sequence": point.sequence,
    }


def chosen_version(prompt: Prompt, *, version: int | None, label: str | None) -> Version:
    """The version asked for: by number, by label, else the latest. Raises `NotFound`.

    Where both are given, they must mean the same.
    """
    if label is not None and label != LATEST:
        labelled = prompt.labelled(label)
        if labelled is None:
            raise NotFound("label", label, f"{prompt.ref} has no such label")
        if version not in (None, labelled):
            raise NotFound(
                "version", f"{prompt.ref}@{version}", f"{label!r} points at version {labelled}"
            )
        version = labelled
    return prompt.latest if version is None else numbered_version(prompt, version)


def numbered_version(prompt: Prompt, number: int) -> Version:
    """Version `number` of `prompt`. Raises `NotFound`."""
    found = prompt.version(number)
    if found is None:
        raise NotFound(
            "version", f"{prompt.ref}@{number}", f"it has versions 1 to {prompt.latest.number}"
        )
    return found
