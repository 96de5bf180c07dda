"""Readers for words kept as the document has them: names, bodies, descriptions, addresses."""

import re
from collections.abc import Callable, Iterator, Sequence

from core.adapters.offline.extract.cutting import first_sentence, name_span, sentence_end, trim
from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.values import answers, contacts
from core.adapters.offline.values.answers import Blankness

_ARTICLE = re.compile(r"(?:The|the|Der|Die|Das|La|El|Le|L['\u2019])\s*(?=[A-ZÀ-Ý])")
_NOBODY = re.compile(r"there|it|we|they|this|that|nobody|es|wir|man|hay|nous|il|on", re.IGNORECASE)
_FIGURE_FIRST = re.compile(r"\W*\d{1,3}(?:[.,\s]\d{3})+\b|\W*\d{3,}\b")
_PARTS = re.compile(r"[,;]\s+|\.\s+|\s+(?:and|und|y|et)\s+(?!\w+$)")


def name(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    start, end = 0, len(source.words.text)
    if source.parts > 1:
        spans = list(_segments(source.words.text))
        if len(spans) == source.parts:
            start, end = spans[source.part]
        elif source.part:
            return []
    first, last = name_span(source.words.text[start:end])
    return text_leaf(field, source, start + first, start + last)


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """The spans between commas and the like, for an answer to several questions."""
    at = 0
    for cut in _PARTS.finditer(text):
        yield at, cut.start()
        at = cut.end()
    yield at, len(text)


def sport(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    return text_leaf(field, source, *name_span(source.words.text, brackets=True))


def body(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """An organisation; an answer that begins with a plain yes names none unless one follows."""
    text = source.words.text
    start, end = name_span(text)
    article = _ARTICLE.match(text, start)
    start = article.end() if article and article.end() < end else start
    named = text[start:end]
    if not re.search(r"[A-ZÀ-Ý0-9]", named) or _NOBODY.fullmatch(named):
        return []
    return text_leaf(field, source, start, end)


def description(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """The first sentence, and the following ones while they go on about the same thing."""
    text = source.words.text
    start, end = first_sentence(text)
    if _FIGURE_FIRST.match(text, start):
        # So many people are no description of them.
        return []
    if field.pointer.endswith("demographic") and _is_a_person(text):
        return []
    concept = "dispute" if field.pointer.endswith("dispute_process") else "demographic"
    while end < len(text.rstrip()):
        following = sentence_end(text, end + 2)
        units = situation.vocabulary.wording.units(text[end:following])
        if not any(concept in unit.concepts for unit in units) or following <= end + 2:
            break
        end = following
    return text_leaf(field, source, *trim(text, start, end))


def _is_a_person(text: str) -> bool:
    persons = contacts.persons(text)
    return len(persons) == 1 and persons[0].value.name == text.strip() and len(text.split()) > 1


def url(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    found = contacts.urls(source.words.text)
    return (
        [
            source.leaf(
                field.pointer, found[0].value, found[0].start, found[0].end, found[0].confidence
            )
        ]
        if found
        else []
    )


def person(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    found = contacts.persons(source.words.text)
    if not found:
        return []
    start = source.words.text.find(found[0].value.name, found[0].start)
    if start < 0:
        return [source.leaf(field.pointer, found[0].value.name, found[0].start, found[0].end, 0.8)]
    return text_leaf(field, source, start, start + len(found[0].value.name))


def text_leaf(field: Field, source: Source, start: int, end: int) -> list[Leaf]:
    value = " ".join(source.words.text[start:end].split())
    if not value or answers.blank(value) is not Blankness.STATED:
        return []
    return [source.leaf(field.pointer, value, start, end, 0.95)]


READERS: dict[str, Callable[[Situation, Field, Source], Sequence[Leaf]]] = {
    "name": name,
    "sport": sport,
    "body": body,
    "description": description,
    "url": url,
    "person": person,
}
