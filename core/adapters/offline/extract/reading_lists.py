"""Readers for lists: one leaf an item."""

import re
from collections.abc import Callable, Iterator, Sequence

from core.adapters.offline.extract.cutting import lead_end, sentence_end, trim
from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.values import answers, lists, places
from core.adapters.offline.values.answers import Blankness
from core.documents.questionnaires.form import Passage

_AFTER_ITEM = re.compile(
    r"\s*\([^()]*\)$|"
    r"\s+(?:only|alone|first|please|for now|nur|zunächst|solamente|seulement|uniquement)$",
    re.IGNORECASE,
)
_FOR = re.compile(r"(?:for|in|für|para|en|pour|au)\s+(?:(?:the|den|die|los?|las?|les?)\s+)?(?=\S)")
_AND = re.compile(r"\s+(?:and|und|y|et)\s+(?:the\s+)?")
_DEAL = re.compile(r"\s*[;\n]\s*(?:and\s+|y\s+|et\s+|und\s+)?")
_TALK = re.compile(
    r"[.!?]\s+(?:they|we|it|this|that|he|she|sie|wir|das|es|ellos|ellas|eso|ils|elles|nous|cela|c')"
    r"\b[^0-9]*$",
    re.IGNORECASE,
)
_STREAMING = "/media/streaming_platforms"
_LONGEST_FLAG = 4
_TALK_WORDS = 8
_PLACE_WORDS = 4


def items(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """A list's items, one a leaf; blank ones and lead-ins go."""
    leaves: list[Leaf] = []
    for passage in source.items or (source.words,):
        if field.pointer == _STREAMING and (source.parts > 1 or _is_talk(passage.text)):
            leaves += _platforms(situation, field, passage)
            continue
        end = len(passage.text) if source.items else sentence_end(passage.text, 1)
        for found in lists.items(passage.text[:end]):
            for words in _apart(field, passage.part(found.start, found.end)):
                leaves += _item(situation, field, words)
    if field.options.get("items") == "places":
        return _places(leaves, source)
    return leaves


def _places(leaves: Sequence[Leaf], source: Source) -> list[Leaf]:
    """Items that are or may be places: no talk, nothing in small letters among names."""
    named = [leaf for leaf in leaves if places.countries(str(leaf.value))]
    talk = any(len(str(leaf.value).split()) > _PLACE_WORDS for leaf in leaves)
    if talk or source.parts > 1:
        return named
    if named:
        return [leaf for leaf in leaves if leaf in named or not str(leaf.value)[0].islower()]
    return list(leaves)


def _is_talk(text: str) -> bool:
    return sentence_end(text) < len(text.rstrip()) - 1 or len(text.split()) > _TALK_WORDS


def _platforms(situation: Situation, field: Field, passage: Passage) -> list[Leaf]:
    """Well-known platforms that are named in a sentence."""
    return [
        Leaf(
            f"{field.pointer}/-",
            passage.text[hit.start : hit.end],
            *passage.place(hit.start, hit.end),
            0.9,
        )
        for hit in situation.vocabulary.platforms.all(passage.text)
    ]


def _apart(field: Field, words: Passage) -> list[Passage]:
    """ "UK and Ireland" amid commas are two places; "Trinidad and Tobago" is one."""
    cut = _AND.search(words.text) if field.options.get("items") == "places" else None
    if cut is None or len(places.countries(words.text)) < 2:
        return [words]
    return [words.part(0, cut.start()), words.part(cut.end(), len(words.text))]


def _item(situation: Situation, field: Field, words: Passage) -> list[Leaf]:
    """One item without lead-in, bracket after it, or "only"; nothing where it is blank or a no."""
    lead = _FOR.match(words.text) if field.options.get("items") == "places" else None
    start = lead.end() if lead else lead_end(words.text)
    first, last = trim(words.text, start, len(words.text))
    after = _AFTER_ITEM.search(words.text[first:last])
    if after and after.start() > 0:
        last = first + after.start()
    hits = situation.vocabulary.platforms.all(words.text) if field.pointer == _STREAMING else []
    if hits and hits[0].start > first and words.text[first].islower():
        # "live on YouTube"
        first, last = hits[0].start, hits[0].end
    value = " ".join(words.text[first:last].split())
    if not value or answers.blank(value) is not Blankness.STATED:
        return []
    if len(value) <= _LONGEST_FLAG and answers.flag(value, situation.convention) is not None:
        return []
    return [Leaf(f"{field.pointer}/-", value, *words.place(first, last), 0.95)]


def deals(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """Existing agreements: one item with its party, subject and end as written."""
    leaves: list[Leaf] = []
    for passage in source.items or (source.words,):
        for start, end in _between(passage.text):
            first, last = trim(
                passage.text,
                start + lead_end(passage.text[start:end], article=False),
                _without_aside(passage.text, start, end),
            )
            value = " ".join(passage.text[first:last].split())
            if value and answers.blank(value) is Blankness.STATED:
                leaves.append(Leaf(f"{field.pointer}/-", value, *passage.place(first, last), 0.95))
    return leaves


def _without_aside(text: str, start: int, end: int) -> int:
    """Where a deal ends before a further sentence that only talks about it ("They extended.")."""
    stop = start + sentence_end(text[start:end], 1)
    aside = _TALK.match(text, stop, end)
    return stop if aside else end


def _between(text: str) -> Iterator[tuple[int, int]]:
    """The spans between semicolons and line breaks."""
    at = 0
    for cut in _DEAL.finditer(text):
        yield at, cut.start()
        at = cut.end()
    yield at, len(text)


READERS: dict[str, Callable[[Situation, Field, Source], Sequence[Leaf]]] = {
    "list": items,
    "deals": deals,
}
