"""Values that a person gave: laid over what the extract stage read, and marked as theirs.

The stage's own result stays as its event has it; whoever reads it sees these values in it. What a
person settled is no longer in dispute.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from core.canonical import Json
from core.pipeline.facts import leaves

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Given:
    """`value` stands at `pointer` of the profile because `by` said so; `at` is RFC 3339."""

    pointer: str
    value: Json
    by: str
    at: str

    def to_json(self) -> dict[str, Json]:
        return {"pointer": self.pointer, "value": self.value, "by": self.by, "at": self.at}

    @property
    def evidence(self) -> dict[str, Json]:
        """What stands where a stated value has its words."""
        return {
            "given_by": PERSON,
            "by": self.by,
            "at": self.at,
            "quote": None,
            "start": None,
            "end": None,
            "question": None,
            "confidence": 1.0,
        }


def with_values(extracted: Json, given: Sequence[Given]) -> Json:
    """`extracted` with `given` in its profile, in order, and without the words they replace."""
    if not given or not _has_profile(extracted):
        return extracted
    profile = deepcopy(extracted["profile"])
    evidence = dict(extracted.get("evidence") or {})
    for one in given:
        put(profile, one.pointer, one.value)
        evidence = {path: e for path, e in evidence.items() if not _within(path, one.pointer)}
    return {**extracted, "profile": profile, "evidence": evidence}


def effective(extracted: Json, given: Sequence[Given]) -> Json:
    """`extracted` as the later stages see it: `given` in it, each leaf with who gave it."""
    if not given or not _has_profile(extracted):
        return extracted
    value = with_values(extracted, given)
    evidence = value["evidence"]
    for one in given:
        # A later value may stand inside an earlier one, or replace it.
        evidence = {path: e for path, e in evidence.items() if not _overlap(path, one.pointer)}
        evidence |= dict.fromkeys(_leaves(one), one.evidence)
    value["evidence"] = evidence
    for list_name in ("contradictions", "ambiguities"):
        if list_name in value:
            value[list_name] = [
                item
                for item in value[list_name]
                if not any(_overlap(item["pointer"], one.pointer) for one in given)
            ]
    return value


def put(profile: Json, pointer: str, value: Json) -> None:
    """Set `pointer` of `profile` in place; what is missing on the way becomes an object.

    One past the end of a list appends to it.
    """
    *way, last = parts(pointer)
    place = profile
    for part in way:
        inner = _inside(place, part)
        if not isinstance(inner, dict | list):
            inner = {}
            _set(place, part, inner)
        place = inner
    _set(place, last, deepcopy(value))


def parts(pointer: str) -> list[str]:
    """The keys and indices of a JSON Pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def joined(keys: Sequence[str]) -> str:
    """The JSON Pointer of `keys`."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _inside(place: Json, part: str) -> Json:
    if isinstance(place, list):
        return place[int(part)] if part.isdigit() and int(part) < len(place) else None
    return place.get(part)


def _set(place: Any, part: str, value: Json) -> None:
    if not isinstance(place, list):
        place[part] = value
    elif int(part) < len(place):
        place[int(part)] = value
    else:
        place.append(value)


def _leaves(one: Given) -> Iterator[str]:
    found = [pointer for pointer, _ in leaves(one.value, one.pointer)]
    # A value given as none has no leaf: that it was given stands at its own place.
    yield from found or [one.pointer]


def _within(path: str, pointer: str) -> bool:
    return path == pointer or path.startswith(f"{pointer}/")


def _overlap(one: str, other: str) -> bool:
    """Whether one pointer is the other, or leads to a part of it."""
    return _within(one, other) or _within(other, one)


def _has_profile(extracted: Json) -> bool:
    return isinstance(extracted, Mapping) and isinstance(extracted.get("profile"), dict)
