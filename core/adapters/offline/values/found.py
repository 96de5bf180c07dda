"""A value read out of a text, with the words that state it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_TRAILING = ".,;:!?"


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """`text[start:end]` states `value`. `confidence` is 1.0 where no other reading is likely."""

    value: T
    start: int
    end: int
    confidence: float = 1.0
    note: str | None = None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end` moved inwards over white space and trailing punctuation."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _TRAILING):
        end -= 1
    return start, end
