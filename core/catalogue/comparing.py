"""Two versions of one prompt, and what differs between them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core import canonical
from core.canonical import Json
from core.catalogue.lines import unified
from core.catalogue.model import Prompt, Suggestion, Version
from core.catalogue.reading import chosen_version
from core.catalogue.rendering import body_of, text_of
from core.errors import NotFound
from core.events.blobs import BlobStore

Choice = int | str | None
"""A version's number, a label, or `None` where the caller did not say."""


def compared_versions(prompt: Prompt, old: Choice, new: Choice) -> tuple[Version, Version]:
    """The versions to compare: those chosen, else the latest and the one before the newer.

    Raises `NotFound`.
    """
    later = _chosen(prompt, new)
    if old is not None:
        return _chosen(prompt, old), later
    earlier = prompt.version(later.number - 1)
    if earlier is None:
        raise NotFound(
            "version", f"{prompt.ref}@{later.number - 1}", "version 1 has none before it to compare"
        )
    return earlier, later


def _chosen(prompt: Prompt, choice: Choice) -> Version:
    if isinstance(choice, str):
        return chosen_version(prompt, version=None, label=choice)
    return chosen_version(prompt, version=choice, label=None)


def difference(prompt: Prompt, old: Version, new: Version, blobs: BlobStore) -> dict[str, Any]:
    """What differs, as the command line and HTTP give it.

    `text` is a unified diff of the texts as their readers see them; `fields` what differs in the
    text without suggestions: leaf by leaf, by JSON Pointer, where both are JSON, else all of it
    as `body`. `null` stands for what is not there.
    """
    return {
        "type": prompt.ref.type,
        "name": prompt.ref.name,
        "from": old.number,
        "to": new.number,
        "text": unified(
            text_of(old, blobs),
            text_of(new, blobs),
            f"{prompt.ref}@{old.number}",
            f"{prompt.ref}@{new.number}",
        ),
        "fields": _fields(body_of(old, blobs), body_of(new, blobs)),
        "suggestions": {
            "added": _beyond(new.suggestions, old.suggestions),
            "removed": _beyond(old.suggestions, new.suggestions),
        },
        "metadata": _metadata(old.metadata, new.metadata),
    }


def _fields(old: str, new: str) -> list[dict[str, Json]]:
    if old == new:
        return []
    before, after = _data(old), _data(new)
    if before is None or after is None:
        return [{"field": "body", "from": old, "to": new}]
    return [
        {"field": pointer, "from": _shown(one), "to": _shown(other)}
        for pointer, one, other in _leaves(before, after)
    ]


def _data(text: str) -> Json:
    """The object or list that `text` is, or `None`."""
    try:
        value = canonical.decode(text)
    except ValueError:
        return None
    return value if isinstance(value, dict | list) else None


def _leaves(old: Json, new: Json) -> Iterator[tuple[str, Json, Json]]:
    """Where the values differ, in the order of the keys.

    With a stack of its own: what people write may be nested deeper than Python calls may be.
    """
    waiting: list[tuple[str, Json, Json]] = [("", old, new)]
    while waiting:
        pointer, one, other = waiting.pop()
        keys = _keys(one, other)
        if keys is None:
            if type(one) is not type(other) or one != other:
                yield pointer, one, other
            continue
        waiting += [
            (f"{pointer}/{_escaped(key)}", _at(one, key), _at(other, key)) for key in reversed(keys)
        ]


def _keys(one: Json, other: Json) -> Sequence[str | int] | None:
    """What to look at within both; `None` where they cannot be looked into side by side."""
    if isinstance(one, dict) and isinstance(other, dict):
        return sorted({*one, *other})
    if isinstance(one, list) and isinstance(other, list):
        return range(max(len(one), len(other)))
    return None


def _at(value: Json, key: str | int) -> Json:
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if isinstance(key, int) and key < len(value) else None


def _escaped(key: str | int) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _shown(value: Json) -> Json:
    """`value`, unless it is nested too deep to stand in an answer."""
    try:
        canonical.encode([[[[value]]]])
    except TypeError:
        return "(nested too deep to show)"
    return value


def _beyond(suggestions: Sequence[Suggestion], others: Sequence[Suggestion]) -> list[str]:
    """Those of `suggestions` that `others` do not have as often, in their order."""
    left = Counter(s.text for s in others)
    found = []
    for suggestion in suggestions:
        if left[suggestion.text]:
            left[suggestion.text] -= 1
        else:
            found.append(suggestion.text)
    return found


def _metadata(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, dict[str, Json]]:
    return {
        key: {"from": old.get(key), "to": new.get(key)}
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    }
