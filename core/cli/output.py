"""What a command says: one JSON document, or words for people; progress goes to stderr."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from core import canonical
from core.canonical import Json


@dataclass(frozen=True, slots=True)
class Output:
    """A command's result: `value` for `--json`, `text` for people, and its exit code."""

    value: Json
    text: str
    exit_code: int = 0


def show(output: Output, *, as_json: bool) -> None:
    """Write `output` to stdout."""
    text = canonical.encode(output.value).decode() if as_json else output.text.rstrip("\n")
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say(line: str) -> None:
    """A line of progress or of warning, on stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """`rows` in columns as wide as they need, under `headings`."""
    cells = [list(headings), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)
