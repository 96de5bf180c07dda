"""`--set POINTER=VALUE`, as several commands take it."""

from collections.abc import Sequence

from core import canonical
from core.canonical import Json
from core.errors import InvalidInput


def settings(given: Sequence[str]) -> dict[str, Json]:
    """Values by pointer: JSON where they are JSON, else text. Raises `InvalidInput`."""
    return dict(map(_setting, given))


def _setting(text: str) -> tuple[str, Json]:
    pointer, equals, value = text.partition("=")
    if not equals or not pointer.startswith("/"):
        raise InvalidInput("--set", f"{text[:80]!r} sets nothing", "write /league/legal_name=...")
    try:
        return pointer, canonical.decode(value)
    except ValueError:
        return pointer, value
