"""CSV that remembers where each cell stands: quotes, doubled quotes, line breaks in quotes."""

from dataclasses import dataclass

from core.documents.questionnaires.form import Passage

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 40


class BrokenCsv(Exception):
    """What is wrong, at `line` (from 1)."""

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        self.problem = problem
        super().__init__(f"line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one record; `start` and `end` are its place without the line break."""

    cells: tuple[Passage, ...]
    start: int
    end: int

    @property
    def blank(self) -> bool:
        return not any(cell.text.strip() for cell in self.cells)


def scan(text: str, delimiter: str | None = None) -> list[Row]:
    """All records of `text`, blank ones left out. Raises `BrokenCsv`."""
    delimiter = delimiter or delimiter_of(text)
    rows: list[Row] = []
    at = 0
    while at < len(text):
        start, cells = at, []
        while True:
            cell, at = _cell(text, at, delimiter)
            cells.append(cell)
            if not text.startswith(delimiter, at):
                break
            at += 1
        row = Row(tuple(cells), start, at)
        at += 2 if text.startswith("\r\n", at) else 1
        if not row.blank:
            rows.append(row)
    return rows


def delimiter_of(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of cells."""
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        counts = [_count(line, delimiter) for line in text.splitlines()[:_SAMPLE] if line.strip()]
        used = [count for count in counts if count]
        score = len(used) * 2 + (max(map(used.count, used)) if used else 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _count(line: str, delimiter: str) -> int:
    """How often `delimiter` stands outside quotes."""
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _cell(text: str, at: int, delimiter: str) -> tuple[Passage, int]:
    if text.startswith('"', at):
        return _quoted(text, at, delimiter)
    end = at
    while end < len(text) and text[end] not in "\r\n" and not text.startswith(delimiter, end):
        end += 1
    return Passage(text[at:end], at, end).stripped(), end


def _quoted(text: str, start: int, delimiter: str) -> tuple[Passage, int]:
    characters: list[str] = []
    places: list[tuple[int, int]] = []
    at = start + 1
    while True:
        if at >= len(text):
            raise BrokenCsv(text.count("\n", 0, start) + 1, "a quote is opened and never closed")
        if text[at] != '"':
            characters.append(text[at])
            places.append((at, at + 1))
            at += 1
        elif text.startswith('""', at):
            characters.append('"')
            places.append((at, at + 2))
            at += 2
        else:
            break
    end = at + 1
    while text[end : end + 1] in (" ", "\t") and text[end : end + 1] != delimiter:
        end += 1
    if end < len(text) and text[end] not in "\r\n" and not text.startswith(delimiter, end):
        raise BrokenCsv(text.count("\n", 0, at) + 1, "text follows a closing quote")
    content = "".join(characters)
    if len(content) == at - start - 1:
        return Passage(content, start + 1, at).stripped(), end
    return Passage(content, start + 1, at, tuple(places)).stripped(), end
