"""Finds dates and their parts: "12.12.2026", "5 Sept", "Oct 2026", "May"."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from core.adapters.offline.values.calendar_words import DOUBTFUL_MONTHS, MONTHS

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=lambda name: (-len(name), name))) + r")(?![^\W\d_])\.?"
_GAP = r"[ \t\u00a0\u202f]"
_YEAR = r"(?:(?:18|19|20)[0-9]{2}(?![0-9])|['\u2019][0-9]{2}(?![0-9]))"
_DAY = r"[0-9]{1,2}(?![0-9])(?:st|nd|rd|th|ère|er|º|ª|°|\.)?"
_OF = rf"(?:{_GAP}{{0,2}}(?:of|del|de|d['\u2019]|,|-|/|\.)?{_GAP}{{0,2}})"

# Alternatives in order of how much they say; every repetition is bounded, so scanning is linear.
_ATOM = re.compile(
    rf"(?<![\w.-])(?P<y1>(?:18|19|20)[0-9]{{2}})(?P<s1>[-/.])(?P<m1>[0-9]{{1,2}})(?P=s1)"
    rf"(?P<d1>[0-9]{{1,2}})(?![0-9])"
    rf"|(?<![\w./])(?P<a2>[0-9]{{1,2}})(?P<s2>[-/.]){_GAP}?(?P<b2>[0-9]{{1,2}})(?P=s2){_GAP}?"
    rf"(?P<y2>(?:18|19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9])"
    rf"|(?<![\w./])(?P<d3>{_DAY}){_OF}(?P<m3>{_MONTH})(?:{_OF}(?P<y3>{_YEAR}|(?<=-)[0-9]{{2}}"
    rf"(?![0-9])))?"
    rf"|(?<![\w./])(?P<m4>0?[1-9]|1[0-2])[./](?P<y4>(?:19|20)[0-9]{{2}})(?![0-9.,/])"
    rf"|(?<![\w./])(?P<d5>[0-9]{{1,2}})(?P<s5>[./]){_GAP}?(?P<m5>[0-9]{{1,2}})"
    rf"(?:(?<=[0-9])(?:(?<!\w)|\.)|(?![\w.,/%]))(?!{_GAP}?[0-9])"
    rf"|(?<![^\W_])(?P<m6>{_MONTH})(?:{_GAP}{{1,2}}(?P<d6>[0-9]{{1,2}}(?![0-9.:])(?:st|nd|rd|th)?))"
    rf"(?:,?{_GAP}{{0,2}}(?P<y6>{_YEAR}))?"
    rf"|(?<![^\W_])(?P<m7>{_MONTH})(?:{_OF}(?P<y7>{_YEAR}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A date or a part of one. `swapped` is day and month in the order mdy of a slashed date."""

    start: int
    end: int
    month: int
    day: int | None = None
    year: int | None = None
    swapped: tuple[int, int] | None = None
    named: bool = False
    dotted: bool = False


def atoms(text: str) -> list[Atom]:
    """All parts of dates in `text`, in order; impossible dates are left out."""
    return [atom for match in _ATOM.finditer(text) if (atom := _atom(match)) is not None]


def _atom(match: re.Match[str]) -> Atom | None:
    if match["y1"]:
        return _dated(match, int(match["d1"]), int(match["m1"]), int(match["y1"]))
    if match["y2"]:
        return _numeric(match, int(match["a2"]), int(match["b2"]), full_year(match["y2"]))
    if match["y4"]:
        return Atom(*match.span(), month=int(match["m4"]), year=int(match["y4"]))
    if match["d5"]:
        return _numeric(match, int(match["d5"]), int(match["m5"]), None)
    name = match["m3"] or match["m6"] or match["m7"]
    month = MONTHS[name.casefold().rstrip(".")]
    stated = match["y3"] or match["y6"] or match["y7"]
    year = full_year(stated.lstrip("'\u2019")) if stated else None
    day = match["d3"] or match["d6"]
    if day is None:
        doubtful = name.casefold().rstrip(".") in DOUBTFUL_MONTHS and not name[0].isupper()
        return None if doubtful and year is None else Atom(*match.span(), month=month, year=year)
    return _dated(match, int(re.match("[0-9]+", day).group()), month, year, named=True)  # type: ignore[union-attr]


def full_year(digits: str) -> int:
    year = int(digits)
    if year >= 100:
        return year
    return year + (2000 if year < 70 else 1900)


def _numeric(match: re.Match[str], one: int, two: int, year: int | None) -> Atom | None:
    """A date in figures as day and month; the other order only where no points part them."""
    dotted = "." in match.group()
    swapped = (two, one) if is_day(two, one, year) and not dotted else None
    if is_day(one, two, year):
        return Atom(*match.span(), month=two, day=one, year=year, swapped=swapped, dotted=dotted)
    if is_day(two, one, year) and year is not None:
        return Atom(*match.span(), month=one, day=two, year=year, dotted=dotted)
    return None


def _dated(
    match: re.Match[str], day: int, month: int, year: int | None, *, named: bool = False
) -> Atom | None:
    if not is_day(day, month, year):
        return None
    return Atom(*match.span(), month=month, day=day, year=year, named=named)


def is_day(day: int, month: int, year: int | None) -> bool:
    """Whether that day exists; without a year, in some year."""
    if not 1 <= month <= 12:
        return False
    return 1 <= day <= monthrange(year if year is not None else 2000, month)[1]


def proofs(text: str) -> Iterator[str]:
    """For each slashed or dashed date that reads only one way, its order."""
    for match in _ATOM.finditer(text):
        if match["y2"] and match["s2"] != ".":
            one, two = int(match["a2"]), int(match["b2"])
            if one > 12 >= two:
                yield "dmy"
            elif two > 12 >= one:
                yield "mdy"
