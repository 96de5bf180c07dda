"""Everything in use, by type, as the command line and HTTP list it."""

from collections.abc import Iterable
from typing import Any

from core.catalogue.model import Prompt


def in_use(prompts: Iterable[Prompt], as_of: int | None) -> list[Prompt]:
    """Those of `prompts` in use after append `as_of` (`None`: now), sorted by reference."""
    then = prompts if as_of is None else (prompt.as_of(as_of) for prompt in prompts)
    living = [prompt for prompt in then if prompt is not None and not prompt.archived]
    return sorted(living, key=lambda prompt: str(prompt.ref))


def by_type(prompts: Iterable[Prompt]) -> dict[str, list[dict[str, Any]]]:
    """One line a prompt, under its type, in the order of `prompts`."""
    types: dict[str, list[dict[str, Any]]] = {}
    for prompt in prompts:
        types.setdefault(prompt.ref.type, []).append(_line(prompt))
    return types


def _line(prompt: Prompt) -> dict[str, Any]:
    metadata = prompt.latest.metadata
    return {
        "name": prompt.ref.name,
        "version": prompt.latest.number,
        "title": str(metadata.get("title", prompt.ref.name)),
        "purpose": str(metadata.get("purpose", "")),
        "labels": dict(prompt.label_versions),
    }
