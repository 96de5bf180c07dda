"""Rows and columns as answers, whether they come from a Markdown table or from CSV."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.documents.questionnaires.form import Answer, Draft, Passage, joined
from core.documents.questionnaires.numbering import split_number

Column = Literal["section", "number", "question", "answer", "note", "period", "other"]

# What the head of a column says about the cells under it, in the forms' four languages.
_HEADS: tuple[tuple[Column, str], ...] = (
    (
        "period",
        r"((fy|season|saison|temporada|year|jahr|a[ñn]o|ann[ée]e)\s*'?\d{2}|(\w+ )?(19|20)\d{2})"
        r"([/\u2013-]\d{2,4})?\b.*",
    ),
    (
        "number",
        r"#|n[or°º]\.?|nr\.?|num(ber|mer|ero|éro)?|id|ref\.?|item no\.?|question (no|number|id)\.?",
    ),
    (
        "section",
        r"section|category|area|group|abschnitt|bereich|kategorie|secci[oó]n|rubrique|block|part",
    ),
    (
        "note",
        r"(your |our |second |further )?(notes?|comments?|remarks?|bemerkung(en)?|kommentar|notas?|"
        r"observaciones|comentarios|remarques?|commentaires?|source|reviewer.*|"
        r"checked.*|follow.?up.*)",
    ),
    (
        "question",
        r"(the )?(questions?|fields?|items?|labels?|prompts?|measures?|topics?|facts?|what|frage|"
        r"feld|"
        r"angabe|pregunta|campo|dato|concepto|champ|rubrique|intitul[ée]|kennzahl|asked)",
    ),
    (
        "answer",
        r"(the |your |our |league'?s? )?(answers?|responses?|repl(y|ies)|values?|figures?|data|"
        r"details|"
        r"antwort(en)?|wert|respuestas?|valor|r[ée]ponses?|valeur|given|entry|input|angaben)",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _HEADS)
_LATEST = re.compile(
    r"latest|current|actual\b|most recent|aktuell|neueste|[uú]ltim|m[aá]s reciente|derni|"
    r"en cours|laufend",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"forecast|plan|budget|target|expect|projec|estimat|prognose|ziel|previs|pr[ée]vis|objetivo|"
    r"next",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}|\d{2}(?!\d)")
_WIDE = 6


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows; the first row heads the columns where `headed` says that it surely does."""

    rows: Sequence[Sequence[Passage]]
    headed: bool = False


def read_grid(grid: Grid, sections: tuple[str, ...], draft: Draft) -> None:
    """Add the answers in `grid` to `draft`."""
    rows = [row for row in grid.rows if any(cell.text for cell in row)]
    if not rows:
        return
    head = [column_of(cell.text) for cell in rows[0]]
    generic = head[0] in ("question", "section") or not rows[0][0].text
    if head[0] != "period" and (head.count("period") > 1 or (head[1:] == ["period"] and generic)):
        _periods(rows, head, sections, draft)
    elif "answer" in head and len(head) > 1:
        _forms(rows, head, sections, draft)
    elif len(rows[0]) <= 2 and max(map(len, rows)) <= 2:
        _pairs(rows, head, sections, draft)
    elif "question" in head and len(head) > 1:
        _forms(rows, _guess_answer(head), sections, draft)
    elif (
        len(rows) == 2
        or (grid.headed and _looks_like_records(rows))
        or (len(rows[0]) >= _WIDE and len(rows) <= _WIDE)
    ):
        _records(rows, sections, draft)
    else:
        _forms(rows, _by_position(rows), sections, draft, headless=True)


def column_of(head: str) -> Column:
    """What a column headed `head` holds."""
    words = head.strip(" *_:").strip()
    for kind, pattern in _COMPILED:
        if words and pattern.fullmatch(words):
            return kind
    return "other"


def says_header(head: Sequence[str]) -> bool:
    """Whether a row of cells reads like the head of a form's columns."""
    kinds = [column_of(cell) for cell in head]
    return "answer" in kinds or kinds.count("period") > 1


def _guess_answer(head: list[Column]) -> list[Column]:
    """The first unnamed column after the question holds the answer."""
    guessed = list(head)
    for index in range(head.index("question") + 1, len(head)):
        if guessed[index] == "other":
            guessed[index] = "answer"
            break
    return guessed


def _by_position(rows: Sequence[Sequence[Passage]]) -> list[Column]:
    """Columns without a telling head: numbers, then question, answer, and notes after them."""
    width = max(map(len, rows))
    kinds: list[Column] = ["note"] * width
    first = 0
    if all(re.fullmatch(r"[\w.]{1,5}[.)]?", row[0].text) for row in rows if row and row[0].text):
        kinds[0] = "number"
        first = 1
    firsts = [row[first].text for row in rows if len(row) > first]
    if width > first + 2 and len(set(firsts)) <= len(firsts) * 0.6:
        kinds[first] = "section"
        first += 1
    kinds[first] = "question"
    if first + 1 < width:
        kinds[first + 1] = "answer"
    return kinds


def _pairs(
    rows: Sequence[Sequence[Passage]], head: list[Column], sections: tuple[str, ...], draft: Draft
) -> None:
    """Two columns: a label and its value; the head is a row like the others unless it says not."""
    generic = "question" in head or "section" in head
    body = rows[1:] if generic or (len(rows[0]) > 1 and not rows[0][1].text) else rows
    for row in body:
        if len(row) > 1:
            _add(draft, row[0], row[1], sections)
        elif row:
            draft.remark(row)


def _forms(
    rows: Sequence[Sequence[Passage]],
    head: list[Column],
    sections: tuple[str, ...],
    draft: Draft,
    *,
    headless: bool = False,
) -> None:
    """A row a question. Side-by-side pairs of columns are read one after the other."""
    answers = [i for i, kind in enumerate(head) if kind == "answer"]
    section = ""
    for row in rows if headless else rows[1:]:
        for index in answers:
            if index >= len(row):
                continue
            asked = _question_column(head, index)
            if asked is None or not row[asked].text:
                if row[index].text:
                    draft.remark([row[index]])
                continue
            section = _cell(row, head, "section") or section
            under = (*sections, section) if section else sections
            _add(draft, row[asked], row[index], under, row, head)


def _question_column(head: list[Column], answer: int) -> int | None:
    """The column whose cells the cells of column `answer` answer."""
    before = [i for i in range(answer) if head[i] in ("question", "other")]
    named = [i for i in before if head[i] == "question"]
    titled = [i for i in range(answer) if head[i] == "section"]
    candidates = named or before or titled
    return candidates[-1] if candidates else None


def _cell(row: Sequence[Passage], head: Sequence[Column], kind: Column) -> str:
    return next((c.text for c, k in zip(row, head, strict=False) if k == kind and c.text), "")


def _add(
    draft: Draft,
    asked: Passage,
    answer: Passage,
    sections: tuple[str, ...],
    row: Sequence[Passage] = (),
    head: Sequence[Column] = (),
) -> None:
    number, question = split_number(asked.text.strip("*_ ").rstrip(":").strip("*_ "))
    number = _cell(row, head, "number") or number
    notes = [c for c, k in zip(row, head, strict=False) if k == "note" and c.text]
    draft.answers.append(
        Answer(
            question,
            answer,
            sections,
            number=number.rstrip(".)") if number else None,
            note=joined(notes, "; ") if notes else None,
        )
    )


def _periods(
    rows: Sequence[Sequence[Passage]], head: list[Column], sections: tuple[str, ...], draft: Draft
) -> None:
    """A column a year: the one marked latest counts, else the last that is no forecast."""
    columns = [i for i, kind in enumerate(head) if kind == "period"]
    latest = _latest(rows[0], columns)
    asked = next(i for i in range(len(head)) if head[i] != "period")
    for row in rows[1:]:
        for index in columns:
            if index < len(row) and (row[index].text or index == latest):
                _, question = split_number(row[asked].text.strip("*_ :"))
                draft.answers.append(
                    Answer(
                        question,
                        row[index],
                        sections,
                        period=rows[0][index].text,
                        aside=index != latest,
                    )
                )


def _latest(head: Sequence[Passage], columns: Sequence[int]) -> int:
    marked = [i for i in columns if _LATEST.search(head[i].text)]
    if marked:
        return marked[0]
    settled = [i for i in columns if not _EXPECTED.search(head[i].text)] or list(columns)

    def year(index: int) -> int:
        found = _YEAR.findall(head[index].text)
        return int(found[-1]) % 100 if found else -1

    return max(settled, key=lambda i: (year(i), i))


def _looks_like_records(rows: Sequence[Sequence[Passage]]) -> bool:
    """A row a person or thing: the head's labels are short and differ from the first column."""
    return len(rows) <= _WIDE and all(len(cell.text.split()) <= 4 for cell in rows[0])


def _records(rows: Sequence[Sequence[Passage]], sections: tuple[str, ...], draft: Draft) -> None:
    """The questions are the columns' heads; each further row is one thing they are asked of."""
    titles, body = rows[0], list(rows[1:])
    unders = [sections] * len(titles)
    if len(body) > 1 and sum(1 for cell in titles if cell.text) < len(titles) * 0.7:
        unders = _spread(titles, sections)
        titles, body = body[0], body[1:]
    for row in body:
        record = draft.new_record() if len(body) > 1 else None
        for title, under, cell in zip(titles, unders, row, strict=False):
            number, question = split_number(title.text.strip("*_ :"))
            if question:
                draft.answers.append(Answer(question, cell, under, number=number, record=record))


def _spread(titles: Sequence[Passage], sections: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Titles over groups of columns hold for the empty cells after them."""
    unders, current = [], sections
    for cell in titles:
        if cell.text:
            current = (*sections, cell.text)
        unders.append(current)
    return unders
