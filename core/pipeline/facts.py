"""What is known of a league: stated values first, then what was derived from them.

Pointers are JSON Pointers into the profile (`/season/events_per_season`, `/betting/territories/0`).
A null and an empty list are missing; `False` and `0` are answers.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from core.canonical import Json

Origin = Literal["stated", "person", "derived", "inferred"]
"""Stated by the league, corrected by a person, derived by a rule, or inferred (a weaker guess)."""


class Facts:
    """The effective profile: `extracted` as the extract stage gave it, `enhanced` likewise.

    `enhanced` may be empty where the enhance stage has not run yet.
    """

    def __init__(self, extracted: Mapping[str, Json], enhanced: Mapping[str, Json]) -> None:
        self.profile: dict[str, Any] = dict(extracted["profile"])
        """Stated values and human corrections only; inferences never stand here."""
        self._evidence: Mapping[str, Mapping[str, Json]] = extracted.get("evidence") or {}
        self._none: Mapping[str, Json] = extracted.get("answered_none") or {}
        self._stated: dict[str, Json] = {}
        self._ordered = sorted(self._evidence, key=pointer_order)
        self._by_person = frozenset(
            above
            for path, entry in self._evidence.items()
            if entry.get("given_by") == "person"
            for above in _ways(path)
        )
        self._derived: dict[str, Mapping[str, Json]] = {
            entry["pointer"]: entry for entry in enhanced.get("derived") or ()
        }

    def value(self, pointer: str) -> Json:
        """The stated value, else the derived or inferred one, else `None`."""
        stated = self.stated(pointer)
        if stated is not None:
            return stated
        entry = self._derived.get(pointer)
        return None if entry is None else entry["value"]

    def stated(self, pointer: str) -> Json:
        """What the league stated or a person corrected at `pointer`, else `None`."""
        # Prices and conditions ask for the same few facts again and again.
        if pointer not in self._stated:
            self._stated[pointer] = _present(resolve(self.profile, pointer))
        return self._stated[pointer]

    def origin(self, pointer: str) -> Origin | None:
        """Where the value at `pointer` comes from; `None` where there is no value."""
        if self.stated(pointer) is not None:
            return "person" if self.given_by_person(pointer) else "stated"
        entry = self._derived.get(pointer)
        if entry is None or entry["value"] is None:
            return None
        return "inferred" if entry["certainty"] == "inferred" else "derived"

    def answered_none(self, pointer: str) -> bool:
        """Whether the league, or a person for it, answered that there is none.

        The value is missing then, but no question is left open.
        """
        if self.stated(pointer) is not None:
            return False
        return pointer in self._none or self.given_by_person(pointer)

    def given_by_person(self, pointer: str) -> bool:
        """Whether a person set what stands at `pointer`, be it to nothing."""
        return pointer in self._by_person

    def quote(self, pointer: str) -> str | None:
        """The questionnaire's words for `pointer`; of an amount or a list, those of its first part.

        `None` for values that nobody stated in the document.
        """
        return next((e["quote"] for _, e in self._proof(pointer) if e.get("quote")), None)

    def places(self, pointer: str) -> list[dict[str, Json]]:
        """Each place of the document that states `pointer` or a part of it, in document order."""
        found = [
            {"pointer": path, "quote": e["quote"], "start": e["start"], "end": e["end"]}
            for path, e in self._proof(pointer)
            if e.get("quote") and e.get("start") is not None and e.get("end") is not None
        ]
        return sorted(found, key=lambda place: (place["start"], place["pointer"]))

    def derivation(self, pointer: str) -> Mapping[str, Json] | None:
        """How the value at `pointer` was derived; `None` where it was stated or is missing."""
        return None if self.stated(pointer) is not None else self._derived.get(pointer)

    def _proof(self, pointer: str) -> Iterator[tuple[str, Mapping[str, Json]]]:
        """The evidence of `pointer`, then that of everything beneath it, by pointer."""
        exact = self._evidence.get(pointer)
        if exact is not None:
            yield pointer, exact
        below = pointer + "/"
        yield from (
            (path, self._evidence[path]) for path in self._ordered if path.startswith(below)
        )


def resolve(value: Json, pointer: str) -> Json:
    """What `pointer` leads to in `value`; `None` where nothing is there."""
    if not pointer:
        return value
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def leaves(profile: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every non-null leaf beneath `profile` with its pointer, in the order it is written in."""
    if isinstance(profile, Mapping):
        for key, part in profile.items():
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from leaves(part, f"{pointer}/{escaped}")
    elif isinstance(profile, list):
        for number, part in enumerate(profile):
            yield from leaves(part, f"{pointer}/{number}")
    elif profile is not None:
        yield pointer, profile


def pointer_order(pointer: str) -> list[tuple[int, str]]:
    """A sort key that puts `/contacts/10` after `/contacts/9`."""
    return [(int(part) if part.isdigit() else -1, part) for part in pointer.split("/")]


def _ways(pointer: str) -> Iterator[str]:
    """`pointer` and every pointer above it."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _present(value: Json) -> Json:
    """`value`, or `None` where it holds no answer."""
    return None if value is None or value == [] or value == {} else value
