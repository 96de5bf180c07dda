"""Items of an enumeration."""

import re
from collections.abc import Iterator

from core.adapters.offline.values.answers import Blankness, blank, denies
from core.adapters.offline.values.found import Found, trimmed
from core.adapters.offline.values.tick_boxes import ticked

_LEAD_IN = re.compile(
    r"(?:yes|ja|sí|oui|yeah|currently|at present|presently|mainly|mostly|primarily|we have"
    r"|we work with|we are on"
    r"|these are|such as|namely|including|for example|e\.g\.|z\.\s?b\.|wir haben|derzeit"
    r"|actualmente|tenemos|nous avons"
    r"|actuellement|we stream on|streamed on|available on|on|auf|en|sur|in|via|through|über"
    r"|only|nur|sólo|seulement)"
    r"(?:\s?[,:\u2013\u2014]\s?|\s-\s|\.\s|\s)(?=\S)",
    re.IGNORECASE,
)
_AGREEING = re.compile(r"(?:yes|ja|sí|oui|yeah)\s?[,.:;\u2013\u2014-]\s?", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(?:the|our|our own|a|an|der|die|das|den|unser(?:e[nrms]?)?|el|la|los|las|nuestr[oa]s?|le"
    r"|les|notre|nos|l['\u2019])"
    r"(?:\s|(?<=['\u2019]))(?=\S)",
    re.IGNORECASE,
)
_BULLET = re.compile(
    r"^[ \t]{0,8}(?:[-*•·▪\u2013\u2014►>]|\(?[0-9]{1,2}[.)]|\(?[a-z]\))[ \t]{1,4}", re.MULTILINE
)
_BREAK = re.compile(r"\s{0,4}\n\s{0,8}")
_SENTENCE = re.compile(
    r"(?:(?<=[^\W\d_][^\W\d_][^\W\d_])|(?<=[0-9)]))[.!](?=\s{1,3}[A-ZÀ-Þ0-9(]|\s*$)"
)
_EXPLANATION = re.compile(
    r"(?:\s[-\u2013\u2014]{1,2}\s|[,;:]?\s(?:but|because|which|who|that is|as|since|where|so"
    r"|aber|weil|denn|pero|porque|mais|car"
    r"|parce que|however|although|though|wobei)\s)",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s{1,2}(?:and|und|y|et|sowie|plus|as well as|og|och|oraz|sekä|ja|(?-i:e|i))\s{1,2}",
    re.IGNORECASE,
)
_AMPERSAND = re.compile(r"\s{1,2}&\s{1,2}")
_SLASH = re.compile(r"\s{1,2}[/|]\s{1,2}")
_SEMICOLON = re.compile(";")
_COMMA = re.compile(r",(?![0-9]{3}(?![0-9]))")
_LEADING_AND = re.compile(r"(?:and|und|y|et|sowie|as well as|plus|&|also|or)\s{1,2}", re.IGNORECASE)
_REST = re.compile(
    r"(?:etc\.?|usw\.?|among others|and others|others|and so on|u\.\s?a\.|entre otros|more"
    r"|and more|both)$",
    re.IGNORECASE,
)
_LONGEST_ITEM = 200


def items(text: str) -> list[Found[str]]:
    """The items that `text` enumerates, without lead-in, articles and explanations.

    Commas in parentheses and in figures do not part items; "&" does only where nothing else
    does and single words stand on both sides.
    """
    boxes = ticked(text)
    if boxes is not None:
        return boxes
    if blank(text) is not Blankness.STATED:
        return []
    start, end = _body(text)
    found = []
    for piece_start, piece_end in _pieces(text, start, end):
        item = _item(text, piece_start, piece_end)
        if item is not None:
            found.append(Found(text[item[0] : item[1]], *item))
    return found


def _body(text: str) -> tuple[int, int]:
    """The enumeration without "Yes, " before it and sentences behind it."""
    start, end = trimmed(text, 0, len(text))
    agreeing = _AGREEING.match(text, start, end)
    start = agreeing.end() if agreeing else start
    for _ in range(3):
        lead = _LEAD_IN.match(text, start, end)
        if lead is None:
            break
        start = lead.end()
    if "\n" not in text[start:end]:
        stop = _SENTENCE.search(text, start, end)
        end = stop.start() if stop else end
    return start, end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Splits at the strongest separator that occurs; inside, at the weaker ones it allows."""
    lines = list(_split(text, start, end, _BREAK))
    marks = [_BULLET.match(text, line[0], line[1]) for line in lines]
    bulleted = len(lines) > 1 and sum(mark is not None for mark in marks) > len(lines) / 2
    for line, mark in zip(lines, marks, strict=True):
        head = mark.end() if mark else line[0]
        if bulleted:
            yield head, line[1]
            continue
        parts = list(_split(text, head, line[1], _SEMICOLON))
        yield from parts if len(parts) > 1 else _inline(text, head, line[1])


def _inline(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    stop = _outside(text, start, end, _EXPLANATION)
    end = stop[0].start() if stop else end
    for slashed in _split(text, start, end, _SLASH):
        commas = list(_split(text, *slashed, _COMMA))
        for at, part in enumerate(commas):
            last = at == len(commas) - 1
            yield from _joined(text, *part) if last else [part]


def _joined(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The last part of an enumeration: "Twitch and YouTube"."""
    lead = _LEADING_AND.match(text, *trimmed(text, start, end))
    if lead is not None:
        yield lead.end(), end
        return
    parts = list(_split(text, start, end, _AND))
    if len(parts) == 1 and _single_words(text, start, end):
        parts = list(_split(text, start, end, _AMPERSAND))
    yield from parts


def _single_words(text: str, start: int, end: int) -> bool:
    """Whether single words stand on both sides of "&": not in "Tyne & Wear Sports TV"."""
    sides = _AMPERSAND.split(text[start:end])
    return len(sides) > 1 and all(len(side.split()) == 1 for side in sides)


def _split(
    text: str, start: int, end: int, separator: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    for match in _outside(text, start, end, separator):
        yield start, match.start()
        start = match.end()
    yield start, end


def _outside(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """Matches of `pattern` outside parentheses."""
    found, depth, at = [], 0, start
    for match in pattern.finditer(text, start, end):
        between = text[at : match.start()]
        depth = max(0, depth + between.count("(") - between.count(")"))
        at = match.start()
        if depth == 0:
            found.append(match)
    return found


def _item(text: str, start: int, end: int) -> tuple[int, int] | None:
    start, end = trimmed(text, start, end)
    while start < end and text[start] in "\"'“„«*_•-\u2013":
        start, end = trimmed(text, start + 1, end)
    while end > start and text[end - 1] in "\"'”“»*_":
        start, end = trimmed(text, start, end - 1)
    for strip in (_LEADING_AND, _LEAD_IN, _ARTICLE):
        match = strip.match(text, start, end)
        if match is not None:
            start = match.end()
    if not any(char.isalnum() for char in text[start:end]) or end - start > _LONGEST_ITEM:
        return None
    piece = text[start:end]
    nothing = blank(piece) is not Blankness.STATED or _REST.fullmatch(piece)
    return None if nothing or _denied(piece) else (start, end)


def _denied(piece: str) -> bool:
    """ "nobody on telly" names nobody; "No Limits TV" is a name."""
    second = piece.split()[1:2]
    return denies(piece) and (not second or second[0][:1].islower())
