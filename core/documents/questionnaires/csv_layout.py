"""A CSV questionnaire as answers: a row a question, or a column a question."""

from collections.abc import Sequence

from core.documents.questionnaires.columns import says_header, years_column
from core.documents.questionnaires.csv_scanner import Row, delimiter_of, scan
from core.documents.questionnaires.form import Draft, Form, Passage, slice_of
from core.documents.questionnaires.grids import Grid, read_grid


def read_csv(text: str) -> Form:
    """The form that CSV `text` holds. Raises `BrokenCsv`."""
    rows = scan(text, delimiter_of(text))
    draft = Draft()
    width = _width(rows)
    cells = [_mended(text, row, width) for row in rows]
    start = 0 if years_column(cells) is not None else _start(cells)
    for row in cells[:start]:
        draft.remark(row)
    said = "\n".join(" ".join(cell.text for cell in row) for row in cells[:start])
    read_grid(Grid(cells[start:]), (), draft, introduced=said)
    return draft.form()


def _start(cells: Sequence[Sequence[Passage]]) -> int:
    """Where the form begins: at the row that heads it, where one of the first does."""
    heads = (i for i, row in enumerate(cells[:5]) if says_header([cell.text for cell in row]))
    return next(heads, 0)


def _width(rows: list[Row]) -> int:
    """How many cells most rows have."""
    counts = [len(row.cells) for row in rows]
    return max(sorted(set(counts)), key=counts.count, default=0)


def _mended(text: str, row: Row, width: int) -> tuple[Passage, ...]:
    """A row of a two-column form whose answer holds a bare comma is one answer, not two."""
    if width != 2 or len(row.cells) <= width:
        return row.cells
    cells = list(row.cells)
    while len(cells) > width and not cells[-1].text:
        cells.pop()
    if len(cells) <= width:
        return tuple(cells)
    return (*cells[: width - 1], slice_of(text, cells[width - 1].start, cells[-1].end))
