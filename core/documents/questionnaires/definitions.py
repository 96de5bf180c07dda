"""Lists of terms, each with its definition indented (or behind a colon) on the lines below."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.documents.questionnaires.lines import Line

_LEAST = 4
_MOST_WORDS, _MOST_ASKED = 14, 24
_LOOKS = ("prose", "question", "label")
_DEFINED = re.compile(r"\s*:\s+(?=\S)")


def as_definitions(lines: Sequence["Line"]) -> None:
    """Where a document has such a list, its terms look like labels and the rest like prose."""
    plain = [at for at in range(len(lines) - 1) if _is_term(lines, at, ("prose", "question"))]
    if len(plain) < _LEAST:
        return
    # In such a list a term may hold a colon or a dash as well.
    terms = [at for at in range(len(lines) - 1) if _is_term(lines, at, _LOOKS)]
    for at in terms:
        term = lines[at]
        term.look, term.value = "label", (term.end, term.end)
        term.label = (term.start + term.indent, term.end)
        term.bold = True  # it stands out as one in bold type does
        below = at + 1
        while below < len(lines) and _is_defining(term, lines[below]):
            _defining(lines[below])
            below += 1


def _is_term(lines: Sequence["Line"], at: int, looks: Sequence[str]) -> bool:
    """A short line without a value of its own over one that is indented deeper."""
    line, below = lines[at], lines[at + 1]
    if line.look not in looks or line.bulleted or _DEFINED.match(line.text):
        return False
    if below.look in ("blank", "heading", "row"):
        return False
    words = line.text.strip()
    most = _MOST_ASKED if words.endswith("?") else _MOST_WORDS
    if len(words.split()) > most or words.endswith((".", ",", ";")) or below.quoted:
        return False
    return _is_defining(line, below)


def _is_defining(line: "Line", below: "Line") -> bool:
    if below.bulleted or (below.look == "label" and below.number is not None):
        return False
    return below.indent >= line.indent + 2 or _DEFINED.match(below.text) is not None


def _defining(line: "Line") -> None:
    if line.look == "blank":
        return
    sign = _DEFINED.match(line.text)
    line.look, line.number = "prose", None
    line.start += sign.end() if sign else 0
    line.value = (line.start, line.end)
