"""A profile in a file, as `run` exports it or bare, read as what the extract stage gives."""

from collections.abc import Mapping
from typing import Any

from core import canonical
from core.canonical import Json
from core.errors import InvalidInput
from core.pipeline.given import Given, effective
from core.pipeline.profile_schema import ProfileSchema

KEPT = ("evidence", "answered_none", "contradictions", "ambiguities", "language")
"""What the later stages read of an extraction, the profile apart."""

_NOTHING_ELSE: Mapping[str, Json] = {
    "evidence": {},
    "answered_none": {},
    "contradictions": [],
    "ambiguities": [],
    "unmapped": [],
    "unread": [],
    "language": None,
}


def to_export(extracted: Mapping[str, Any]) -> dict[str, Json]:
    """The content of `profile.json`: all that a price or a contract is made of again."""
    return {
        "profile": extracted["profile"],
        **{name: extracted[name] for name in KEPT if name in extracted},
    }


def extraction_of(content: bytes, schema: ProfileSchema, *, field: str) -> dict[str, Any]:
    """What the extract stage would give for the file `content`, found valid against `schema`.

    Raises `InvalidInput` naming `field`, or the pointer that is wrong, and what to write instead.
    """
    try:
        value = canonical.decode(content)
    except ValueError as error:
        raise InvalidInput(field, f"is not JSON ({error})", "export the profile again") from error
    whole = value if isinstance(value, dict) and "profile" in value else {"profile": value}
    schema.check(whole["profile"], field=field)
    kept = {name: whole[name] for name in KEPT if whole.get(name) is not None}
    for name, given in kept.items():
        kind = str if name == "language" else type(_NOTHING_ELSE[name])
        if not isinstance(given, kind):
            raise InvalidInput(f"{field} /{name}", f"is no {kind.__name__}", "export it again")
    return {**_NOTHING_ELSE, **kept, "profile": whole["profile"]}


def changed(
    extracted: Mapping[str, Json], schema: ProfileSchema, values: Mapping[str, Json]
) -> dict[str, Any]:
    """`extracted` with `values` by pointer laid over it, as if a person had given them.

    Raises `InvalidInput` naming the pointer that is wrong and what to write instead.
    """
    accepted = schema.accepted(extracted["profile"], values)
    given = [Given(pointer, value, by="trial", at="") for pointer, value in accepted]
    laid_over: dict[str, Any] = effective(extracted, given)
    return laid_over
