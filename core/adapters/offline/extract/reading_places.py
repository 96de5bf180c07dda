"""Readers for where a league is: registered, and at home."""

import re
from collections.abc import Callable, Sequence

from core.adapters.offline.extract.cutting import lead_end, name_span, sentence_end, trim
from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.reading_names import text_leaf
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.values import places

_REGISTERED = re.compile(
    r"(?:registered|incorporated|formed|organi[sz]ed|established|eingetragen|registriert|"
    r"constituida|registrada|inscrita|"
    r"immatriculée?|enregistrée?|law of|laws of|recht von)\s+(?:in|at|under the laws? of|beim|"
    r"bei|in der|im|en|à|au|aux|of|with)?\s*(?:the\s+)?",
    re.IGNORECASE,
)


_IN = re.compile(r"(?:[Ii]n|[Ee]n|À|à|[Aa]ux?|[Ii]m|[Ii]|[Ee]m|[Ww])\s+(?=[A-ZÀ-Ý])")


def place(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """Where the league is registered: after "registered in", else the whole answer."""
    text = source.words.text
    lead = _REGISTERED.search(text)
    if lead is None and source.parts > 1 and not _is_place(re.split(r"[,.;]", text)[0].strip()):
        return []
    start = lead.end() if lead else lead_end(text)
    within = _IN.match(text, start)
    start = within.end() if within else start
    end = sentence_end(text, start)
    for comma in re.finditer(
        r"[,;(]|\s[-\u2013]\s|\band (?=we|our|the|since|office)|"
        r"\s(?:since|where|with|seit|wo|desde|donde|depuis|où|siden|sedan)\s",
        text[start:end],
    ):
        rest = text[start + comma.end() : end]
        segment = re.split(r"[,;(]", rest)[0].strip()
        if comma[0] == "," and segment and _is_place(segment):
            continue
        end = start + comma.start()
        break
    return text_leaf(field, source, *trim(text, start, end))


def _is_place(segment: str) -> bool:
    found = places.countries(segment)
    return bool(found) and found[0].end - found[0].start >= len(segment) - 5


def seat(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """City and country of the headquarters from one answer."""
    found = places.city_and_country(_from_label(situation, source, "headquarters"))
    if found is None:
        return []
    city, country = found.value
    leaves = []
    text = source.words.text
    shift = len(text) - len(_from_label(situation, source, "headquarters"))
    if city is not None:
        at = text.find(city, found.start + shift)
        span = (at, at + len(city)) if at >= 0 else (found.start + shift, found.end + shift)
        leaves.append(source.leaf("/league/headquarters_city", city, *span, found.confidence))
    if country is not None:
        named = [c for c in places.countries(text) if c.value == country]
        span = (
            (named[-1].start, named[-1].end) if named else (found.start + shift, found.end + shift)
        )
        leaves.append(source.leaf("/league/headquarters_country", country, *span, found.confidence))
    return leaves


def _from_label(situation: Situation, source: Source, concept: str) -> str:
    """The words from the part on that names `concept`, where several things were asked."""
    text = source.words.text
    if source.parts < 2:
        return text
    for match in re.finditer(r"(?:^|[,.;]\s+)([^,.;]*)", text):
        units = situation.vocabulary.wording.units(match[1])
        if any(concept in unit.concepts for unit in units):
            named = re.search(r"\b(?:in|at|en|à|zu)\s+", text[match.start(1) :])
            return text[match.start(1) + (named.end() if named else 0) :]
    return text


def city(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    start, end = name_span(source.words.text)
    return text_leaf(field, source, start, end)


def country(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    found = places.countries(source.words.text)
    return (
        [
            source.leaf(
                field.pointer, found[-1].value, found[-1].start, found[-1].end, found[-1].confidence
            )
        ]
        if found
        else []
    )


READERS: dict[str, Callable[[Situation, Field, Source], Sequence[Leaf]]] = {
    "place": place,
    "seat": seat,
    "city": city,
    "country": country,
}
