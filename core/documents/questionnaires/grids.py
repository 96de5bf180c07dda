"""Rows and columns as answers, whether they come from a Markdown table or from CSV."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.documents.questionnaires.columns import (
    MOST_COLUMNS,
    Column,
    by_position,
    column_of,
    latest,
    pairs_across,
    with_answer,
    years_column,
)
from core.documents.questionnaires.form import Answer, Draft, Passage, joined
from core.documents.questionnaires.numbering import split_number
from core.documents.questionnaires.prevailing import prevailing
from core.documents.questionnaires.references import earlier

_WIDE = 6


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows; the first row heads the columns where `headed` says that it surely does."""

    rows: Sequence[Sequence[Passage]]
    headed: bool = False


def read_grid(grid: Grid, sections: tuple[str, ...], draft: Draft, *, introduced: str = "") -> None:
    """Add the answers in `grid` to `draft`; `introduced` are the words before the table."""
    rows = [row for row in grid.rows if any(cell.text for cell in row)]
    if not rows:
        return
    head = [column_of(cell.text) for cell in rows[0]]
    generic = head[0] in ("question", "section") or not rows[0][0].text
    years = years_column(rows)
    across = None if grid.headed else pairs_across(rows)
    if years is not None:
        _yearly(rows, years, sections, draft)
    elif head[0] != "period" and (head.count("period") > 1 or (head[1:] == ["period"] and generic)):
        _periods(rows, head, sections, draft)
    elif "answer" in head and 1 < len(head) <= MOST_COLUMNS:
        _forms(rows, _second_hand(head, rows[0], introduced), sections, draft)
    elif len(rows[0]) <= 2 and max(map(len, rows)) <= 2:
        _pairs(rows, head, sections, draft)
    elif "question" in head and len(head) > 1:
        guessed = with_answer(head, rows)
        _forms(rows, _second_hand(guessed, rows[0], introduced), sections, draft)
    elif across is not None:
        _forms(rows, across, sections, draft, headless=True)
    elif (
        len(rows) == 2
        or (grid.headed and _looks_like_records(rows))
        or (len(rows[0]) >= _WIDE and len(rows) <= _WIDE)
    ):
        _records(rows, sections, draft)
    else:
        _forms(rows, by_position(rows), sections, draft, headless=True)


def _second_hand(head: list[Column], titles: Sequence[Passage], introduced: str) -> list[Column]:
    """Of a second person's column, whether its entries stand where the two differ."""
    others = [i for i in range(head.index("answer") + 1, len(head)) if head[i] in ("note", "other")]
    counting = prevailing([titles[i].text for i in others], introduced) if others else None
    if counting is None:
        return head
    return [*head[: others[counting]], "amendment", *head[others[counting] + 1 :]]


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
    amended = [c for c, k in zip(row, head, strict=False) if k == "amendment" and c.text]
    draft.answers.append(
        Answer(
            question,
            answer,
            sections,
            number=number.rstrip(".)") if number else None,
            note=joined(notes, "; ") if notes else None,
            amendment=joined(amended, "; ") if amended else None,
        )
    )


def _periods(
    rows: Sequence[Sequence[Passage]], head: list[Column], sections: tuple[str, ...], draft: Draft
) -> None:
    """A column a year: the one marked latest counts, else the last that is no forecast."""
    columns = [i for i, kind in enumerate(head) if kind == "period"]
    newest = columns[latest([rows[0][i].text for i in columns])]
    asked = next(i for i in range(len(head)) if head[i] != "period")
    for row in rows[1:]:
        years = [(rows[0][i].text, row[i]) for i in columns if i < len(row)]
        for index in columns:
            if index < len(row) and (row[index].text or index == newest):
                _, question = split_number(row[asked].text.strip("*_ :"))
                others = [year for year in years if year[1] is not row[index]]
                draft.answers.append(
                    Answer(
                        question,
                        earlier(row[index], others),
                        sections,
                        period=rows[0][index].text,
                        aside=index != newest,
                    )
                )


def _yearly(
    rows: Sequence[Sequence[Passage]], years: int, sections: tuple[str, ...], draft: Draft
) -> None:
    """A row a year: the questions are the columns' heads, and the latest row counts."""
    titles, body = rows[0], rows[1:]
    kinds = [column_of(title.text) for title in titles]
    newest = latest([" ".join(_marks(row, years, kinds)) for row in body])
    for number, row in enumerate(body):
        for index, cell in enumerate(row[: len(titles)]):
            _, question = split_number(titles[index].text.strip("*_ :"))
            if index == years or not question or not (cell.text or number == newest):
                continue
            others = [(r[years].text, r[index]) for r in body if r is not row and index < len(r)]
            said = earlier(cell, others)
            draft.answers.append(
                Answer(question, said, sections, period=row[years].text, aside=number != newest)
            )


def _marks(row: Sequence[Passage], years: int, kinds: Sequence[Column]) -> list[str]:
    """The year that a row is of, and what is noted beside it."""
    return [row[years].text, *(c.text for c, k in zip(row, kinds, strict=False) if k == "note")]


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
