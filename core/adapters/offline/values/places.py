"""Countries and cities."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import zip_longest

from core.adapters.offline.values.found import Found, trimmed
from core.adapters.offline.values.place_names import (
    ABBREVIATIONS,
    ALIASES,
    CAPITAL_ONLY,
    CITY_STATES,
    NAMED_LIKE_THEIR_REGION,
    NOT_COUNTRIES,
    REGION_CODES,
    REGIONS,
    UNSAFE,
)

_WORD = re.compile(r"(?:[^\W\d_]\.){2,4}|[^\W\d_]+")
_LONGEST_NAME = 7
_SHORTEST_NAME = 4
_LANGUAGES = ("en", "de", "es", "fr", "pt", "it", "nl", "pl", "sv", "nb", "da", "fi")
_SENTENCE = re.compile(r"[.!?;](?=\s)|\n")
_PART = re.compile(r"\s?[,/|()]\s?|\s[-\u2013\u2014]\s")
_LEAD_IN = re.compile(
    r"^.*\b(?:in|at|is|are|our|office|based|located|sitz|sede|en|à|bei|near|from|outside|von"
    r"|is in)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"^(?:[A-Z]{1,2}-)?[0-9]{3,6}(?:\s?-?[A-Z]{2})?\s+|\s+[0-9]{3,6}(?:-[0-9]{3,4})?$"
    r"|\s+[A-Z]{1,2}[0-9][0-9A-Z]?\s[0-9][A-Z]{2}$|\s+[A-Z][0-9]{2}\s[A-Z0-9]{4}$|\s+[A-Z][0-9][A-Z]\s?[0-9][A-Z][0-9]$"
)
_PARTICLES = frozenset({
    "upon", "on", "of", "the", "de", "del", "la", "le", "les", "am", "an", "der", "im", "in",
    "los", "las", "el", "den", "sur", "sous", "en", "bei", "und", "y", "et", "st", "ob", "vor",
    "al", "di", "da", "do", "dos", "das", "près", "lès", "a", "aan", "op",
})  # fmt: skip
_LEAD_WORDS = frozenset({
    "based", "located", "our", "sitz", "sede", "office", "offices", "we", "basé",
})  # fmt: skip
_LONGEST_CITY = 60


def countries(text: str) -> list[Found[str]]:
    """Countries by name, as ISO 3166-1 alpha-2. "New Jersey" is none, "in" and "it" never are."""
    whole = _code_alone(text)
    if whole:
        return [whole]
    found = list(_named(text))
    return [
        country
        for country, following in zip_longest(found, found[1:])
        if following is None or not _is_state(text, country, following)
    ]


def _is_state(text: str, country: Found[str], following: Found[str]) -> bool:
    """ "Georgia, USA"."""
    near = following.start - country.end <= 3
    return near and REGIONS.get(_key(text[country.start : country.end])) == following.value


def city_and_country(text: str) -> Found[tuple[str | None, str | None]] | None:
    """The city with its country, from the first place named; `None` where none is."""
    found = countries(text)
    if found:
        first = found[0]
        place: tuple[str | None, str | None] = (_city_state(text, first), first.value)
        return _city_before(text, found) or Found(place, first.start, first.end)
    return _without_country(text)


def _city_state(text: str, country: Found[str]) -> str | None:
    return text[country.start : country.end] if country.value in CITY_STATES else None


def _city_before(text: str, found: list[Found[str]]) -> Found[tuple[str | None, str | None]] | None:
    for country in found:
        start = _sentence_start(text, country.start)
        stop = _region_start(text, start, country)
        city = _last_city(text, start, stop)
        if city is not None:
            name = text[city[0] : city[1]]
            return Found((name, country.value), city[0], country.end)
    return None


def _region_start(text: str, start: int, country: Found[str]) -> int:
    """Where "Western Australia" begins, of which the country found is the last word."""
    for part_start, _ in reversed(list(_parts(text, start, country.start))):
        return part_start if _region(text[part_start : country.end]) else country.start
    return country.start


def _without_country(text: str) -> Found[tuple[str | None, str | None]] | None:
    start, end = trimmed(text, 0, len(text))
    stop = _SENTENCE.search(text, start, end)
    end = stop.start() if stop else end
    region = None
    for part_start, part_end in _parts(text, start, end):
        region = region or _region(text[part_start:part_end])
    city = _last_city(text, start, end)
    if city is None:
        return None
    name = text[city[0] : city[1]]
    if region is None and not _looks_like_city(text, start, city):
        return None
    span_end = trimmed(text, city[0], end)[1] if region else city[1]
    return Found((name, region), city[0], span_end, 0.8)


def _looks_like_city(text: str, start: int, city: tuple[int, int]) -> bool:
    """A bare name, perhaps behind a lead-in: not a sentence that happens to end in one."""
    name = text[city[0] : city[1]]
    return len(name.split()) <= 5 and (city[0] == start or len(text[start : city[0]]) < 40)


def _sentence_start(text: str, end: int) -> int:
    head = max(0, end - 200)
    breaks = [m.end() for m in _SENTENCE.finditer(text, head, end) if not _abbreviates(text, m)]
    return breaks[-1] if breaks else head


def _abbreviates(text: str, stop: re.Match[str]) -> bool:
    """ "St. Gallen": the point belongs to the name."""
    before = text[max(0, stop.start() - 3) : stop.start()].split()
    return stop.group() == "." and bool(before) and before[-1].casefold() in ("st", "ste", "sta")


def _last_city(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The last part before `end` that names a city: regions and postcodes are passed over."""
    regions = []
    for part_start, part_end in reversed(list(_parts(text, start, end))):
        named = _city_in(text, part_start, part_end)
        if named is None:
            continue
        if _region(text[named[0] : named[1]]) is None:
            return named
        regions.append(named)
    if not regions:
        return None
    first = regions[-1]  # "New York, NY": a city that is called like its state
    name = text[first[0] : first[1]]
    return first if len(regions) > 1 or name in NAMED_LIKE_THEIR_REGION else None


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _PART.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _city_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name of a city within one part, without lead-in and postcode."""
    start, end = trimmed(text, start, end)
    if end - start > 160 or start >= end:
        return None
    lead = _LEAD_IN.match(text[start:end])
    if lead and _begins_name(text[start:end], lead.end()):
        start += lead.end()
    while match := _POSTCODE.search(text[start:end]):
        if match.start() == 0:
            start += match.end()
        else:
            end = start + match.start()
    start, end = trimmed(text, start, end)
    return (start, end) if _is_name(text[start:end]) else None


def _begins_name(part: str, at: int) -> bool:
    """Whether the name begins at `at`: not within "Frankfurt am Main"."""
    before = part[:at].split()
    inside = (
        len(before) == 2
        and before[0][:1].isupper()
        and before[1] in _PARTICLES
        and before[0].casefold() not in _LEAD_WORDS
    )
    return not inside and any(word[:1].isupper() for word in part[at:].split())


def _is_name(name: str) -> bool:
    words = name.replace("-", " ").split()
    if not words or len(name) > _LONGEST_CITY or len(words) > 6:
        return False
    if any(char.isdigit() for char in name) or any(char in "@:=<>" for char in name):
        return False
    if not (words[0][:1].isupper() or words[0][:1] in "'\u2019"):
        return False
    return all(word[:1].isupper() or word.casefold() in _PARTICLES or "'" in word for word in words)


def _region(name: str) -> str | None:
    key = _key(name)
    return REGIONS.get(key) or (REGION_CODES.get(name) if name.isupper() else None)


def _code_alone(text: str) -> Found[str] | None:
    """A text that is nothing but a code: "DE", "CHE"."""
    start, end = trimmed(text, 0, len(text))
    code = text[start:end]
    if not (2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.isupper()):
        return None
    known = ABBREVIATIONS.get(code) or _codes().get(code)
    return Found(known, start, end) if known else None


def _named(text: str) -> Iterator[Found[str]]:
    names, words = _names(), list(_WORD.finditer(text))
    keys = [_key(word.group()) for word in words]
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            if length > 1 and not _adjacent(text, words, at, length):
                continue
            read = _lookup(names, text, words, keys, at, length)
            if read is not None:
                code = read if read != "-" else None
                if code:
                    yield Found(code, words[at].start(), words[at + length - 1].end())
                at += length - 1
                break
        at += 1


def _lookup(
    names: Mapping[str, str | None],
    text: str,
    words: list[re.Match[str]],
    keys: list[str],
    at: int,
    length: int,
) -> str | None:
    """The country of a run of words; "-" where the run is a name that is no country."""
    word = words[at].group()
    if length == 1 and word.isupper() and word in ABBREVIATIONS:
        return ABBREVIATIONS[word]
    key = " ".join(keys[at : at + length])
    if key not in names:
        return None
    if length == 1 and (len(key) < _SHORTEST_NAME and not word.isupper()):
        return None
    if key in CAPITAL_ONLY and not word[:1].isupper():
        return None
    if key in UNSAFE and text.strip(" .") != word:
        return "-"
    country = names[key]
    return country if country and key not in NOT_COUNTRIES else "-"


def _adjacent(text: str, words: list[re.Match[str]], at: int, length: int) -> bool:
    """Whether only blanks, hyphens, apostrophes or a point part the words."""
    gaps = (text[words[i].end() : words[i + 1].start()] for i in range(at, at + length - 1))
    return all(0 < len(gap) <= 3 and not gap.strip(" -'\u2019.&\u00a0") for gap in gaps)


def _key(name: str) -> str:
    """Lower case without accents and punctuation."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    letters = (char if char.isalnum() else " " for char in bare if not unicodedata.combining(char))
    return " ".join("".join(letters).split())


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    import pycountry

    two = {country.alpha_2: country.alpha_2 for country in pycountry.countries}
    return {**{country.alpha_3: country.alpha_2 for country in pycountry.countries}, **two}


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str | None]:
    import pycountry
    from babel import Locale

    names: dict[str, str | None] = {}
    for country in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            name = getattr(country, attribute, None)
            if name:
                names[_key(name)] = country.alpha_2
    known = set(_codes().values())
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in known:
                names.setdefault(_key(name), code)
    names.update(ALIASES)
    names.update({_key(name): country for name, country in NOT_COUNTRIES.items()})
    return names
