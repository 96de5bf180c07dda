"""A thread of mails: the newest stands first, and what it says replaces what was said before."""

import re
from collections.abc import Sequence

from core.documents.questionnaires.lines import Line
from core.documents.questionnaires.mail import is_mail_head

_QUOTE = re.compile(r"\s*(?:>\s?)+")
_WROTE = re.compile(
    r"\s*(?:on\b.{4,90}\bwrote|am\b.{4,90}\bschrieb.{0,60}|el\b.{4,90}\bescribi[óo]|"
    r"le\b.{4,90}\ba écrit|den\b.{4,90}\bskrev.{0,60}|op\b.{4,90}\bschreef.{0,60}|"
    r"em\b.{4,90}\bescreveu|il\b.{4,90}\bha scritto|.{4,90}\bkirjoitti|.{4,90}\bnapisała?)\s*:\s*$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"\s*[-_=]{2,}\s*(?:original|forwarded|ursprüngliche|weitergeleitete|mensaje|message|"
    r"opprinnelig|ursprungligt|oorspronkelijk)\b.*[-_=]{2,}\s*$",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"\b(?:re|aw|sv|vs|rv|tr|antw|odp|r)\s*:", re.IGNORECASE)
_LEAST_LINES = 2


def mails(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The thread's mails, the oldest first; one where the document is no thread."""
    starts = [at for at in range(len(lines)) if _begins(lines, at)]
    starts = [at for n, at in enumerate(starts) if not n or _said(lines[starts[n - 1] : at])]
    if not starts or _said(lines[: starts[0]]) >= _LEAST_LINES:
        starts = [0, *starts]
    parts = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    if len(parts) < 2 or not all(_is_whole(part) for part in parts[1:]):
        return [lines]
    return parts if _rises(parts) else parts[::-1]


def _begins(lines: Sequence[Line], at: int) -> bool:
    words = _QUOTE.sub("", lines[at].text, count=1)
    if _WROTE.match(words) or _ORIGINAL.match(words):
        return True
    if not is_mail_head(words) or at + 1 == len(lines):
        return False
    above = _QUOTE.sub("", lines[at - 1].text, count=1) if at else ""
    below = _QUOTE.sub("", lines[at + 1].text, count=1)
    return is_mail_head(below) and not is_mail_head(above) and not _ORIGINAL.match(above)


def _said(lines: Sequence[Line]) -> int:
    """How many lines say something beside the head."""
    words = [_QUOTE.sub("", line.text, count=1).strip() for line in lines]
    return sum(1 for w in words if w and not is_mail_head(w) and not _WROTE.match(w))


def _is_whole(lines: Sequence[Line]) -> bool:
    """Whether nobody answered between the lines: all of a mail is quoted, or nothing."""
    said = [line.text for line in lines[1:] if line.text.strip()]
    body = [words for words in said if _QUOTE.match(words) or not is_mail_head(words)]
    quoted = sum(1 for words in body if _QUOTE.match(words))
    return quoted in (0, len(body)) or quoted >= 0.9 * len(body)


def _rises(parts: Sequence[Sequence[Line]]) -> bool:
    """Whether the oldest stands first: only the later ones are answers ("Re:")."""
    answered = [any(_ANSWERED.search(line.text) for line in part[:8]) for part in parts]
    return not answered[0] and all(answered[1:])
