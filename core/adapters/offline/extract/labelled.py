"""Sentences that name a field as a form would, and then say its value: "Territory, Africa"."""

import re
from collections.abc import Mapping, Sequence

from core.adapters.offline.extract.cutting import trim
from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.mentions import Reader
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field, Vocabulary, plain
from core.adapters.offline.values import answers
from core.adapters.offline.values.answers import Blankness

_LINK = re.compile(
    r"\s*(?:[,:;?!.\u2013\u2014-]+\s+|\s(?:is|are|was|were|would be|will be|stands at|comes to|ist|"
    r"sind|wäre|beträgt|es|son|sería|est|sont|serait|è|sono|är|er)\s+(?:that\s+|about\s+)?)"
)
_BEFORE = re.compile(
    r"(?:(?:and|so|now|well|then|also|as for|as to|regarding|und|zu|zur|zum|y|en cuanto a|et|pour|"
    r"the|our|your|die|der|das|unser\w*|el|la|los|las|nuestr\w+|le|les|notre|nos)\s+)*",
    re.IGNORECASE,
)
_MOST_WORDS = 8
_CAPITAL = frozenset({"name", "body", "place", "seat", "city", "person", "sport"})
_PRONOUN = re.compile(
    r"(?:we|they|it|there|he|she|i|you|nobody|no one|none|not|no|still|wir|sie|es|ich|man|keine?|"
    r"no|nadie|ning[uú]n\w*|todavía|nous|ils|elle|il|je|personne|aucun\w*|pas)\b",
    re.IGNORECASE,
)
_LATER = frozenset(
    {"deals", "followers", "contact", "role", "email", "phone", "signatory", "other"}
)


def behind_label(
    situation: Situation, field: Field, source: Source, readers: Mapping[str, Reader]
) -> Sequence[Leaf]:
    """The value behind a label of `field` and of no other at the head of a sentence."""
    if field.kind in _LATER:
        return []
    text = source.words.text
    at = _value_of(situation.vocabulary, field, text)
    if at is None or answers.blank(text[at:]) is not Blankness.STATED:
        return []
    start, end = trim(text, at, len(text))
    words = source.words.part(start, end)
    if not words.text or (field.kind in _CAPITAL and not _names(words.text)):
        return []
    if field.kind == "description" and _PRONOUN.match(words.text):
        return []
    inner = Source(source.answer, words, field.question)
    leaves = readers[field.kind](situation, field, inner)
    # "No, we have none" denies the feed; it does not say in which format it comes.
    return [leaf for leaf in leaves if leaf.value not in ("none", "other")]


def _value_of(vocabulary: Vocabulary, field: Field, text: str) -> int | None:
    """Where the value begins behind the longest label of `field`."""
    lead = _BEFORE.match(text)
    start = lead.end() if lead else 0
    found = None
    for link in _LINK.finditer(text, start):
        label = text[start : link.start()]
        if len(label.split()) > _MOST_WORDS:
            break
        fields = vocabulary.asked_as.get(plain(label), frozenset())
        if len(fields) == 1 and vocabulary.fields[min(fields)] is field:
            found = link.end()
    return found


def _names(words: str) -> bool:
    return words[:1].isupper() and _PRONOUN.match(words) is None
