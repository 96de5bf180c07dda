"""JSON Schemas that refer to their siblings, made self-contained as JSON Schema 2020-12 bundles."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.canonical import Json


def references(schema: Json) -> set[str]:
    """Every `$ref` in `schema` that leads out of it."""
    return set(_references(schema))


def bundled(schema: Mapping[str, Any], siblings: Mapping[str, Json]) -> dict[str, Any]:
    """`schema` with those of `siblings` (by name) under `$defs` whose `$id` it refers to."""
    wanted = references(schema)
    found = {
        name: sibling
        for name, sibling in siblings.items()
        if isinstance(sibling, dict) and sibling.get("$id") in wanted
    }
    if not found:
        return dict(schema)
    return {**schema, "$defs": {**schema.get("$defs", {}), **found}}


def _references(schema: Json) -> Iterator[str]:
    if isinstance(schema, dict):
        reference = schema.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#"):
            yield reference
        for part in schema.values():
            yield from _references(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _references(part)
