"""Lines of a text questionnaire, each told apart by how it looks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from core.documents.questionnaires.bars import is_row
from core.documents.questionnaires.below import as_asked
from core.documents.questionnaires.definitions import as_definitions
from core.documents.questionnaires.headings import heading_of, is_marked
from core.documents.questionnaires.numbering import leading_number

Look = Literal["blank", "heading", "question", "label", "row", "bullet", "reply", "prose"]

_LINE = re.compile(r"[^\n]*\n?")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,}|~{3,}|_{3,}|\*{3,}|\u2014{3,})\s*$")
_BULLET = re.compile(r"\s*(?:[-*•·‣▪◦●\u2013+]|o(?=\s{2}))\s+(?=\S)")
_BOX = re.compile(r"\[\s*[xX✓✔]?\s*\]|[☐☑☒□]")
_QUOTE = re.compile(r"\s*(?:>\s?)+")
_REPLY = re.compile(
    r"\s*(?:\*\*)?(?:a|ans|answer|antwort|respuesta|r[ée]ponse|"
    r"r)\s*\.?\s*(?P<number>\d+(?:\.\d+)*[a-z]?)?\s*(?:[.:)]|\s[-\u2013])(?:\*\*)?(?:\s+|$)",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s*(?:=+>|-+>|[\u2192\u21d2\u2794\u21b3\u2794])\s*(?=\S)")
_BOLD_LABEL = re.compile(
    r"(?:\*\*|__)(?P<label>[^*\n]{1,160}?)\s*(?P<colon>:?)\s*(?:\*\*|"
    r"__)\s*(?P<after>[:\u2013\u2014-]?)\s*(?P<value>.*)$"
)
_DOTS = re.compile(
    r"(?P<label>[^\n.]{1,3}.*?)\s*(?:(?:\.\s?){3,}|\s\.{2,}(?=\s)):?\s*(?P<value>.*)$"
)
_RULE_FILL = re.compile(r"(?P<label>.{2,80}?)\s*_{3,}:?\s*(?P<value>.*?)_*$")
_COLON = re.compile(r"(?P<label>[^:|\n]{2,110}?)\s*:(?=\s|$|\*)\**\s*(?P<value>.*)$")
_DASH = re.compile(r"(?P<label>[^:|\n]{2,70}?)\s+(?:[-\u2013\u2014=]|->|=>|→)\s+(?P<value>.*)$")
_EMPTY_DASH = re.compile(r"(?P<label>[^:|\n]{2,70}?)\s+[-\u2013\u2014=]\s*(?P<value>)$")
_COLUMNS = re.compile(r"(?P<label>\S(?:[^\n\t]*?\S)??)(?:\t+|\s{3,})(?P<value>\S.*)$")
_ASKING = re.compile(
    r"(?P<label>[^?\n]{3,150}\?)[*_]*(?:\s*(?:\.\s?){3,}|\s*(?:->|=>|[\u2192=:]))?\s+(?P<value>\S.*)$"
)
_MOST_WORDS = 16
_LEAST_REPLIES = 2
_LEAST_MARKED = 3
_LONGEST_LABELLED = 2000


@dataclass(slots=True)
class Line:
    """One line: what it looks like, and its parts as spans of the document.

    `label` and `value` are offsets into the document; `level` ranks headings (1 the highest).
    """

    start: int
    end: int
    text: str
    look: Look = "prose"
    level: int = 0
    number: str | None = None
    label: tuple[int, int] = (0, 0)
    value: tuple[int, int] = (0, 0)
    quoted: bool = False
    depth: int = 0
    bulleted: bool = False
    bold: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document separates labels from values, beside colons."""

    dashes: bool
    columns: bool
    shouting: bool
    marked: bool
    asking_depth: int

    @property
    def quotes(self) -> bool:
        """Whether questions are quoted and answers stand below them."""
        return self.asking_depth > 0


def lines_of(text: str) -> list[Line]:
    """The document's lines, without their breaks."""
    lines = []
    for match in _LINE.finditer(text):
        if match[0]:
            content = match[0].rstrip("\r\n")
            lines.append(Line(match.start(), match.start() + len(content), content))
    return lines


def habits_of(lines: Sequence[Line]) -> Habits:
    """What most lines do; a separator counts where a third of them use it."""
    full = [line.text.strip() for line in lines if 0 < len(line.text.strip()) <= _LONGEST_LABELLED]
    many = max(3, len(full) // 3)
    letters = [c for line in full for c in line if c.isalpha()]
    return Habits(
        dashes=sum(1 for line in full if _DASH.match(line) and not _COLON.match(line)) >= many,
        columns=sum(1 for line in full if _COLUMNS.match(line)) >= many,
        marked=sum(1 for line in full if is_marked(line)) >= _LEAST_MARKED,
        shouting=sum(1 for c in letters if c.isupper()) > 0.7 * max(1, len(letters)),
        asking_depth=_asking_depth(full),
    )


def _asking_depth(lines: Sequence[str]) -> int:
    """How deep the questions are quoted (">": 1, ">>": 2); 0 where quoting asks nothing."""
    depths = [match[0].count(">") if (match := _QUOTE.match(line)) else 0 for line in lines]
    asking = [d for d, line in zip(depths, lines, strict=True) if d and line.endswith(("?", ":"))]
    asking = asking or [depth for depth in depths if depth]
    if not asking:
        return 0
    deepest = max(sorted(set(asking)), key=asking.count)
    replies = sum(1 for above, below in pairwise(depths) if above == deepest and below < deepest)
    return deepest if replies >= _LEAST_REPLIES else 0


def look(lines: Sequence[Line]) -> Habits:
    """Tell every line's look, in place."""
    habits = habits_of(lines)
    for index, line in enumerate(lines):
        _look_at(lines, index, line, habits)
    as_definitions(lines)
    as_asked(lines)
    return habits


def _look_at(lines: Sequence[Line], index: int, line: Line, habits: Habits) -> None:
    body = line.text
    line.indent = len(body) - len(body.lstrip())
    quote = _QUOTE.match(body)
    if quote:
        line.depth, line.start = quote[0].count(">"), line.start + quote.end()
        line.quoted = line.depth == habits.asking_depth
        body = line.text = body[quote.end() :]
    if not body.strip():
        line.look = "blank"
        return
    if _UNDERLINE.match(body):
        line.look = "blank"
        return
    if is_row(body):
        line.look = "row"
        return
    above = lines[index - 1].text if index else ""
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    heading = heading_of(
        body, above, below, shouting=habits.shouting, marked_ones=habits.marked or habits.quotes
    )
    if heading is not None:
        line.look, line.level = "heading", heading[0]
        line.number, line.label = _numbered(line, heading[1])
        return
    _look_inside(line, habits)


def _numbered(line: Line, span: tuple[int, int]) -> tuple[str | None, tuple[int, int]]:
    """A heading's number, and the span in the document of its title."""
    number, skipped = leading_number(line.text[span[0] : span[1]])
    return number, (line.start + span[0] + skipped, line.start + span[1])


def _look_inside(line: Line, habits: Habits) -> None:
    """Labels, questions, replies and bullets, once it is no heading."""
    body = line.text
    line.label = line.value = (line.start, line.end)
    reply = _REPLY.match(body)
    if reply and (reply["number"] or len(reply[0].strip()) > 2 or body[:2] in ("A:", "A.")):
        line.look, line.number = "reply", reply["number"]
        line.value = (line.start + reply.end(), line.end)
        return
    arrow = _ARROW.match(body)
    if arrow:
        line.look, line.value = "reply", (line.start + arrow.end(), line.end)
        return
    bullet = _BULLET.match(body)
    line.bulleted = bullet is not None
    at = bullet.end() if bullet else len(body) - len(body.lstrip())
    # In "**1. Sport:** Futsal" the number stands inside the emphasis.
    inside = 2 if body.startswith("**", at) and leading_number(body[at + 2 :])[1] else 0
    line.number, width = leading_number(body[at + inside :])
    rest = at + inside + width
    boxed = bullet is not None and _BOX.match(body, at) is not None
    found = None if boxed else _label(("**" if inside else "") + body[rest:], line.bulleted, habits)
    if found is not None:
        shift = line.start + rest - inside
        line.look = "label"
        line.label, line.value = ((a + shift, b + shift) for a, b in found)
        line.bold = inside > 0 or body.startswith("**", rest)
    elif body.rstrip(' *_"\u201d').endswith("?") or (width and _is_asked(body[at:])):
        line.look = "question"
        line.label = (line.start + rest, line.start + len(body.rstrip()))
    else:
        line.look = "bullet" if bullet else "prose"
        line.number = None
        line.value = (line.start + (at if bullet else 0), line.end)


def _is_asked(body: str) -> bool:
    """ "Q1. Legal name" is a question without its mark."""
    return (
        re.match(r"(q\d|(q|question|frage|pregunta)\b\s*\.?\s*\d)", body, re.IGNORECASE) is not None
    )


Spans = tuple[tuple[int, int], tuple[int, int]]


def _label(body: str, bulleted: bool, habits: Habits) -> Spans | None:
    """Where label and value stand in `body`; the label of a page-long line stands at its head."""
    if len(body) > _LONGEST_LABELLED:
        found = _label(body[:_LONGEST_LABELLED], bulleted, habits)
        return (found[0], (found[1][0], len(body))) if found else None
    bold = _BOLD_LABEL.match(body)
    if bold and (bold["colon"] or bold["after"] or bold["value"] or bold["label"].endswith("?")):
        return bold.span("label"), bold.span("value")
    tries = [_DOTS, _RULE_FILL]
    asking = _ASKING.match(body)
    colon = _COLON.match(body)
    if asking and (colon is None or len(asking["label"]) < len(colon["label"])):
        if body.rstrip().endswith("?"):
            # Two questions on one line, not a question and its answer.
            return None
        if _is_short(asking["label"], 24):
            return asking.span("label"), asking.span("value")
    for pattern in tries:
        match = pattern.match(body)
        if match and _is_short(match["label"], _MOST_WORDS):
            return match.span("label"), match.span("value")
    if colon and _is_short(colon["label"], _MOST_WORDS):
        return colon.span("label"), colon.span("value")
    if bulleted or habits.dashes:
        match = _DASH.match(body) or (_EMPTY_DASH.match(body) if bulleted else None)
        if match and _is_short(match["label"], 8):
            return match.span("label"), match.span("value")
    if habits.columns:
        match = _COLUMNS.match(body)
        if match and _is_short(match["label"], 9):
            return match.span("label"), match.span("value")
    return None


def _is_short(label: str, most: int) -> bool:
    """Whether this reads like a label: few words, no sentence ends inside, no address."""
    return (
        0 < len(label.split()) <= most
        and "://" not in label
        and "@" not in label
        and not re.search(r"[a-zà-ÿ]{3}[.!?;] +\S", label)
        and any(c.isalpha() for c in label)
    )
