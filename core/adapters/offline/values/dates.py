"""Dates, spans of dates and years."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.date_atoms import Atom, atoms, full_year, is_day
from core.adapters.offline.values.found import Found, trimmed

LONGEST_GAP = 60

_STRONG = frozenset({
    "to", "until", "till", "through", "thru", "bis", "al", "hasta", "au", "jusqu", "tot",
    "til", "t/m", "fino", "do", "até", "saakka", "asti", "ends", "end", "ending",
    "finishes", "finish", "finishing",
    "closes", "concludes", "last", "final", "saisonende", "ende", "endet",
    "termina", "fin",
})  # fmt: skip
_WEAK = frozenset({
    "and", "y", "und", "et", "en", "e", "a", "à", "then",
})  # fmt: skip
_FILL = frozenset({
    "the", "le", "el", "la", "den", "dem", "der", "zum", "of", "on", "in", "from", "du", "del",
    "de", "vom", "von", "am", "im", "ab", "les", "our", "its", "it", "season", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed",
    "thu", "fri", "sat", "sun", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
    "samstag", "sonntag", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado",
    "domingo", "od", "fra", "från", "dal", "dell",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
})  # fmt: skip
_ALONE = frozenset({"a", "à", "/"})  # between two dates nothing else means "to"
_WORD = re.compile(r"[^\W\d_]+")
_DASH = re.compile(r"[-\u2010-\u2015>→~]")
_DAY_BEFORE = re.compile(
    r"(?<![\w.,/])(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|º|\.)?\s{0,2}"
    r"(?:-|\u2013|\u2014|to|until|bis|al|au|a|through)\s{0,2}(?:(?:zum|the|el)\s)?$",
    re.IGNORECASE,
)
_DAY_AFTER = re.compile(
    r"\s{0,2}(?:-|\u2013|\u2014|to|through)\s{0,2}(?P<day>[0-9]{1,2})(?![0-9])(?:st|nd|rd|th)?"
    r"(?:,?\s{1,2}(?P<year>20[0-9]{2})(?![0-9]))?",
    re.IGNORECASE,
)
_SEASON = re.compile(r"(?<![\w.,/-])(20[0-9]{2})\s?[-/\u2013]\s?(20[0-9]{2}|[0-9]{2})(?![0-9/-])")
_YEAR = re.compile(r"(?<![0-9])(?:1[89]|20)[0-9]{2}(?![0-9])|(?<![0-9])2100(?![0-9])")


@dataclass(frozen=True, slots=True)
class DateReading:
    """An ISO date; `other` is the date in the other order of day and month, where possible."""

    iso: str
    other: str | None = None


def dates(text: str, convention: Convention) -> list[Found[DateReading]]:
    """Full dates. Noted "ambiguous" where the order of day and month is not proved."""
    return [
        _found(text, atom, atom.day, atom.year, convention)
        for atom in atoms(text)
        if atom.day is not None and atom.year is not None
    ]


def ranges(text: str, convention: Convention) -> list[Found[tuple[DateReading, DateReading]]]:
    """Spans from a first to a last day, missing years filled in.

    Spans given in months run from the first to the last day and are noted "month".
    """
    found: list[Found[tuple[DateReading, DateReading]]] = []
    season = _season(text)
    parts = atoms(text)
    for one, two in pairwise(_with_lone_days(text, parts)):
        if found and one.start < found[-1].end:
            continue
        confidence = _joined(text, one, two)
        if confidence is None:
            continue
        span = _span(one, two, season, convention)
        if span is not None:
            note = "month" if one.day is None or two.day is None else None
            if note is None and (span[0].other or span[1].other):
                note = "ambiguous"
            start, end = trimmed(text, one.start, two.end)
            found.append(Found(span, start, end, confidence, note))
    return found


def years(text: str) -> list[Found[int]]:
    """Years from 1800 to 2100 that are no part of another figure."""
    dated = {(atom.end, atom.year) for atom in atoms(text)}
    found = []
    for match in _YEAR.finditer(text):
        year = int(match.group())
        in_date = (match.end(), year) in dated
        if in_date or _stands_alone(text, *match.span()):
            found.append(Found(year, *match.span()))
    return found


def day_spans(text: str) -> list[tuple[int, int]]:
    """Where dates stand, months with a year included: figures there are no counts."""
    return [
        (atom.start, atom.end)
        for atom in atoms(text)
        if atom.year is not None or (atom.day is not None and atom.named)
    ]


def _found(
    text: str, atom: Atom, day: int, year: int, convention: Convention
) -> Found[DateReading]:
    reading = _reading(atom, day, year, convention)
    start, end = trimmed(text, atom.start, atom.end)
    ambiguous = reading.other is not None
    confidence = 0.7 if ambiguous else 1.0
    return Found(reading, start, end, confidence, "ambiguous" if ambiguous else None)


def _reading(atom: Atom, day: int, year: int, convention: Convention) -> DateReading:
    iso = f"{year:04}-{atom.month:02}-{day:02}"
    if atom.swapped is None or not is_day(*atom.swapped, year):
        return DateReading(iso)
    other_day, other_month = atom.swapped
    other = f"{year:04}-{other_month:02}-{other_day:02}"
    if convention.date_order == "mdy":
        iso, other = other, iso
    return DateReading(iso, None if convention.date_order_proved or iso == other else other)


def _with_lone_days(text: str, parts: list[Atom]) -> list[Atom]:
    """Adds the days that borrow their month: "15-20 May 2026", "September 5-12, 2026"."""
    full: list[Atom] = []
    for atom, following in zip_longest(parts, parts[1:]):
        before = _DAY_BEFORE.search(text, max(0, atom.start - 24), atom.start)
        if before and atom.day is not None and not (full and full[-1].end > before.start()):
            day = int(before["day"])
            if is_day(day, atom.month, atom.year) and day < atom.day:
                full.append(replace(atom, start=before.start(), end=before.end("day"), day=day))
        full.append(atom)
        after = _DAY_AFTER.match(text, atom.end)
        free = after and (following is None or following.start >= after.end())
        if after and free and atom.named and atom.day is not None and atom.year is None:
            year = int(after["year"]) if after["year"] else None
            day = int(after["day"])
            if is_day(day, atom.month, year):
                full.append(
                    replace(atom, start=after.start("day"), end=after.end(), day=day, year=year)
                )
    return full


def _joined(text: str, one: Atom, two: Atom) -> float | None:
    """How surely the gap between two dates says "from ... to"; `None`: it does not."""
    gap = text[one.end : two.start]
    if len(gap) > LONGEST_GAP:
        return None
    words = [word.casefold() for word in _WORD.findall(gap)]
    dash = _DASH.search(gap) is not None
    alone = gap.strip().casefold()
    dash = dash or alone in _ALONE
    strong = dash or any(word in _STRONG for word in words)
    if not strong and not any(word in _WEAK for word in words):
        return None
    plain = all(word in _STRONG or word in _WEAK or word in _FILL for word in words)
    bare = one.day is None or two.day is None
    if bare and not (strong and plain):
        return None
    return 1.0 if strong and plain else 0.7


def _span(
    one: Atom, two: Atom, season: tuple[int, int] | None, convention: Convention
) -> tuple[DateReading, DateReading] | None:
    years_ = _years_of(one, two, season, convention)
    if years_ is None:
        return None
    first, last = _edge(one, years_[0], convention, 1), _edge(two, years_[1], convention, None)
    if first is None or last is None or first.iso >= last.iso:
        return None
    return first, last


def _years_of(
    one: Atom, two: Atom, season: tuple[int, int] | None, convention: Convention
) -> tuple[int, int] | None:
    later = (one.month, one.day or 1) > (two.month, two.day or 31)
    if one.year is not None and two.year is not None:
        return one.year, two.year
    if two.year is not None:
        return two.year - 1 if later else two.year, two.year
    if one.year is not None:
        return one.year, one.year + 1 if later else one.year
    if season is None:
        return None
    return season[0], season[1] if later else season[0]


def _edge(
    atom: Atom, year: int, convention: Convention, month_day: int | None
) -> DateReading | None:
    if atom.day is None:
        day = month_day or monthrange(year, atom.month)[1]
        return DateReading(f"{year:04}-{atom.month:02}-{day:02}")
    if not is_day(atom.day, atom.month, year):
        return None
    return _reading(atom, atom.day, year, convention)


def _season(text: str) -> tuple[int, int] | None:
    """The years that a text without dated years names: "2026/27" or a single "2026"."""
    match = _SEASON.search(text)
    if match:
        first, last = int(match[1]), full_year(match[2])
        return (first, last) if last == first + 1 else None
    lone = {found.value for found in years(text)}
    year = lone.pop() if len(lone) == 1 else None
    return (year, year + 1) if year is not None else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before.isalpha() or (after[:1].isalpha()) or (before and before in "$€£¥₹_+#@"):
        return False
    if after[:1] in ("%",) or (after[:1] in (".", ",", "'", "\u2019") and after[1:2].isdigit()):
        return False
    if before and before in ".,'\u2019/-" and text[max(0, start - 2) : start - 1].isdigit():
        return before in "/-" and _YEAR.fullmatch(text, max(0, start - 5), start - 1) is not None
    return True
