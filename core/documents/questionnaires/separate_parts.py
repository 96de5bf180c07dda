"""Questions in one part of a document, their answers by number in another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.documents.questionnaires.form import Answer, Draft, Passage, slice_of
from core.documents.questionnaires.lines import Line
from core.documents.questionnaires.numbering import leading_number

_ANSWERS = re.compile(
    r"\W*(?:part|teil|parte|partie|section|abschnitt)?\s*(?:[IVX]+|\d|[A-D])?\W*(?:the |our |your |"
    r"unsere |nuestras |las |nos |les )?(?:answers?|repl(?:y|ies)|responses?|antworten|respuestas|"
    r"r[ée]ponses|respostas|risposte|antwoorden|odpowiedzi|svar|vastaukset)\b",
    re.IGNORECASE,
)
_LEAST = 6
_KNOWN = 0.6
_VALUE = re.compile(r":\s+\S|\.{3,}\s*\S|\?\s+\S")


@dataclass(slots=True)
class _Item:
    """A numbered line with those below it that go on; `titles` are those above it."""

    number: str
    start: int
    end: int
    titles: tuple[str, ...]
    row: int


def read_separate_parts(text: str, lines: Sequence[Line]) -> Draft | None:
    """The answers with the questions of the same number; `None` where there is one part only."""
    items, loose = _items(text, lines)
    cut = _cut(text, items, lines)
    if cut is None:
        return None
    asked = {item.number: item for item in reversed(items[:cut])}
    draft = Draft()
    draft.remark(slice_of(text, line.start, line.end) for line in loose)
    for item in items[cut:]:
        question = asked.get(item.number)
        words = " ".join(text[question.start : question.end].split()) if question else ""
        draft.answers.append(
            Answer(
                words.rstrip(":"),
                slice_of(text, item.start, item.end),
                question.titles if question else (),
                number=item.number,
            )
        )
    given = {item.number for item in items[cut:]}
    for item in items[:cut]:
        if item.number not in given:
            words = " ".join(text[item.start : item.end].split())
            nothing = Passage("", item.end, item.end)
            draft.answers.append(Answer(words, nothing, item.titles, number=item.number))
    return draft


def _items(text: str, lines: Sequence[Line]) -> tuple[list[_Item], list[Line]]:
    items: list[_Item] = []
    loose: list[Line] = []
    titles: tuple[str, ...] = ()
    open_ = False
    for row, line in enumerate(lines):
        number, at = leading_number(line.text.lstrip())
        at += len(line.text) - len(line.text.lstrip())
        if line.look == "heading" and not (number and line.level > 7):
            titles, open_ = (text[slice(*line.label)].strip(" *_:#"),), False
        elif line.look == "blank":
            open_ = False
        elif number is not None and line.text[at:].strip():
            items.append(_Item(number, line.start + at, line.end, titles, row))
            open_ = True
        elif open_ and line.text.strip():
            items[-1].end = line.end
        else:
            loose.append(line)
    return items, loose


def _cut(text: str, items: Sequence[_Item], lines: Sequence[Line]) -> int | None:
    """Where the answers begin: the numbers start again, and were all asked before."""
    again = [i for i, item in enumerate(items) if i and item.number == items[0].number]
    for cut in again:
        asked, given = items[:cut], items[cut:]
        numbers = {item.number for item in asked}
        known = sum(1 for item in given if item.number in numbers)
        if len(asked) < _LEAST or len(numbers) < len(asked) or len(given) < _LEAST:
            continue
        if known < _KNOWN * len(given) or known < _KNOWN * len(asked):
            continue
        valued = sum(1 for item in asked if _VALUE.search(text[item.start : item.end]))
        between = lines[asked[-1].row + 1 : given[0].row]
        announced = any(_ANSWERS.match(line.text) for line in between)
        if valued <= 0.15 * len(asked) and (announced or len(again) == 1):
            return cut
    return None
