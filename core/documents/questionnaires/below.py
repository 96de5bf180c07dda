"""Questions without a sign of their own, told by the answers that stand below them."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.documents.questionnaires.numbering import leading_number

if TYPE_CHECKING:
    from core.documents.questionnaires.lines import Line

_MOST_WORDS = 18
_LEAST, _LEAST_PAIRS = 5, 6
_MOSTLY = 0.7
_PLAIN = ("prose", "bullet")


def as_asked(lines: Sequence["Line"]) -> None:
    """Lines over replies, numbered lines over answers, and paragraphs' first lines ask."""
    for at in _over_replies(lines):
        _ask(lines[at])
    numbered = list(_numbered(lines))
    answered = [at for at in numbered if _is_answer(lines, at + 1)]
    if len(answered) >= _LEAST and len(answered) >= _MOSTLY * len(numbered):
        for at in numbered:
            _ask(lines[at])
    elif not any(line.look in ("row", "reply") for line in lines):
        for at in _over_paragraphs(lines):
            _ask(lines[at])


def _ask(line: "Line") -> None:
    words = line.text.strip()
    line.number, width = leading_number(words)
    start = line.start + line.text.index(words) + width
    line.look, line.label = "question", (start, line.start + len(line.text.rstrip()))


def _is_short(line: "Line") -> bool:
    words = line.text.strip()
    return len(words.split()) <= _MOST_WORDS and not words.endswith((".", ",", ";"))


def _over_replies(lines: Sequence["Line"]) -> Iterator[int]:
    """ "Legal name" over "-> Skerry Ltd"."""
    for at in range(len(lines) - 1):
        below = at + 1 + (lines[at + 1].look == "blank" and at + 2 < len(lines))
        if lines[at].look == "prose" and lines[below].look == "reply" and _is_short(lines[at]):
            yield at


def _numbered(lines: Sequence["Line"]) -> Iterator[int]:
    """Short lines with a number that say nothing behind it but the question."""
    for at, line in enumerate(lines):
        number, width = leading_number(line.text.strip())
        if number and line.look in _PLAIN and _is_short(line) and line.text.strip()[width:]:
            yield at


def _is_answer(lines: Sequence["Line"], at: int) -> bool:
    """Whether something without a number and a label of its own stands in line `at`."""
    if at >= len(lines) or lines[at].look not in _PLAIN:
        return False
    return not leading_number(lines[at].text.strip())[1]


def _over_paragraphs(lines: Sequence["Line"]) -> list[int]:
    """The first lines of the paragraphs, where nearly all have a short one over others."""
    paragraphs: list[list[int]] = []
    for at, line in enumerate(lines):
        if line.look in ("blank", "heading"):
            paragraphs.append([])
        elif paragraphs:
            paragraphs[-1].append(at)
        else:
            paragraphs.append([at])
    full = [p for p in paragraphs if p and lines[p[0]].look != "question"]
    pairs = [
        p
        for p in full
        if len(p) > 1
        and lines[p[0]].look == "prose"
        and all(lines[at].look in _PLAIN for at in p[1:])
        and _is_short(lines[p[0]])
        and not re.match(r"\W*(?:dear|hello|hi)\b", lines[p[0]].text, re.IGNORECASE)
    ]
    enough = len(pairs) >= _LEAST_PAIRS and len(pairs) >= _MOSTLY * len(full)
    return [p[0] for p in pairs] if enough else []
