"""Asks quickly whether a place in a text is taken."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from core.adapters.offline.values.found import Found


class Spans:
    """Spans of a text that may overlap, asked in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, found: Found[Any]) -> bool:
        """Whether `found` shares a character with any of them."""
        at = bisect_right(self._starts, found.end - 1) - 1
        return at >= 0 and self._ends[at] > found.start
