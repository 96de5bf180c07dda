"""One way to write a JSON value as bytes, so that equal values have equal hashes."""

import hashlib
from typing import Any, TypeAlias

import orjson

# A JSON value as Python holds it. `Any` because a recursive alias forces casts on every reader.
Json: TypeAlias = Any


def encode(value: Json) -> bytes:
    """`value` as UTF-8 JSON with sorted keys and no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def decode(data: bytes | str | memoryview) -> Json:
    """The value that `data` holds. Raises `ValueError` where it is not JSON."""
    return orjson.loads(data)


def digest(data: bytes | memoryview) -> str:
    """SHA-256 of `data`, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(value: Json) -> str:
    """SHA-256 of a JSON value, independent of the order of its keys."""
    return digest(encode(value))
