"""Remarks in square brackets behind an answer: they are notes on it, not a part of it."""

import re

from core.documents.questionnaires.form import Passage
from core.documents.questionnaires.prevailing import counts

_ASIDE = re.compile(r"\s*\[(?P<said>[^\[\]]{2,200})\]\s*[.;,]?\s*$")
_COUNTS = re.compile(
    r"\b(?:use (?:mine|this|\S+)|please (?:use|take|read)|enter(?:ed)? as|amended|postponed|"
    r"corrected|correct is|should (?:be|read)|changed to|now|so (?:yes|no)|instead|"
    r"gilt|richtig ist|bitte nehmen|korrigiert|corregido|ahora|usar|corrigé|désormais|lire)\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\w*(?:bracket|klammer|corchete|crochet)\w*", re.IGNORECASE)
_TICK = re.compile(r"\s*[xX✓✔✗*]?\s*")


def brackets_count(introduced: str) -> bool:
    """Whether the document says that what stands in brackets is what counts."""
    return any(counts(match[0], introduced) for match in _BRACKETED.finditer(introduced))


def amends(note: Passage) -> bool:
    """Whether a note says itself that it is to be used: "I count 408, use mine"."""
    return _COUNTS.search(note.text) is not None


def without_aside(answer: Passage) -> tuple[Passage, Passage | None]:
    """The answer, and the note behind it; an answer that is all in brackets stays one."""
    match = _ASIDE.search(answer.text)
    if match is None or _TICK.fullmatch(match["said"]):
        return answer, None
    said = answer.part(*match.span("said"))
    if not answer.text[: match.start()].strip():
        return said, None
    return answer.part(0, match.start()), said
