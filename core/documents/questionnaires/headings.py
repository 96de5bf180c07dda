"""Which lines head what stands below them."""

import re

from core.documents.questionnaires.declaring import DECLARES

_MARKED = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BOLD_ONLY = re.compile(r"\s*(\*\*|__)(?P<title>[^*_]+?)\1\s*:?\s*$")
_LIST_SIGN = re.compile(r"\s*(?:[-*•·‣▪◦●\u2013+]|o(?=\s{2}))\s+(?=\S)")
_BOX = re.compile(r"\[\s*[xX✓✔]?\s*\]|[☐☑☒□]")
_FRAMED = re.compile(r"\s*(={2,}|-{2,}|\[|~{2,})\s*[^=\-~\]]{2,60}\s*(={2,}|-{2,}|\]|~{2,})\s*")
_SIGNS = " \t>=-_*~"
_MOST_WORDS = 16

Heading = tuple[int, tuple[int, int]]
"""The level (1 the highest) and the span of the title in the line."""


def is_marked(body: str) -> bool:
    """Whether the line is a heading by its sign, or stands out in bold type."""
    return _MARKED.match(body) is not None or _BOLD_ONLY.match(body) is not None


def heading_of(
    body: str, above: str, below: str, *, shouting: bool, marked_ones: bool = False
) -> Heading | None:
    """What the line `body` heads, if anything; `above` and `below` are its neighbours.

    Where a document marks its headings, capitals alone make none.
    """
    marked = _MARKED.match(body)
    if marked:
        return len(marked[1]), marked.span(2)
    listed = _LIST_SIGN.match(body) is not None
    underline = re.fullmatch(r"\s{0,3}(={3,}|-{3,})\s*", below)
    if underline and "|" not in body and not listed and len(body.split()) <= _MOST_WORDS:
        return (1 if underline[1][0] == "=" else 2), (0, len(body))
    bold = _BOLD_ONLY.match(body)
    if bold and not body.rstrip().endswith((":**", "**:")):
        return 7, bold.span("title")
    if listed or _BOX.search(body):
        return None
    titled = not marked_ones and _is_title(body, above, below, shouting)
    if titled or _declares(body, above, below):
        return 8, (0, len(body))
    return None


def _is_title(body: str, above: str, below: str, shouting: bool) -> bool:
    """A short line of capitals that stands after a blank line, or is framed by signs."""
    words = body.strip().strip("=-*#~_[]() ").rstrip(":")
    letters = [c for c in words if c.isalpha()]
    if sum(1 for c in words if c.isdigit()) >= len(letters):
        return False
    if len(letters) < 2 or len(words.split()) > 9 or any(c.islower() for c in letters):
        return _FRAMED.fullmatch(body) is not None
    if re.search(r":\s+\S|\.{3,}|\?", body) or (any(c.isdigit() for c in words) and ":" in body):
        return False
    return not above.strip(_SIGNS) and (not below.strip(_SIGNS) if shouting else True)


def _declares(body: str, above: str, below: str) -> bool:
    """ "Errata, 7 June (these replace what stands above)": a line of its own over others."""
    words = body.strip()
    return (
        DECLARES.match(words) is not None
        and len(words.split()) <= _MOST_WORDS
        and not above.strip(_SIGNS)
        and re.search(r":\s+\S|[.?!]$", words) is None
        and (not below.strip(_SIGNS) or _LIST_SIGN.match(below) is not None or words.endswith(":"))
    )
