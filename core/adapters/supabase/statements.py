"""A file of SQL cut into its statements, as the Supabase CLI cuts it and keeps them."""

import re
from collections.abc import Iterator

_MARK = re.compile(
    r"--[^\n]*"  # a comment to the end of its line
    r"|/\*"  # a comment that may hold others
    r"|'(?:[^']|'')*'"
    r'|"(?:[^"]|"")*"'
    r"|\$(?:[A-Za-z_][A-Za-z_0-9]*)?\$"  # a text up to the same mark
    r"|;"
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


def statements(sql: str) -> list[str]:
    """The statements of `sql`, each with the comments before it and without its semicolon."""
    return [text for raw in _cut(sql) if (text := raw.rstrip(";").strip())]


def _cut(sql: str) -> Iterator[str]:
    start = place = 0
    while found := _MARK.search(sql, place):
        mark, place = found.group(), found.end()
        if mark == "/*":
            place = _end_of_comment(sql, place)
        elif mark.startswith("$"):
            end = sql.find(mark, place)
            place = len(sql) if end < 0 else end + len(mark)
        elif mark == ";":
            yield sql[start:place]
            start = place
    yield sql[start:]


def _end_of_comment(sql: str, place: int) -> int:
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(sql, place)):
        depth += 1 if edge.group() == "/*" else -1
        place = edge.end()
    return place if depth == 0 else len(sql)
