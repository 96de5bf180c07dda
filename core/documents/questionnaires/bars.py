"""Lines of a table drawn with bars: Markdown's, and those drawn with a typewriter's signs."""

import re

BARS = "|│║┃"

_RULE = re.compile(r"\s*[+┌├└╔╠╚╒╞╘┏┣┗][-=+\s─━═┄┬┼┴╦╬╩╤╪╧┳╋┻┐┤┘╗╣╝╕╡╛┓┫┛]{2,}\s*")
SEPARATOR = re.compile(r"[\s|│║┃:\-\u2013\u2014+=─━═┄┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╒╤╕╞╪╡╘╧╛┏┳┓┣╋┫┗┻┛]*")


def is_row(body: str) -> bool:
    """Whether the line is a row of a table, or a rule between two."""
    return body.lstrip()[:1] in tuple(BARS) or is_rule(body)


def is_rule(body: str) -> bool:
    """A drawn rule: "+-----+----+"."""
    return _RULE.fullmatch(body) is not None
