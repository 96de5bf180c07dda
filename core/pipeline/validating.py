"""A draft against its stage's JSON Schema, in the validator's words."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

from core import canonical
from core.canonical import Json
from core.errors import InvalidInput

_MOST = 20


def complaints_about(value: Json, schema: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with `value`, at most 20 sentences that begin with a JSON Pointer."""
    errors = _validator(canonical.encode(dict(schema))).iter_errors(value)
    sentences: list[str] = []
    for error in errors:
        sentences.append(f"{_pointer(error.instance_path)}: {error.message}")
        if len(sentences) == _MOST:
            break
    return tuple(sentences)


def claims_of_people(value: Json) -> tuple[str, ...]:
    """Facts of a draft that say a person gave them: what people give is recorded with its event,
    and no draft may pass for it."""
    evidence = value.get("evidence") if isinstance(value, Mapping) else None
    if not isinstance(evidence, Mapping):
        return ()
    claimed = [at for at, one in evidence.items() if isinstance(one, Mapping) and "given_by" in one]
    sentences = (f"/evidence{_pointer([at])}: quote the document, no person" for at in claimed)
    return tuple(sentences)[:_MOST]


@lru_cache(maxsize=64)
def _validator(schema: bytes) -> Any:
    # Compiling a schema costs a thousand times what using it does.
    try:
        return jsonschema_rs.validator_for(
            canonical.decode(schema), validate_formats=True, retriever=_refuse
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        words = " ".join(str(error).split())
        raise InvalidInput("schema", f"is no JSON Schema ({words})", "revise it") from error


def _refuse(uri: str) -> Json:
    """A schema is the catalogue's; what it refers to is never fetched from elsewhere."""
    raise ValueError(f"{uri} is not bundled with it")


def _pointer(path: list[str | int]) -> str:
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in path)
