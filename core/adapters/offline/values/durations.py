"""Lengths of time: minutes, seconds, months."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.found import Found
from core.adapters.offline.values.quantities import Quantity, quantities
from core.adapters.offline.values.spans import Spans
from core.adapters.offline.values.time_units import (
    CLOCK_UNITS,
    GERMAN_PARTS,
    HOUR,
    MINUTE,
    MONTH_UNITS,
)

_BLANK = r"[ \t\u00a0\u202f-]{0,2}"
_NAME = r"(?P<unit>[^\W\d_]{1,14}|['\u2032])(?![^\W\d_])(?:\.(?=\s{0,2}(?:[0-9(,;)]|$)))?"
_UNIT = re.compile(_BLANK + _NAME)
_UNIT_OF_PART = re.compile(rf"{_BLANK}(?:of\s(?:an?\s|the\s)?|an?\s|d['\u2019]|de\s)?{_NAME}")
_CLOCK = re.compile(
    r"(?<![\w:.,])(?P<h>[0-9]|1[0-2]):(?P<m>[0-5][0-9])(?::[0-5][0-9])?"
    r"\s?(?:h|hr|hrs|hours?|std|stunden|horas?|heures?)\b\.?",
    re.IGNORECASE,
)
_TRAILING_MINUTES = re.compile(
    r"\s?(?P<m>[0-5]?[0-9])(?:\s?(?:min\w{0,5}\b\.?|m\b|['\u2032])(?!\w)"
    r"|(?<=[^\W\d_][0-9]{2})(?![\w:.,/%])|(?=\s{0,2}(?:$|[;)(]|[.,](?![0-9]))))"
)
_AND = re.compile(r"[\s,]{0,2}(?:(?:and|und|y|et|en|e|&|\+)\s{1,2})?", re.IGNORECASE)
_PARTS_AFTER = (
    (0.5, r"and\sa\shalf|y\smedi[ao]|et\sdemie?|und\s(?:eine\s)?halbe?"),
    (0.25, r"and\sa\squarter|y\scuarto|et\s(?:un\s)?quart|und\seine?\sviertel"),
    (0.75, r"and\sthree\squarters|y\stres\scuartos|et\strois\squarts"),
)
_PART_AFTER = tuple(
    (part, re.compile(rf"\s(?:{words})\b", re.IGNORECASE)) for part, words in _PARTS_AFTER
)
_BARE_AND_HALF = re.compile(
    r"\b(?P<unit>hora|heure|hour|año|year)\s(?:and\sa\shalf|y\smedi[ao]|et\sdemie?)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\s{0,2}(?:[x\u00d7*]|times|mal|(?:halves|quarters|periods|halbzeiten|viertel|drittel|sets|thirds"
    r"|tiempos|partes|périodes|mi-temps|rounds|sessions)"
    r"\s(?:of|à|a|zu|von|de))\s{0,2}",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s{0,2}(?:-|\u2013|\u2014|to|or|bis|a|à|o|ou|oder)\s{0,2}", re.IGNORECASE)
_AN_AGE = re.compile(r"[\s-](?:olds?|ago|alt|later|of age)\b", re.IGNORECASE)
_SECONDS_ARTICLE = re.compile(
    r"\b(?:under|within|than|about|in|of|einer|menos de|d'|over)\s{1,2}$", re.IGNORECASE
)
_TERM_LEAD = (":", ";", "for", "für", "por", "pour", "durante", "of", "is", "term")


@dataclass(frozen=True, slots=True)
class _Length:
    """A quantity with its unit: `value` in the base unit, `factor` what one unit is worth."""

    value: float
    start: int
    end: int
    factor: float
    article: bool = False
    note: str | None = None


def minutes(text: str, convention: Convention) -> list[Found[int]]:
    """Durations in minutes: "1h45", "4.5 hours", "an hour and a half", "2 x 20 minutes".

    Both ends of a range are given, noted "range". Days and seconds are left out.
    """
    lengths = [part for part in _times(text, convention) if part.factor in (HOUR, MINUTE)]
    return [
        Found(round(part.value / 60), part.start, part.end, note=part.note)
        for part in _composed(text, lengths)
        if part.value >= 30
    ]


def seconds(text: str, convention: Convention) -> list[Found[float]]:
    """Delays in seconds, whatever their unit: "200 ms", "0.8 seconds", "10 minutes"."""
    lengths = [part for part in _times(text, convention) if not _counts_a_second(text, part)]
    return [
        Found(round(part.value, 6), part.start, part.end, note=part.note)
        for part in _composed(text, lengths)
    ]


def months(text: str, convention: Convention) -> list[Found[int]]:
    """Terms in months, from years or months. Seasons are no months, ages no terms."""
    units = {**MONTH_UNITS, "an": 12.0} if convention.language == "fr" else MONTH_UNITS
    found = []
    for part in _composed(text, _with_units(text, convention, units)):
        whole = part.value == int(part.value) and part.value > 0
        if not whole or _AN_AGE.match(text, part.end):
            continue
        if not part.article:
            found.append(Found(int(part.value), part.start, part.end, note=part.note))
        elif _is_term(text, part):
            found.append(Found(int(part.value), part.start, part.end, 0.8, part.note))
    return found


def _is_term(text: str, part: _Length) -> bool:
    """ "a year" is a term at the head or behind "for"; elsewhere it says how often."""
    if part.value != part.factor:
        return True
    before = text[max(0, part.start - 12) : part.start].rstrip().casefold()
    return not before or before.endswith(_TERM_LEAD)


def _counts_a_second(text: str, part: _Length) -> bool:
    """ "a second feed" names another feed; "under a second" a time."""
    if not part.article or part.factor != 1.0 or part.value != 1.0:
        return False
    return _SECONDS_ARTICLE.search(text[max(0, part.start - 10) : part.start]) is None


def _times(text: str, convention: Convention) -> list[_Length]:
    clock = [
        _Length(int(m["h"]) * HOUR + int(m["m"]) * MINUTE, m.start(), m.end(), MINUTE)
        for m in _CLOCK.finditer(text)
    ]
    fixed = [*clock, *_german_parts(text)]
    taken = Spans((part.start, part.end) for part in fixed)
    free = [
        part
        for part in _with_units(text, convention, CLOCK_UNITS)
        if not taken.touch(Found(None, part.start, part.end))
    ]
    return sorted([*fixed, *free], key=lambda part: part.start)


def _german_parts(text: str) -> Iterator[_Length]:
    for match in re.finditer(r"[^\W\d_]+", text):
        value = GERMAN_PARTS.get(match.group().casefold())
        if value is not None:
            yield _Length(value, *match.span(), MINUTE)


def _with_units(text: str, convention: Convention, units: Mapping[str, float]) -> list[_Length]:
    read = [q for q in quantities(text, convention) if not (q.value.glued or q.value.ordinal)]
    lengths: list[_Length] = []
    for at, quantity in enumerate(read):
        length = _length(text, quantity, units)
        if length is None or (lengths and lengths[-1].end > quantity.start):
            continue
        previous = read[at - 1] if at else None
        if previous is None or (lengths and lengths[-1].end > previous.start):
            lengths.append(length)
        elif _TIMES.fullmatch(text, previous.end, quantity.start):
            times = previous.value.amount
            lengths.append(replace(length, value=length.value * times, start=previous.start))
        elif _is_range(text, previous, quantity):
            first = previous.value.amount * length.factor
            lengths.append(
                _Length(first, previous.start, previous.end, length.factor, note="range")
            )
            lengths.append(replace(length, note="range"))
        else:
            lengths.append(length)
    taken = Spans((part.start, part.end) for part in lengths)
    bare = [
        part for part in _bare(text, units) if not taken.touch(Found(None, part.start, part.end))
    ]
    return sorted([*lengths, *bare], key=lambda part: part.start)


def _is_range(text: str, one: Found[Quantity], two: Found[Quantity]) -> bool:
    rises = one.value.amount < two.value.amount and not one.value.article
    return rises and _RANGE.fullmatch(text, one.end, two.start) is not None


def _length(text: str, quantity: Found[Quantity], units: Mapping[str, float]) -> _Length | None:
    pattern = _UNIT_OF_PART if quantity.value.fraction else _UNIT
    unit = pattern.match(text, quantity.end)
    factor = units.get(unit["unit"].casefold()) if unit else None
    if unit is None or factor is None:
        return None
    if quantity.value.plain and quantity.value.amount >= 1900 and unit.group() == "s":
        return None  # a decade: "the 1990s"
    value, end = quantity.value.amount * factor, unit.end()
    if not quantity.value.fraction:
        value, end = _half_more(text, value, end, factor)
    return _Length(value, quantity.start, end, factor, quantity.value.article)


def _half_more(text: str, value: float, end: int, factor: float) -> tuple[float, int]:
    """ "an hour and a half": the part behind the unit."""
    for part, pattern in _PART_AFTER:
        match = pattern.match(text, end)
        if match:
            return value + part * factor, match.end()
    return value, end


def _bare(text: str, units: Mapping[str, float]) -> Iterator[_Length]:
    for match in _BARE_AND_HALF.finditer(text):
        factor = units.get(match["unit"].casefold())
        if factor is not None:
            yield _Length(1.5 * factor, *match.span(), factor)


def _composed(text: str, lengths: list[_Length]) -> list[_Length]:
    """Joins "2 h 30", "1 hour and 15 minutes" to one length."""
    joined: list[_Length] = []
    for part in lengths:
        last = joined[-1] if joined else None
        if last is not None and _continues(text, last, part):
            joined[-1] = replace(last, value=last.value + part.value, end=part.end, article=False)
        else:
            joined.append(part)
    return [_with_minutes(text, part) for part in joined]


def _continues(text: str, last: _Length, part: _Length) -> bool:
    smaller = part.factor < last.factor and part.value < last.factor
    unnoted = last.note is None and part.note is None
    return smaller and unnoted and _AND.fullmatch(text, last.end, part.start) is not None


def _with_minutes(text: str, part: _Length) -> _Length:
    """ "1h45" and "2 Std. 30": bare minutes behind hours."""
    if part.factor != HOUR or part.value % HOUR or part.note:
        return part
    match = _TRAILING_MINUTES.match(text, part.end)
    if match is None:
        return part
    return replace(part, value=part.value + int(match["m"]) * MINUTE, end=match.end())
