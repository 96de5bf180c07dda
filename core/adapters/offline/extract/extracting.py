"""A questionnaire becomes a profile: match questions to fields, read values, keep the rest."""

from core.adapters.offline.extract.asking import Ask, Asker
from core.adapters.offline.extract.filling import Filled, Filler, Taken
from core.adapters.offline.extract.fitting import Readings
from core.adapters.offline.extract.leaves import Leaf
from core.adapters.offline.extract.likeness import Likeness, likenesses
from core.adapters.offline.extract.mail_heads import add_addresses
from core.adapters.offline.extract.matching import Matcher
from core.adapters.offline.extract.meaning import Meanings
from core.adapters.offline.extract.outcome import Outcome
from core.adapters.offline.extract.situation import Situation, units_of
from core.adapters.offline.extract.vocabulary import Vocabulary
from core.adapters.offline.values import convention, places
from core.canonical import Json
from core.documents.questionnaires.document import Document
from core.documents.questionnaires.form import Answer, Form
from core.pipeline.ports import Encoder

_COUNTRY_FIELDS = (
    "/league/headquarters",
    "/league/headquarters_country",
    "/league/jurisdiction",
)
MOST_ANSWERS = 2000
"""Answers beyond these are kept as unmapped, so that a stage ends in time."""

_LEGAL_NAME, _ENTITY = "/league/legal_name", "/league/entity_type"


def extract(
    vocabulary: Vocabulary, document: Document, form: Form, encoder: Encoder | None = None
) -> dict[str, Json]:
    """The extract stage's result for `document`, whose structure is `form`."""
    given = [answer for answer in form.answers if not answer.aside][:MOST_ANSWERS]
    asks = Asker(vocabulary).asks(given)
    meanings = Meanings(encoder, vocabulary) if encoder is not None else None
    worded = likenesses(vocabulary, asks, meanings)
    country = _country(vocabulary, given, asks, worded)
    how = convention.infer(document.text, country=country)
    situation = Situation(vocabulary, how, country or how.country, units_of(vocabulary))
    filled = Filler(vocabulary, given, asks, worded, Readings(situation, given)).fill()
    _legal_form_from_name(vocabulary, filled)
    add_addresses(filled.contacts, form.remarks)
    return Outcome(document, form, situation).result(filled, given)


def _country(
    vocabulary: Vocabulary, given: list[Answer], asks: list[Ask], worded: list[Likeness]
) -> str | None:
    """The country that the league says it is in, found before any figure is read."""
    named: dict[str, str] = {}
    for match in Matcher(vocabulary, asks, worded, lambda _ask, _field: 0.0).matches():
        pointer = vocabulary.fields[match.field].pointer
        if pointer in _COUNTRY_FIELDS:
            found = places.countries(given[asks[match.ask].answer].text)
            if found:
                named[pointer] = found[-1].value
    return next((named[pointer] for pointer in _COUNTRY_FIELDS if pointer in named), None)


def _legal_form_from_name(vocabulary: Vocabulary, filled: Filled) -> None:
    """Where no answer says it, the suffix of the legal name does."""
    named = filled.leaves.get(_LEGAL_NAME)
    if named is None or _ENTITY in filled.leaves:
        return
    name = str(named.leaf.value)
    hits = vocabulary.enumerations["entity_type"].all(name)
    telling = [h for h in hits if h.end >= len(name.rstrip(". ")) or h.start == 0]
    if not telling:
        return
    hit = telling[-1]
    exact = named.leaf.end - named.leaf.start == len(name)
    start = named.leaf.start + hit.start if exact else named.leaf.start
    end = named.leaf.start + hit.end if exact else named.leaf.end
    filled.leaves[_ENTITY] = Taken(Leaf(_ENTITY, hit.value, start, end, 0.7), named.question)
