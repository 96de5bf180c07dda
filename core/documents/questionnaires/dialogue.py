"""A conversation written down: speakers take turns, one asks and another answers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from core.documents.questionnaires.form import Answer, Draft, Passage, joined, slice_of
from core.documents.questionnaires.lines import Line

_TURN = re.compile(
    r"\s*(?:[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[\])]?\s*[-\u2013]?\s*)?"
    r"(?:\*\*)?(?P<who>[^\W\d_][\w .'\u2019()/&-]{0,40}?)(?:\*\*)?\s*"
    r"(?:[\[(]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[\])]\s*)?(?::(?:\*\*)?|\s[\u2013\u2014-])\s+(?=\S)"
)
_ACKNOWLEDGED = re.compile(
    r"\W*(?:(?:right|ok(?:ay)?|good|thanks?(?: you)?|got it|noted|fine|lovely|great|perfect|"
    r"understood|i see|sure|yes|very well|excellent|clear|gut|danke|verstanden|alles klar|"
    r"vale|gracias|bien|muy bien|de acuerdo|entendido|merci|d'accord|très bien|parfait|"
    r"takk|tack|obrigado|grazie|dank je)\W*)+",
    re.IGNORECASE,
)
_CORRECTING = re.compile(
    r"(?:^|(?<=[.!?]\s))\W*(?:sorry|wait|correction|no, wait|hang on|i (?:said|was wrong)|"
    r"let me correct|moment|halt|korrektur|perdón|corrijo|pardon|je corrige|rettelse|scusi)\b",
    re.IGNORECASE,
)
_LEAST_TURNS, _LEAST_EACH = 8, 3
_LEAST_SHARE = 0.6


@dataclass(slots=True)
class _Turn:
    who: str
    spans: list[tuple[int, int]] = field(default_factory=list)


def read_dialogue(text: str, lines: Sequence[Line]) -> Draft | None:
    """The answers of a conversation; `None` where the document is none."""
    turns, before = _turns(lines)
    asking = _asking(text, turns, sum(1 for line in lines if line.text.strip()))
    if asking is None:
        return None
    draft = Draft()
    draft.remark(slice_of(text, line.start, line.end) for line in before)
    question = ""
    for asks, group in groupby(turns, key=lambda turn: turn.who in asking):
        said = _said(text, list(group))
        if not asks:
            _answer(draft, question, said)
        elif not _ACKNOWLEDGED.fullmatch(said.text):
            question = _question(said.text)
    return draft


def _turns(lines: Sequence[Line]) -> tuple[list[_Turn], list[Line]]:
    """The turns, and the lines before the first of them."""
    speakers = Counter(match["who"] for line in lines if (match := _TURN.match(line.text)))
    known = {who for who, times in speakers.items() if times >= _LEAST_EACH}
    turns: list[_Turn] = []
    before: list[Line] = []
    for line in lines:
        match = _TURN.match(line.text)
        if match and match["who"] in known:
            turns.append(_Turn(match["who"], [(line.start + match.end(), line.end)]))
        elif not line.text.strip():
            continue
        elif turns:
            turns[-1].spans.append((line.start, line.end))
        else:
            before.append(line)
    return turns, before


def _asking(text: str, turns: Sequence[_Turn], lines: int) -> frozenset[str] | None:
    """Who asks; nobody where the document is no conversation."""
    told = sum(len(turn.spans) for turn in turns)
    if len(turns) < _LEAST_TURNS or told < _LEAST_SHARE * lines:
        return None
    asked: dict[str, list[bool]] = {}
    for turn in turns:
        asked.setdefault(turn.who, []).append(_said(text, [turn]).text.endswith("?"))
    shares = {who: sum(ends) / len(ends) for who, ends in asked.items()}
    if len(shares) < 2 or max(shares.values()) < 1 / 3:
        return None
    most = max(shares.values())
    asking = frozenset(who for who, share in shares.items() if share > most / 2)
    return (
        asking if len(asking) < len(shares) else frozenset({max(shares, key=lambda w: shares[w])})
    )


def _said(text: str, turns: Sequence[_Turn]) -> Passage:
    spans = [span for turn in turns for span in turn.spans]
    if len(turns) == 1:
        return slice_of(text, spans[0][0], spans[-1][1])
    parts = [slice_of(text, *span) for span in spans]
    return joined([part for part in parts if part.text] or parts[:1], " ")


def _question(said: str) -> str:
    """What is asked, without the pleasantries before it."""
    sentences = re.findall(r"[^.?!\n]+[.?!]*", said)
    asked = [s.strip() for s in sentences if s.rstrip().endswith("?")]
    kept = asked or [s.strip() for s in sentences if not _ACKNOWLEDGED.fullmatch(s)]
    return " ".join(" ".join(kept).split())


def _answer(draft: Draft, question: str, said: Passage) -> None:
    """The answer, and what it takes back of earlier ones as corrections of their own."""
    back = _CORRECTING.search(said.text)
    kept = said.part(0, back.start()) if back else said
    if kept.text:
        draft.answers.append(Answer(question, kept))
    if back:
        draft.answers.append(Answer("", said.part(back.start(), len(said.text)), correction=True))
