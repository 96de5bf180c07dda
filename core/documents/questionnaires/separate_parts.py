"""Questions in one part of a document, their answers by number in another."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.documents.questionnaires.bars import BARS
from core.documents.questionnaires.form import Answer, Draft, Passage, slice_of
from core.documents.questionnaires.lines import Line

_PART = (
    r"\W*(?:part|teil|parte|partie|section|abschnitt)?\s*(?:[IVX]+|\d|[A-D])?\W*(?:the |our |your |"
    r"die |unsere |ihre |las |nuestras |les |nos )?"
)
_ANSWERS = re.compile(
    _PART + r"(?:answers?|repl(?:y|ies)|responses?|antworten|respuestas|"
    r"r[ée]ponses|respostas|risposte|antwoorden|odpowiedzi|svar|vastaukset)\b",
    re.IGNORECASE,
)
_QUESTIONS = re.compile(
    _PART + r"(?:questions?|fragen?|preguntas|perguntas|domande|vragen|pytania|frågor|spørsmål|"
    r"spørgsmål|kysymykset)\b",
    re.IGNORECASE,
)
_NUMBER = r"\d{1,3}(?:\.\d{1,2}){0,2}[a-z]?"
_ITEM = re.compile(
    rf"""\s*[*_]*(?:
      (?:question|answer|frage|antwort|pregunta|respuesta|r[ée]ponse|ad|zu|re|no|nr|n[°º]|[qafpr\#])
      \s*\.?\s*(?P<asked>{_NUMBER})(?P<many>(?:\s*(?:,|/|&|\+|and|und|y|et)\s*[qafpr]?{_NUMBER})*)
      (?:\s*[.):\]=\u2013\u2014-]|(?=\s))
    | [(\[]?(?P<plain>{_NUMBER})(?P<more>(?:\s*(?:,|/|&|\+|and|und|y|et)\s*{_NUMBER})*)
      (?:\s*[.):\]=]|\s*(?:->|=>|\u2192)|\s+[\u2013\u2014-](?=\s)|(?=\t|\s{{3,}}))
    )[*_]*\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_CELL = re.compile(rf"\s*(?P<plain>{_NUMBER})\s*[.)]?\s*")
_EACH_NUMBER = re.compile(_NUMBER, re.IGNORECASE)
_LEAST = 6
_KNOWN = 0.6
_UNVALUED = 0.15
_WRAPPED = 0.3
_VALUE = re.compile(r":\s+\S|\.{3,}\s*\S|\?\s+\S")


@dataclass(slots=True)
class _Item:
    """A numbered line with those below it that go on; `titles` are those above it."""

    numbers: tuple[str, ...]
    start: int
    end: int
    titles: tuple[str, ...]
    row: int
    last: int


def read_separate_parts(text: str, lines: Sequence[Line]) -> Draft | None:
    """The answers with the questions of the same number; `None` where there is one part only."""
    items, loose = _items(text, lines)
    parts = _parts(text, items, lines)
    if parts is None:
        return None
    questions, given = parts
    asked = {number: item for item in reversed(questions) for number in item.numbers}
    draft = Draft()
    draft.remark(slice_of(text, line.start, line.end) for line in loose)
    for item in given:
        found = [asked[number] for number in item.numbers if number in asked]
        draft.answers.append(
            Answer(
                ", ".join(_words(text, question) for question in found),
                slice_of(text, item.start, item.end),
                found[0].titles if found else (),
                number=item.numbers[0],
            )
        )
    answered = {number for item in given for number in item.numbers}
    for item in questions:
        if not answered & set(item.numbers):
            # An unanswered question counts as answered with nothing, where the answers begin.
            at = given[0].start
            words = _words(text, item)
            nothing = Passage("", at, at)
            draft.answers.append(Answer(words, nothing, item.titles, number=item.numbers[0]))
    return draft


def _words(text: str, item: _Item) -> str:
    return " ".join(text[item.start : item.end].split()).strip("*_ ").rstrip(":")


def _items(text: str, lines: Sequence[Line]) -> tuple[list[_Item], list[Line]]:
    items: list[_Item] = []
    loose: list[Line] = []
    titles: tuple[str, ...] = ()
    open_ = False
    for row, line in enumerate(lines):
        numbers, span = _numbered(line)
        if line.look == "heading" and not (numbers and line.level > 7):
            titles, open_ = (text[slice(*line.label)].strip(" *_:#"),), False
        elif line.look == "blank":
            open_ = False
        elif numbers and text[slice(*span)].strip():
            items.append(_Item(numbers, *span, titles, row, row))
            open_ = line.look != "row"
        elif open_ and line.text.strip():
            items[-1].end, items[-1].last = line.end, row
        else:
            loose.append(line)
    return items, loose


def _numbered(line: Line) -> tuple[tuple[str, ...], tuple[int, int]]:
    """The numbers at the head of a line, or in the first cell of a row, and what follows."""
    if line.look == "row":
        cells = [c for c in re.split(rf"[{BARS}]", line.text) if c.strip()]
        head = _CELL.fullmatch(cells[0]) if len(cells) > 1 else None
        if head is None:
            return (), (line.start, line.end)
        start = line.start + line.text.index(cells[1], line.text.index(cells[0]) + len(cells[0]))
        return (head["plain"].lower(),), (start, start + len(cells[1]))
    match = _ITEM.match(line.text)
    if match is None:
        return (), (line.start, line.end)
    first = match["asked"] or match["plain"]
    more = _EACH_NUMBER.findall(match["many"] or match["more"] or "")
    numbers = tuple(number.lower() for number in (first, *more))
    return numbers, (line.start + match.end(), line.end)


Parts = tuple[Sequence[_Item], Sequence[_Item]]


def _parts(text: str, items: Sequence[_Item], lines: Sequence[Line]) -> Parts | None:
    """The questions and the answers; the numbers of the first part come again in the second."""
    cut = _cut(items)
    if cut is None:
        return None
    first, second = items[:cut], items[cut:]
    before = lines[: first[0].row]
    between = lines[first[-1].last + 1 : second[0].row]
    turned = _announced(_ANSWERS, before) and _announced(_QUESTIONS, between)
    questions, given = (second, first) if turned else (first, second)
    announced = turned or _announced(_ANSWERS, between)
    if not _matches(questions, given):
        return None
    valued = sum(1 for item in questions if _VALUE.search(text[item.start : item.end]))
    wrapped = sum(1 for item in questions if item.last > item.row)
    plain = valued <= _UNVALUED * len(questions)
    return (
        (questions, given)
        if plain and (announced or wrapped <= _WRAPPED * len(questions))
        else None
    )


def _announced(title: re.Pattern[str], lines: Sequence[Line]) -> bool:
    return any(title.match(line.text) for line in lines)


def _cut(items: Sequence[_Item]) -> int | None:
    """Where the second part begins: the first number that was there before."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        if seen & set(item.numbers):
            return index
        seen |= set(item.numbers)
    return None


def _matches(questions: Sequence[_Item], given: Sequence[_Item]) -> bool:
    """Whether the numbers are largely the same, and each comes but once in either part."""
    asked = _numbers(questions)
    answered = _numbers(given)
    known = sum(1 for number in answered if number in asked)
    return (
        min(len(asked), len(answered)) >= _LEAST
        and known >= _KNOWN * len(answered)
        and known >= _KNOWN * len(asked)
        and max(asked.values()) == 1
        and sum(answered.values()) <= len(answered) + len(answered) // 10
    )


def _numbers(items: Sequence[_Item]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for item in items:
        for number in item.numbers:
            counts[number] = counts.get(number, 0) + 1
    return counts
