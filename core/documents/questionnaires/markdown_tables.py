"""Tables of lines as grids of cells: Markdown's, and those drawn with rules."""

import re
from collections.abc import Sequence

from core.documents.questionnaires.bars import BARS, SEPARATOR, is_rule
from core.documents.questionnaires.form import Passage, joined, slice_of
from core.documents.questionnaires.grids import Grid
from core.documents.questionnaires.lines import Line
from core.documents.questionnaires.ticking import choice


def grid_of(text: str, rows: Sequence[Line]) -> Grid:
    """The cells of the lines `rows`; the line of dashes says that the first heads the others."""
    grid: list[tuple[Passage, ...]] = []
    headed = False
    drawn = any(is_rule(line.text) for line in rows)
    fresh = True
    for index, line in enumerate(rows):
        if SEPARATOR.fullmatch(line.text):
            headed = headed or (index == 1 and not drawn)
            fresh = True
            continue
        cells = tuple(unmarked(choice(cell)) for cell in _cells(text, line))
        if drawn and not fresh and _goes_on(cells, grid[-1]):
            grid[-1] = tuple(map(_together, grid[-1], cells))
        else:
            grid.append(cells)
        fresh = False
    return Grid(grid, headed)


def _goes_on(cells: Sequence[Passage], above: Sequence[Passage]) -> bool:
    """Whether the line continues the row above: nothing stands in its first cell."""
    return len(cells) == len(above) > 1 and not cells[0].text and any(c.text for c in cells)


def _together(above: Passage, below: Passage) -> Passage:
    parts = [cell for cell in (above, below) if cell.text]
    return joined(parts, " ") if parts else above


def _cells(text: str, line: Line) -> list[Passage]:
    """The cells of a table's row; an escaped bar does not end one."""
    start, end = line.start, line.start + len(line.text.rstrip())
    start += len(line.text) - len(line.text.lstrip())
    start += text[start : start + 1] in tuple(BARS)
    if text[end - 1 : end] in tuple(BARS) and text[end - 2 : end - 1] != "\\" and end > start:
        end -= 1
    cells: list[Passage] = []
    at = start
    for index in range(start, end + 1):
        if index == end or (text[index] in BARS and text[index - 1] != "\\"):
            cells.append(slice_of(text, at, index))
            at = index + 1
    return cells


def unmarked(passage: Passage) -> Passage:
    """Without the emphasis signs around the whole of it."""
    match = re.match(r"(\*\*|__|\*|_|`)(?P<inner>[^*_`]+)\1$", passage.text)
    return passage.part(*match.span("inner")) if match else passage
