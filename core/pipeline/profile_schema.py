"""Values for a profile, checked against the profile's schema before they are accepted."""

import difflib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from core import canonical
from core.canonical import Json
from core.errors import InvalidInput
from core.pipeline.facts import resolve
from core.pipeline.given import joined, parts, put
from core.pipeline.validating import complaints_about

LEAGUE_PROFILE = "league_questionnaire_to_contract.stage_2_questionnaire_extraction.league_profile"
"""The name of the schema of profiles as the shipped workflow exports them."""

_MOST_NAMES = 12
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


class ProfileSchema:
    """A profile's JSON Schema, self-contained; what it refers to stands in its `$defs`."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    @classmethod
    def within(cls, stage_schema: Mapping[str, Any]) -> "ProfileSchema | None":
        """The schema of `profile` in the bundled schema of a stage's result, if it has one."""
        part = stage_schema.get("properties", {}).get("profile")
        if not isinstance(part, dict):
            return None
        definitions = stage_schema.get("$defs", {})
        for sibling in definitions.values():
            if isinstance(sibling, dict) and sibling.get("$id", "") == part.get("$ref"):
                return cls(sibling)
        return cls({**part, "$defs": definitions})

    def check(self, profile: Json, *, field: str) -> None:
        """Raises `InvalidInput` naming what is wrong in a whole profile and what to write."""
        if not isinstance(profile, dict):
            raise InvalidInput(field, "holds no profile", "write an object with its sections")
        self.accepted({}, {joined([key]): value for key, value in profile.items()})
        missing = complaints_about(profile, self._root)
        if missing:
            where, _, problem = missing[0].partition(": ")
            remedy = "name every field; write null or [] where the league did not say"
            raise InvalidInput(where.rstrip("/") or field, problem[:200], remedy)

    def accepted(self, profile: Json, values: Mapping[str, Json]) -> list[tuple[str, Json]]:
        """`values` by pointer as they will stand in `profile`: each once, whole and valid.

        A value within an object that is missing becomes that object, the rest of it null. Raises
        `InvalidInput` naming the pointer that is wrong and what to write instead.
        """
        changed = deepcopy(profile) if isinstance(profile, dict) else {}
        places = [self._set(changed, pointer, value) for pointer, value in values.items()]
        # Of two places, one within the other, the outer says it all.
        outer = [
            place
            for place in dict.fromkeys(places)
            if not any(place != other and place.startswith(f"{other}/") for other in places)
        ]
        return [(place, self._checked(place, resolve(changed, place))) for place in outer]

    def _set(self, profile: Json, pointer: str, value: Json) -> str:
        """Put `value` into `profile`; the place that has changed: `pointer`, or what it is in."""
        if not pointer.startswith("/"):
            raise InvalidInput(pointer[:80] or "values", "is no JSON Pointer", "begin it with /")
        keys = parts(pointer)
        self._node(keys)
        made: str | None = None
        for depth in range(1, len(keys) + 1):
            way = joined(keys[:depth])
            container = resolve(profile, joined(keys[: depth - 1]))
            if isinstance(container, list) and int(keys[depth - 1]) > len(container):
                raise InvalidInput(
                    pointer[:200],
                    f"the list has {len(container)} entries",
                    f"use {joined(keys[: depth - 1])}/{len(container)} to add one",
                )
            if depth < len(keys) and not isinstance(resolve(profile, way), dict | list):
                put(profile, way, self._skeleton(self._node(keys[:depth])))
                made = made or way
        put(profile, pointer, value)
        return made or pointer

    def _node(self, keys: Sequence[str]) -> Mapping[str, Any]:
        """The schema at `keys`. Raises `InvalidInput` where the profile has no such place."""
        node = self._resolved(self._root)
        for depth, key in enumerate(keys):
            where = joined(keys[: depth + 1])
            if "properties" in node:
                if key not in node["properties"]:
                    raise InvalidInput(
                        where[:200], "is no field of the profile", _instead(key, keys[:depth], node)
                    )
                node = self._resolved(node["properties"][key])
            elif "items" in node:
                if not (key.isascii() and key.isdigit()):
                    raise InvalidInput(where[:200], "is no index of a list", "count from 0")
                node = self._resolved(node["items"])
            else:
                raise InvalidInput(
                    where[:200],
                    f"{joined(keys[:depth]) or 'the profile'} has no parts",
                    "set it as a whole",
                )
        return node

    def _resolved(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """`node` without its `$ref`, which leads into this schema's own definitions."""
        while isinstance(reference := node.get("$ref"), str) and reference.startswith("#/"):
            target: Mapping[str, Any] = resolve(self._root, reference[1:]) or {}
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def _skeleton(self, node: Mapping[str, Any]) -> Json:
        """The emptiest value of the container `node`: every field there, and missing."""
        if "properties" not in node:
            return []
        return {
            name: self._nothing(self._resolved(part)) for name, part in node["properties"].items()
        }

    def _nothing(self, node: Mapping[str, Any]) -> Json:
        kind = node.get("type")
        if kind == "array":
            return []
        return self._skeleton(node) if kind == "object" else None

    def _checked(self, pointer: str, value: Json) -> Json:
        node = self._node(parts(pointer))
        complaints = complaints_about(value, {"$defs": self._root.get("$defs", {}), **node})
        if complaints:
            inner, _, problem = complaints[0].partition(": ")
            where = pointer + inner.rstrip("/")
            raise InvalidInput(where[:200], problem[:200], self._remedy(where, value))
        return value

    def _remedy(self, pointer: str, value: Json) -> str:
        try:
            node = self._node(parts(pointer))
        except InvalidInput as error:
            return error.remedy
        if "enum" in node:
            return f"give one of {', '.join(_written(option) for option in node['enum'])}"
        kinds = node.get("type", [])
        named = [_TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds)]
        remedy = f"give {' or '.join(named)}" if named else "give a value that it takes"
        limits = [f"{word} {node[key]}" for key, word in _LIMITS.items() if key in node]
        if limits:
            remedy += f", {', '.join(limits)}"
        if "text" in named and not isinstance(value, str):
            remedy += ", in double quotes where it could be a number"
        described = node.get("description")
        return f"{remedy} ({described})" if described else remedy


_LIMITS = {"minimum": "at least", "maximum": "at most", "pattern": "of the form"}


def _instead(key: str, before: Sequence[str], node: Mapping[str, Any]) -> str:
    names = list(node["properties"])
    close = difflib.get_close_matches(key, names, 1)
    if close:
        return f"perhaps {joined([*before, close[0]])}"
    shown = ", ".join(names[:_MOST_NAMES])
    return f"use one of {shown}{', ...' if len(names) > _MOST_NAMES else ''}"


def _written(value: Json) -> str:
    return value if isinstance(value, str) else canonical.encode(value).decode()
