"""Lists of terms, each with its definition indented (or behind a colon) on the lines below."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.documents.questionnaires.lines import Line

_LEAST = 4
_MOST_WORDS = 9
_DEFINED = re.compile(r"\s*:\s+(?=\S)")


def as_definitions(lines: Sequence["Line"]) -> None:
    """Where a document has such a list, its terms look like labels and the rest like prose."""
    terms = [at for at in range(len(lines) - 1) if _is_term(lines, at)]
    if len(terms) < _LEAST:
        return
    for at in terms:
        term = lines[at]
        term.look, term.value = "label", (term.end, term.end)
        below = at + 1
        while below < len(lines) and _is_defining(term, lines[below]):
            _defining(lines[below])
            below += 1


def _is_term(lines: Sequence["Line"], at: int) -> bool:
    """A short line without a value of its own over one that is indented deeper."""
    line, below = lines[at], lines[at + 1]
    if line.look not in ("prose", "question") or below.look in ("blank", "heading", "row"):
        return False
    words = line.text.strip()
    if len(words.split()) > _MOST_WORDS or words.endswith((".", ",", ";")) or below.quoted:
        return False
    return _is_defining(line, below)


def _is_defining(line: "Line", below: "Line") -> bool:
    if below.bulleted:
        return False
    return below.indent >= line.indent + 2 or _DEFINED.match(below.text) is not None


def _defining(line: "Line") -> None:
    if line.look == "blank":
        return
    sign = _DEFINED.match(line.text)
    line.look, line.number = "prose", None
    line.start += sign.end() if sign else 0
    line.value = (line.start, line.end)
