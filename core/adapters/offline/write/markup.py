"""Words of a document inside Markdown: they stay words, wherever they stand."""

import re
from collections.abc import Sequence

from core.documents.contracts.markdown import escaped

_LINE_START = re.compile(r"^(?:(?P<digits>\d{1,9})(?P<mark>[.)])(?=\s|$)|(?P<sign>[#>=+-]))")


def inline(text: str) -> str:
    """`text` on one line, in which nothing is markup."""
    return escaped(" ".join(text.split()))


def line(text: str) -> str:
    """A line of its own, of which the parts are escaped already: it begins no list or heading."""
    return _LINE_START.sub(
        lambda found: (
            f"\\{found['sign']}" if found["sign"] else f"{found['digits']}\\{found['mark']}"
        ),
        text,
    )


def cut(text: str, limit: int) -> str:
    """`text` on one line, within `limit` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def grid(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are escaped already."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cell or ' ' for cell in cells)} |" for cells in lines)
