"""What an answer says beyond its values: whether it is blank, and yes or no."""

import re
from collections.abc import Iterator
from enum import Enum

from core.adapters.offline.values import answer_words as words
from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.found import Found, trimmed
from core.adapters.offline.values.tick_boxes import ticked


class Blankness(Enum):
    """Whether an answer states something, and if not, what stands in its place."""

    STATED = "stated"
    EMPTY = "empty"
    NOT_APPLICABLE = "not_applicable"
    PENDING = "pending"
    REFERENCE = "reference"
    CONFIDENTIAL = "confidential"


# What may follow words that leave an answer blank: nothing, or an aside.
_ASIDE = (
    r"(?=\s*(?:$|[.,;:!(\[\u2013\u2014-]|at (?:the moment|present)|so far|yet|for now|as yet"
    r"|currently|right now|zur ?zeit|derzeit|bisher|bislang|de momento|por ahora|actualmente"
    r"|pour l'instant|actuellement|until|bis\b|from\b|formally|by\b|with\b|approval|hasta))"
)
_LEAD_IN = r"(?:(?:currently|at present|still|derzeit|aktuell|actualmente|actuellement)\s)?"
_KINDS = tuple(
    (kind, re.compile(rf"{_LEAD_IN}{phrases}{_ASIDE}", re.IGNORECASE))
    for kind, phrases in (
        (Blankness.CONFIDENTIAL, words.CONFIDENTIAL_WORDS),
        (Blankness.PENDING, words.PENDING_WORDS),
        (Blankness.NOT_APPLICABLE, words.NOT_APPLICABLE_WORDS),
    )
)
_REFERENCE = re.compile(rf"{words.REFERENCE_WORDS}", re.IGNORECASE)
_STRIP = " \t\r\n\u00a0\u202f\"'“”„«»*_`()[]{}<>|\\.,;:!-\u2013\u2014/=~#"

_CLAUSE_END = re.compile(
    r"[.,;:!?\n]+(?=\s|$)|\s[-\u2013\u2014]{1,2}\s"
    r"|(?<!\w)(?:but|aber|pero|mais|however|jedoch|sondern)(?!\w)",
    re.IGNORECASE,
)
_YES = re.compile(rf"{words.YES_LEAD}(?![^\W_]|['\u2019]|-\w)", re.IGNORECASE)
_NO = re.compile(rf"{words.NO_LEAD}(?![^\W_]|-\w|\.\s?[0-9])", re.IGNORECASE)
_NOT_AFTER = re.compile(r"\s(?:que\s)?(?:not|nicht|no|non|nein|pas)(?!\w)", re.IGNORECASE)
_CONSENTING = words.whole(words.CONSENTING)
_UNDECIDED = words.whole(words.UNDECIDED)
_NEGATIVE = words.whole(words.NEGATIVE)
_ABSENT = words.whole(words.ABSENT)
_PRESENT = words.whole(words.PRESENT)
_NOT_IN_FORCE = words.whole(words.NOT_IN_FORCE)
_FORBIDDING = words.whole(words.FORBIDDING)
_MAY_NOT_BET = re.compile(words.MAY_NOT_BET, re.IGNORECASE)
_A_BAN = re.compile(
    r"\b(?:ban\b|bann|barred|forbid|prohibit|exclu|verbot|untersag|prohib|interdi|not bet)",
    re.IGNORECASE,
)
_CHOICES = re.compile(
    r"\W{0,4}(?:yes|ja|sí|si|oui|y)\s?(?:/|\||or|oder|o|ou)\s?(?:no|nein|non|n)(?!\w)",
    re.IGNORECASE,
)
_SIGNS = {
    "1": True, "0": False, "✓": True, "✔": True, "✗": False, "✘": False, "y": True, "n": False,
    "si": True, "x": True,
}  # fmt: skip
_LONGEST = 2000


def blank(text: str) -> Blankness:
    """What kind of blank `text` is; `STATED` where it answers something.

    A plain "no" is an answer; "none", "n/a" and "keine" say that there is nothing to name.
    """
    head = text[:_LONGEST].strip(_STRIP)
    if head.casefold() in words.BLANK_SIGNS:
        return Blankness.EMPTY
    for kind, pattern in _KINDS:
        if pattern.match(head):
            told = kind is Blankness.PENDING and _NOT_IN_FORCE.search(head)
            return Blankness.STATED if told else kind
    return Blankness.REFERENCE if _REFERENCE.match(head) else Blankness.STATED


def denies(text: str) -> bool:
    """Whether the answer says that there is none of what was asked: "No current supplier"."""
    kind = blank(text)
    if kind is not Blankness.STATED:
        return kind is Blankness.NOT_APPLICABLE
    head = text[:_LONGEST].strip(_STRIP)
    return bool(_NO.match(head)) and not _CONSENTING.match(head) and not _UNDECIDED.match(head)


def flag(text: str, convention: Convention, *, label: str = "") -> Found[bool] | None:
    """Yes or no, with the clause that says so; `None` where the answer is neither.

    `label` is the question: where it asks about a ban, "forbidden" means yes.
    """
    asks_ban = _A_BAN.search(label) is not None
    boxes = ticked(text)
    if boxes is not None:
        verdicts = [(box, _verdict(box.value, asks_ban)) for box in boxes]
        read = [Found(said[0], box.start, box.end) for box, said in verdicts if said is not None]
        return read[0] if len({found.value for found in read}) == 1 else None
    kind = blank(text)
    denied = kind is Blankness.NOT_APPLICABLE and denies(text)
    if kind is not Blankness.STATED and not (denied and _NO.match(text.strip(_STRIP))):
        return None
    for start, end, asked in _clauses(text):
        clause = text[start:end]
        if _UNDECIDED.search(clause):
            return None
        verdict = None if asked else _verdict(clause, asks_ban)
        if verdict is not None:
            return Found(verdict[0], start, end, verdict[1])
    return None


def _clauses(text: str) -> Iterator[tuple[int, int, bool]]:
    """The clauses of the answer; the last part says whether it asks before more follows."""
    stop = min(len(text), _LONGEST)
    choices = _CHOICES.match(text)  # "Yes/No: yes" repeats what could be chosen
    start = choices.end() if choices else 0
    while start < stop:
        mark = _CLAUSE_END.search(text, start, stop)
        end = mark.start() if mark else stop
        inner, outer = _bare(text, start, end)
        start = mark.end() if mark else stop
        if inner < outer:
            rest = text[start:stop].strip(_STRIP)
            yield inner, outer, mark is not None and "?" in mark.group() and bool(rest)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _STRIP:
        start += 1
    while start < end and text[end - 1] in '*_`"':
        end -= 1
    return trimmed(text, start, end)


def _verdict(clause: str, asks_ban: bool) -> tuple[bool, float] | None:
    """What one clause says and how surely."""
    if clause.casefold() in _SIGNS:
        return _SIGNS[clause.casefold()], 1.0
    if _CONSENTING.search(clause):
        return True, 0.8
    if _MAY_NOT_BET.search(clause):
        return True, 0.9
    if _NOT_IN_FORCE.search(clause):
        return False, 0.8
    forbids = _FORBIDDING.search(clause) is not None
    if yes := _YES.match(clause):
        return _NOT_AFTER.match(clause, yes.end()) is None, 1.0
    if _NO.match(clause):
        return False, 1.0
    denied = _NEGATIVE.search(clause) is not None
    if forbids:
        return (asks_ban != denied, 0.8) if asks_ban else (False, 0.8)
    if denied:
        return False, 0.8
    if _ABSENT.search(clause):
        return False, 0.7
    return (True, 0.8) if _PRESENT.search(clause) else None
