"""Markdown tables as grids of cells."""

import re
from collections.abc import Sequence

from core.documents.questionnaires.form import Passage, slice_of
from core.documents.questionnaires.grids import Grid
from core.documents.questionnaires.lines import Line
from core.documents.questionnaires.ticking import choice

_SEPARATOR = re.compile(r"[\s|:\-\u2013\u2014+=]*")


def grid_of(text: str, rows: Sequence[Line]) -> Grid:
    """The cells of the lines `rows`; the line of dashes says that the first heads the others."""
    grid: list[tuple[Passage, ...]] = []
    headed = False
    for index, line in enumerate(rows):
        if _SEPARATOR.fullmatch(line.text):
            headed = headed or index == 1
            continue
        grid.append(tuple(unmarked(choice(cell)) for cell in _cells(text, line)))
    return Grid(grid, headed)


def _cells(text: str, line: Line) -> list[Passage]:
    """The cells of a table's row; an escaped bar does not end one."""
    start, end = line.start, line.start + len(line.text.rstrip())
    start += len(line.text) - len(line.text.lstrip())
    start += text.startswith("|", start)
    if text[end - 1 : end] == "|" and text[end - 2 : end - 1] != "\\" and end > start:
        end -= 1
    cells: list[Passage] = []
    at = start
    for index in range(start, end + 1):
        if index == end or (text[index] == "|" and text[index - 1] != "\\"):
            cells.append(slice_of(text, at, index))
            at = index + 1
    return cells


def unmarked(passage: Passage) -> Passage:
    """Without the emphasis signs around the whole of it."""
    match = re.match(r"(\*\*|__|\*|_|`)(?P<inner>[^*_`]+)\1$", passage.text)
    return passage.part(*match.span("inner")) if match else passage
