"""One prompt as the command line and HTTP give it."""

from typing import Any, Protocol

from core.catalogue.model import LATEST, Prompt, Version
from core.errors import NotFound


class Texts(Protocol):
    """Gives texts, and says at which point of the catalogue."""

    @property
    def snapshot_id(self) -> str: ...
    @property
    def sequence(self) -> int: ...
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
        "snapshot": texts.snapshot_id,
        "sequence": texts.sequence,
    }


def chosen_version(prompt: Prompt, *, version: int | None, label: str | None) -> Version:
    """The version asked for: by number, by label, else the latest. Raises `NotFound`."""
    if label is not None and label != LATEST:
        version = prompt.labelled(label)
        if version is None:
            raise NotFound("label", label, f"{prompt.ref} has no such label")
    if version is None:
        return prompt.latest
    found = prompt.version(version)
    if found is None:
        raise NotFound(
            "version", f"{prompt.ref}@{version}", f"it has versions 1 to {prompt.latest.number}"
        )
    return found
