"""Values by the words that state them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.adapters.offline.extract.wording import fold

Denied = Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class Hit:
    """`text[start:end]` states `value`."""

    value: str
    start: int
    end: int


class Phrases:
    """Words and phrases of several values, found in texts whatever their case and accents."""

    def __init__(self, values: Mapping[str, Sequence[str]], order: Sequence[str] = ()) -> None:
        self._values: dict[str, str] = {}
        for value, phrases in values.items():
            for phrase in phrases:
                self._values.setdefault(_key(phrase), value)
        longest_first = sorted(self._values, key=lambda p: (-len(p), p))
        pattern = "|".join(_pattern(phrase) for phrase in longest_first)
        self._pattern = re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])")
        self._order = {value: rank for rank, value in enumerate(order)}

    def all(self, text: str) -> list[Hit]:
        """Every phrase in `text`, the longest at each place, in order."""
        folded = _aligned(text)
        return [
            Hit(self._values[_key(match[0])], match.start(), match.end())
            for match in self._pattern.finditer(folded)
        ]

    def best(self, text: str, denied: Denied | None = None) -> Hit | None:
        """The phrase that tells most: by the values' order, then the first.

        `denied(text, start)` says of a phrase whether the words before it take it back.
        """
        hits = [hit for hit in self.all(text) if denied is None or not denied(text, hit.start)]
        return self.preferred(hits)

    def preferred(self, hits: Sequence[Hit]) -> Hit | None:
        """Of several phrases the one whose value comes first, then the one that stands first."""
        last = len(self._order)
        return min(hits, key=lambda h: (self._order.get(h.value, last), h.start), default=None)


def _key(phrase: str) -> str:
    return re.sub(r"[\s\-]+", " ", fold(phrase)).strip()


def _pattern(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", r"[\s\-]+")


@lru_cache(maxsize=1024)
def _aligned(text: str) -> str:
    """`text` folded so that every character keeps its place."""
    if text.isascii():
        return text.lower()
    return "".join((fold(c) or c)[0] for c in text)
