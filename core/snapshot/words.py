"""How texts fall into terms for the lexical index. Queries and documents go through the same."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")


def terms(text: str) -> list[str]:
    """The terms of `text` in order: lower case, no accents, identifiers taken apart, singular."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    if not text.islower():
        text = _CAMEL.sub(" ", text).lower()
    return [_singular(word) for word in _WORD.findall(text)]


def _singular(word: str) -> str:
    """English plurals only, the three safe rules; a wrong stem would hide an identifier."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word
    return word[:-1]


def key(name: str) -> str:
    """`name` as people may type it: spaces, case and separators do not matter."""
    return "_".join(_WORD.findall(name.lower()))


@lru_cache(maxsize=1 << 16)
def hashed(word: str) -> int:
    """64 bits that stand for `word`, the same on every machine."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def deletions(word: str) -> Sequence[str]:
    """`word` and each way to leave out one letter.

    Two words of which any of these meet are one typing error apart.
    """
    return [word, *dict.fromkeys(word[:at] + word[at + 1 :] for at in range(len(word)))]
