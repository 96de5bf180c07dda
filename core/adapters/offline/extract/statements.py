"""Facts told in sentences that answer no question: letters, and long answers about everything.

Nothing is taken without words that name it: each field says which concepts a sentence must speak
of, and which words lead to the value.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.adapters.offline.extract.cutting import sentence_end, trim
from core.adapters.offline.extract.labelled import behind_label
from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.mentions import Reader, mention, places_granted
from core.adapters.offline.extract.reading_choices import denied
from core.adapters.offline.extract.reading_figures import age
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.values import answers, durations, figures, money, sums
from core.adapters.offline.values.answers import Blankness

_NAMED = frozenset({"name", "body", "place", "seat", "person", "deals"})
_BY_NOUN = frozenset({"count", "list"})
_BY_READER = frozenset({"year", "url", "dates", "months", "minutes", "person"})
_CAPITALS = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w&.'\u2019-]*\s+(?:(?:of|the|de|del|du|des|der|und|and|&|y|et)\s+)?){1,6}$"
)
_ARTICLE = re.compile(
    r"(?:the|an?|el|la|los|las|le|les|der|die|das|dem|den|il|lo|gli|o|os|as)\s+|l['\u2019]\s*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,:\u2013]\s|\s(?:and|but|while|und|aber|y|pero|et|mais|og|men|och|e|ma|mas)\s", re.IGNORECASE
)
_NAMES = re.compile(
    r"(?:(?:(?:,|;)?\s*(?:and|und|y|et|e|og|och)?\s*)?[A-ZÀ-ÖØ-Þ0-9][\w&.'\u2019-]*(?=[\s,.;)]|$))+"
)
_IN_A_PLACE = re.compile(
    r",?\s(?:in|for|für|en|para|pour|dans|i)\s(?:(?:the|los|las|les|la|le|den)\s)?(?=[A-ZÀ-Ý])"
)
_EXCEPT = re.compile(
    r"\b(?:except|outside|excluding|not in|außer|außerhalb|excepto|salvo|fuera|sauf|hors|unntatt|"
    r"utom)\b",
    re.IGNORECASE,
)
_MONEY = {
    "/commercial/minimum_guarantee": "guarantee",
    "/financials/annual_revenue": "revenue",
    "/financials/annual_budget": "budget",
    "/financials/prize_money": "prize",
    "/financials/liability_insurance": "insurance",
}
_AMOUNTS = frozenset(_MONEY.values())
_OTHERS = frozenset({"contract", "supplier", "operator", "broadcast", "sanction", "monitoring"})
_LONG_PHRASE = 2
_FEWEST_FOLLOWERS = 50
_TRADER = re.compile(r"\s+(?:propriet|trader|owner)", re.IGNORECASE)
_PLAIN_FORMATS = frozenset({"round_robin", "bracket"})
_OURS = re.compile(
    r"\b(?:we|our|us|the league|wir|uns\w*|die liga|nous|notre|nos|la ligue|tenemos|nuestr\w+|"
    r"nos siguen|la liga|vi|vår\w*|oss|abbiamo|nostr\w+|wij|onze|ons|temos|noss\w+)\b",
    re.IGNORECASE,
)
_VAGUE = frozenset({"none", "other"})
_LONGEST = 600
_SHORT_LINE = 7
_LEGAL_NAME = "/league/legal_name"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of answer number `answer`, and the concepts that it speaks of."""

    answer: int
    source: Source
    concepts: frozenset[str]

    @property
    def text(self) -> str:
        return self.source.words.text


def statements_of(
    situation: Situation, answer: int, source: Source, *, lines: bool = False
) -> Iterator[Statement]:
    """The sentences of an answer; a line break within a paragraph ends none.

    With `lines`, a paragraph of short lines (a signature) stays together.
    """
    text = source.words.text
    at = 0
    together = lines and all(len(line.split()) <= _SHORT_LINE for line in text.split("\n"))
    while at < len(text):
        end = len(text) if together else sentence_end(text, at)
        for piece in re.finditer(r"[^;\u2022]+", text[at:end]):
            start, last = trim(text, at + piece.start(), at + piece.end())
            if start < last <= start + _LONGEST:
                words = source.words.part(start, last)
                inner = Source(source.answer, words, source.question)
                yield Statement(answer, inner, situation.spoken(words.text))
        at = end + 1


def told(
    situation: Situation, field: Field, said: Statement, readers: Mapping[str, Reader]
) -> Sequence[Leaf]:
    """Leaves for `field` from one statement; empty where it does not tell the field plainly."""
    labelled = behind_label(situation, field, said.source, readers)
    if labelled:
        return _unsure(labelled)
    if not field.telling.spoken_in(said.concepts):
        return []
    own = _by_suffix(situation, field, said)
    if own:
        return own
    cued = _behind_cue(situation, field, said, readers) or _before_cue(field, said)
    if cued or field.telling.before or (field.telling.after and not field.telling.needs):
        return cued
    return _plainly(situation, field, said, readers)


def _plainly(
    situation: Situation, field: Field, said: Statement, readers: Mapping[str, Reader]
) -> Sequence[Leaf]:
    """By the kind of value, without a cue."""
    read = _KINDS.get(field.kind)
    if read is not None:
        return read(situation, field, said)
    if field.kind == "flag":
        return _flag(situation, field, said, readers)
    if field.kind in _BY_READER:
        return _unsure(readers[field.kind](situation, field, said.source))
    if field.kind in _BY_NOUN:
        if field.options.get("items") == "places":
            return places_granted(field, said.source) if _grants(situation, field, said) else []
        return mention(situation, field, said.source, readers)
    return []


def _grants(situation: Situation, field: Field, said: Statement) -> bool:
    """Whether the places of a sentence are those of betting, or those of the contract."""
    betting = "bet" in said.concepts | situation.context(said.source)
    if field.section == "betting":
        return betting and not _EXCEPT.search(said.text)
    granting = bool(said.concepts & {"territory", "exclusive", "contract"})
    return granting and not betting and not _EXCEPT.search(said.text)


def _behind_cue(
    situation: Situation, field: Field, said: Statement, readers: Mapping[str, Reader]
) -> Sequence[Leaf]:
    if field.telling.after is None:
        return []
    for cue in field.telling.after.finditer(said.text):
        article = _ARTICLE.match(said.text, cue.end())
        start = article.end() if article and said.text[article.end() :].strip() else cue.end()
        if field.kind in _NAMED and not said.text[start : start + 1].isupper():
            continue
        words = said.source.words.part(start, _list_end(field, said.text, start))
        if not words.text or answers.blank(words.text) is not Blankness.STATED:
            continue
        inner = Source(said.source.answer, words, "")
        leaves = readers[field.kind](situation, field, inner)
        if leaves and (field.kind != "list" or _are_names(field, leaves)):
            return _unsure(leaves)
    return []


def _list_end(field: Field, text: str, start: int) -> int:
    """Where a list of names, or of markets, ends within its sentence."""
    if field.kind != "list":
        return len(text)
    if field.pointer.endswith("markets_requested"):
        place = _IN_A_PLACE.search(text, start)
        return place.start() if place else len(text)
    names = _NAMES.match(text, start)
    return names.end() if names else start


def _are_names(field: Field, leaves: Sequence[Leaf]) -> bool:
    """Names of companies, or several markets: "our matches" alone is none."""
    values = [str(leaf.value) for leaf in leaves]
    if field.pointer.endswith("markets_requested"):
        return len(values) > 1 and all(len(value.split()) <= 5 for value in values)
    return all(value[:1].isupper() for value in values)


def _before_cue(field: Field, said: Statement) -> Sequence[Leaf]:
    """ "Halyard Stats supplies our data": the name right before the cue."""
    if field.telling.before is None:
        return []
    for cue in field.telling.before.finditer(said.text):
        name = _CAPITALS.search(said.text[: cue.start()])
        if name is None:
            continue
        article = _ARTICLE.match(said.text, name.start())
        start, end = trim(said.text, article.end() if article else name.start(), name.end())
        value = " ".join(said.text[start:end].split())
        if value and answers.blank(value) is Blankness.STATED:
            pointer = f"{field.pointer}/-" if field.kind == "list" else field.pointer
            return [said.source.leaf(pointer, value, start, end, 0.75)]
    return []


def _by_suffix(situation: Situation, field: Field, said: Statement) -> Sequence[Leaf]:
    """The league's own name by its legal form, where nobody else is spoken of."""
    if field.pointer != _LEGAL_NAME or said.concepts & _OTHERS:
        return []
    for hit in situation.vocabulary.enumerations["entity_type"].all(said.text):
        form = said.text[hit.start : hit.end]
        name = _CAPITALS.search(said.text[: hit.start])
        if name is None or not (form[:1].isupper() or "." in form) or len(name[0].split()) < 2:
            continue
        article = _ARTICLE.match(said.text, name.start())
        start = article.end() if article else name.start()
        end = hit.end + (said.text[hit.end : hit.end + 1] == "." and form[:1].isupper())
        value = " ".join(said.text[start:end].split())
        return [said.source.leaf(field.pointer, value, start, end, 0.7)]
    return []


def _flag(
    situation: Situation, field: Field, said: Statement, readers: Mapping[str, Reader]
) -> Sequence[Leaf]:
    """Yes or no, from the clause that speaks of the field, else from the whole sentence."""
    cuts = [*_CLAUSE.finditer(said.text)]
    for start, end in zip(
        [0, *(c.end() for c in cuts)], [*(c.start() for c in cuts), len(said.text)], strict=True
    ):
        words = said.source.words.part(start, end)
        if words.text and field.telling.spoken_in(situation.spoken(words.text)):
            inner = Source(said.source.answer, words, field.question)
            leaves = readers["flag"](situation, field, inner)
            if leaves:
                return _unsure(leaves)
    inner = Source(said.source.answer, said.source.words, field.question)
    return _unsure(readers["flag"](situation, field, inner))


def _amount(situation: Situation, field: Field, said: Statement) -> Sequence[Leaf]:
    """The amount beside the words that name the field, of several in one sentence."""
    found = money.money(said.text, situation.convention)
    before = 0
    for number, one in enumerate(found):
        limit = found[number + 1].start if number + 1 < len(found) else len(said.text)
        lead = said.text[before : one.start]
        about = _about(situation, [*reversed(lead.split(","))])
        about = about or _about(situation, said.text[one.end : limit].split(","))
        before = one.end
        if about == _MONEY[field.pointer]:
            value = one.value
            leaves = [("amount", value.amount), ("amount_max", value.amount_max)]
            named = [("currency", value.currency), ("period", value.period)]
            return [
                said.source.leaf(f"{field.pointer}/{part}", _plain(what), one.start, one.end, 0.75)
                for part, what in (*leaves, *named)
                if what is not None
            ]
    return []


def _about(situation: Situation, clauses: Sequence[str]) -> str | None:
    """The kind of money that the first of `clauses` to name one is about."""
    for clause in clauses:
        named = situation.spoken(clause) & _AMOUNTS
        if named:
            return min(named) if len(named) == 1 else None
    return None


def _plain(value: float | str | None) -> float | int | str | None:
    return int(value) if isinstance(value, float) and value == int(value) else value


def _choice(situation: Situation, field: Field, said: Statement) -> Sequence[Leaf]:
    """A value of an enumeration that the sentence names in so many words."""
    assert field.enumeration is not None  # noqa: S101 - enum fields have one
    hits = situation.vocabulary.enumerations[field.enumeration].all(said.text)
    telling = [h for h in hits if not denied(said.text, h.start) and h.value not in _VAGUE]
    if field.enumeration == "exclusivity":
        telling = [h for h in telling if not _TRADER.match(said.text, h.end)]
    if field.enumeration == "sport_format":
        telling = [
            hit
            for hit in telling
            if hit.value in _PLAIN_FORMATS
            or len(said.text[hit.start : hit.end].split()) >= _LONG_PHRASE
        ]
    if field.enumeration == "exclusivity" and not said.concepts & {"exclusive"}:
        return []
    best = situation.vocabulary.enumerations[field.enumeration].preferred(telling)
    return [said.source.leaf(field.pointer, best.value, best.start, best.end, 0.7)] if best else []


def _seconds(situation: Situation, field: Field, said: Statement) -> Sequence[Leaf]:
    found = durations.seconds(said.text, situation.convention)
    if not found or not said.concepts & {"latency"}:
        return mention(situation, field, said.source, {})
    delay = found[0]
    return [said.source.leaf(field.pointer, _plain(delay.value), delay.start, delay.end, 0.7)]


def _age(situation: Situation, field: Field, said: Statement) -> Sequence[Leaf]:
    """ "The minimum age is fifteen", "nobody under 16"."""
    found = mention(situation, field, said.source, {})
    if found or not {"minimum", "age"} <= said.concepts:
        return found
    return _unsure(age(situation, field, said.source))


def _share(situation: Situation, field: Field, said: Statement) -> Sequence[Leaf]:
    found = figures.percents(said.text, situation.convention)
    if len(found) != 1:
        return []
    share = found[0]
    return [said.source.leaf(field.pointer, _plain(share.value), share.start, share.end, 0.75)]


def _followers(situation: Situation, field: Field, said: Statement) -> Sequence[Leaf]:
    found = sums.followers(said.text, situation.convention)
    if (
        found is None
        or found.value < _FEWEST_FOLLOWERS
        or not ("social" in said.concepts or _OURS.search(said.text))
    ):
        return []
    return [said.source.leaf(field.pointer, found.value, found.start, found.end, 0.75)]


def _unsure(leaves: Sequence[Leaf]) -> list[Leaf]:
    """What is told beside the way is less sure than what was asked."""
    return [
        Leaf(leaf.pointer, leaf.value, leaf.start, leaf.end, min(leaf.confidence, 0.75), leaf.other)
        for leaf in leaves
    ]


_KINDS: dict[str, Callable[[Situation, Field, Statement], Sequence[Leaf]]] = {
    "money": _amount,
    "enum": _choice,
    "seconds": _seconds,
    "age": _age,
    "percent": _share,
    "followers": _followers,
}
