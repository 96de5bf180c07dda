"""When an agreement that a league has already made comes to its end, by the league's own words.

Only what leaves no doubt counts: an agreement that may be renewed, or whose end is told in words
that are not of the closed list here, is taken to last.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from babel.core import Locale

from core.pipeline.names import folded

_LANGUAGES = ("en", "de", "es", "fr")
_MAY_LAST = re.compile(
    r"\b(?:renew|roll|option|exten|automatic|ongoing|evergreen|indefinit|at least|not before"
    r"|further notice"
    r"|verlanger|unbefrist|mindestens|prorrog|renov|indefinid|al menos"
    r"|renouvel|reconduc|tacit|prolong|indetermin|au moins)"
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|thru|up to|expire[sd]?|expiring|ends?|ended|ending|lapse[sd]?"
    r"|terminate[sd]?|runs? (?:out|to)|valid to|bis|endete?|lief|laeuft|lauft"
    r"|hasta|vence|vencio|termina|termino|finaliza|finalizo|jusqu|termine)\b"
)
_FILLERS = re.compile(
    r"(?:\b(?:the|end|of|in|on|at|and|including|ende|einschliesslich|inklusive|zum|am|im|aus"
    r"|el|fin|finales|de|del|a|au|en|le|la|des|season|saison|temporada)\b\s*)*"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = (
    re.compile(rf"{_YEAR} (?P<month>\d\d) (?P<day>\d\d)\b"),
    re.compile(rf"(?P<day>\d\d?) (?P<month>\d\d?) {_YEAR}\b"),
    re.compile(rf"(?P<day>\d\d?)(?:st|nd|rd|th)? (?:of |de )?(?P<name>[a-z]+) (?:del? )?{_YEAR}\b"),
    re.compile(rf"(?P<name>[a-z]+) (?P<day>\d\d?)(?:st|nd|rd|th)? {_YEAR}\b"),
    re.compile(rf"(?P<name>[a-z]+) (?:del? )?{_YEAR}\b"),
    re.compile(rf"{_YEAR} (?P<next>\d\d(?:\d\d)?)\b"),
    re.compile(rf"{_YEAR}\b"),
)


def ended_before(deal: str, day: date) -> bool:
    """Whether `deal`, in the league's words, is over before `day` without a doubt."""
    last = last_day_of(deal)
    return last is not None and last < day


def last_day_of(deal: str) -> date | None:
    """The last day on which `deal` can be in force; `None` where its words leave it open.

    A month or a year lasts to its end. Of two readings, and of two ends, the later one counts.
    """
    words = folded(deal)
    if _MAY_LAST.search(words):
        return None
    return max(_ends(words), default=None)


def _ends(words: str) -> Iterator[date]:
    for sign in _UNTIL.finditer(words):
        rest = words[sign.end() :].lstrip()
        filler = _FILLERS.match(rest)
        yield from _dates(rest[filler.end() if filler else 0 :])


def _dates(text: str) -> Iterator[date]:
    """The last day of what `text` begins with, in the first form that it has."""
    for form in _FORMS:
        found = form.match(text)
        if found is None:
            continue
        days = list(_read(found.groupdict()))
        if days:
            yield max(days)
            return


def _read(parts: Mapping[str, str | None]) -> Iterator[date]:
    year, name, day = int(parts["year"] or 0), parts.get("name"), int(parts.get("day") or 0)
    if name is not None:
        month = _months().get(name)
        if month is not None:
            yield from _day(year, month, day)
    elif parts.get("next") is not None:
        # A season such as 2025/26 lasts into the next year; 2025/11 is none.
        if (year + 1) % 100 == int(parts["next"] or 0) % 100:
            yield date(year + 1, 12, 31)
    elif parts.get("month") is None:
        yield date(year, 12, 31)
    else:
        # Day and month may stand either way round where both could be a month.
        month = int(parts["month"] or 0)
        yield from _day(year, month, day)
        yield from _day(year, day, month)


def _day(year: int, month: int, day: int) -> Iterator[date]:
    """The day, or the last of its month where none is named; nothing where there is no such day."""
    try:
        if day > 0:
            yield date(year, month, day)
        else:
            following = date(year + month // 12, month % 12 + 1, 1)
            yield following - timedelta(days=1)
    except ValueError:
        return


@cache
def _months() -> Mapping[str, int]:
    """Names of months and their short forms, folded -> number."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale(language).months["format"][width].items():
                found.setdefault(folded(name), number)
    return {**found, "sept": 9}
