"""How forms count their questions: 1. 1.1 1) a) Q1. (iv)"""

import re

_NUMBER = re.compile(
    r"""\(?
    (?: (?:q|question|frage|pregunta)\s*\.?\s*
        (?P<asked>\d+(?:\.\d+)*[a-z]?)\s*[.):\]\u2013-]?(?=\s|$)
      | (?P<dotted>[A-Z]?\d{1,2}(?:\.\d{1,2})+)[.):\]]?(?=\s)
      | (?P<plain>[A-Z]?\d{1,3}[a-z]?)[.):\]](?=\s|\*|$)
      | (?P<letter>[a-zA-Z])[.)](?=\s)
      | (?P<roman>[ivx]{1,5})\)(?=\s)
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)


def leading_number(text: str) -> tuple[str | None, int]:
    """The number that a question begins with, bare ("3.2"), and where the question begins."""
    match = _NUMBER.match(text)
    if match is None:
        return None, 0
    return next(group for group in match.groups() if group), match.end()


def split_number(text: str) -> tuple[str | None, str]:
    """The number that a question begins with, and the question after it."""
    number, end = leading_number(text)
    return number, text[end:].strip()
