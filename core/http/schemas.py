"""What a caller may write where, as JSON Schemas: the document says what the handlers check."""

from typing import Any

from core.catalogue.limits import KEY_LIMIT, LAST_VERSION, SUGGESTIONS_LIMIT
from core.catalogue.model import LATEST, NAME, NAME_LIMIT, RESERVED_TYPES, WORD

Schema = dict[str, Any]

_NO_NUL = r"^[^\u0000]*$"
_SOME_WORDS = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"

TYPE: Schema = {
    "type": "string",
    "pattern": f"^{WORD}$",
    "not": {"enum": sorted(RESERVED_TYPES)},
}
NAME_OF_PROMPT: Schema = {"type": "string", "pattern": f"^{NAME}$", "maxLength": NAME_LIMIT}
LABEL: Schema = {
    "type": "string",
    "pattern": f"^{WORD}$",
    "not": {"anyOf": [{"const": LATEST}, {"pattern": "^[0-9]+$"}]},
}
VERSION_OR_LABEL: Schema = {"type": "string", "pattern": f"^{WORD}$"}
VERSION: Schema = {"type": "integer", "minimum": 1, "maximum": LAST_VERSION}
TYPE_OR_NULL: Schema = {"pattern": TYPE["pattern"], "not": TYPE["not"]}
EXPECTED: Schema = {"minimum": 0, "maximum": LAST_VERSION}
"""Of a number that may be null."""
AS_OF: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 10**15 - 1},
        {"type": "string", "format": "date-time"},
    ]
}
KEY: Schema = {"type": "string", "pattern": "^[!-~]([ -~]*[!-~])?$", "maxLength": KEY_LIMIT}
MESSAGE: Schema = {"pattern": _NO_NUL}
"""Of a text that may be null."""
TEXT: Schema = {"pattern": _SOME_WORDS}
"""Of a text that may be null."""
SUGGESTIONS: Schema = {
    "maxItems": SUGGESTIONS_LIMIT,
    "items": {"type": "string", "pattern": _SOME_WORDS},
}
NAMESPACE: Schema = {"pattern": f"^{WORD}(/{NAME})*/?$"}
"""Of a text that may be null."""
QUERY: Schema = {"pattern": r"\S"}
SEQUENCE: Schema = {"minimum": 0}
"""Of a number that may be null."""


EXECUTION: Schema = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$"}
ARTIFACT: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$"}


def seconds(most: int) -> Schema:
    """A whole number of seconds from 0 to `most`."""
    return {"minimum": 0, "maximum": most}


def whole(most: int) -> Schema:
    """A whole number from 1 to `most`."""
    return {"type": "integer", "minimum": 1, "maximum": most}


CHANGES: Schema = {
    "anyOf": [
        {
            "required": ["suggestions"],
            "properties": {"suggestions": {"minItems": 1}, "archive": {"const": False}},
        },
        {
            "required": ["body"],
            "properties": {"body": {"type": "string"}, "archive": {"const": False}},
        },
        {
            "required": ["archive"],
            "properties": {
                "archive": {"const": True},
                "suggestions": {"maxItems": 0},
                "body": {"type": "null"},
                "create": {"const": False},
            },
        },
    ]
}
"""Of an update: it changes something, and archiving goes alone."""
