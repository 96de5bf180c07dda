"""What a caller may write of each kind, checked before any of it is kept."""

from collections.abc import Callable

from core.catalogue.events import Stamp
from core.errors import InvalidInput, TooLarge

SUGGESTION_LIMIT = 4 * 1024
SUGGESTIONS_LIMIT = 50
BODY_LIMIT = 1024 * 1024
MESSAGE_LIMIT = 1024
LAST_VERSION = 10**9
KEY_LIMIT = 200


def check_text(field: str, text: str, limit: int) -> None:
    """Refuses what no projection could keep, before any of it is written."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        # Python reads foreign bytes of a command line as halves of characters.
        raise InvalidInput(field, "holds bytes that are not UTF-8", "send text") from error
    if size > limit:
        raise TooLarge(field, size, limit)
    if "\0" in text:
        raise InvalidInput(field, "holds a NUL character", "send text")


def check_message(message: str | None) -> None:
    if message is not None:
        check_text("message", message, MESSAGE_LIMIT)


def check_version(field: str, version: int | None, *, least: int = 1) -> None:
    if version is not None and not least <= version <= LAST_VERSION:
        raise InvalidInput(field, "is no version", "give the number of one")


def stamp_of(key: str | None, fingerprint: Callable[[], str]) -> Stamp | None:
    """The stamp of a request that came with idempotency `key`, if it did."""
    if key is None:
        return None
    printable = key.isascii() and key.isprintable()
    if not printable or len(key) > KEY_LIMIT or key != key.strip() or not key:
        raise InvalidInput(
            "Idempotency-Key",
            "is no usable key",
            f"send 1 to {KEY_LIMIT} letters, digits and signs of ASCII",
        )
    return Stamp(key, fingerprint())
