"""Facts that stand in the answer to another question, said so plainly that they need none.

Only fields that were not asked for, and only in answers from the same part of the form.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from core.adapters.offline.extract.cutting import lead_end, trim
from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.reading_choices import denied
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.extract.wording import Unit
from core.adapters.offline.values import answers, durations, figures, lists, money, places

Reader = Callable[[Situation, Field, Source], Sequence[Leaf]]

GROUPS: Sequence[frozenset[str]] = (
    frozenset({"season", "governance"}),
    frozenset({"audience", "media"}),
    frozenset({"commercial", "financials"}),
    frozenset({"data"}),
    frozenset({"integrity", "betting"}),
    frozenset({"league"}),
    frozenset({"sport"}),
    frozenset({"contacts"}),
)
_SEGMENT = re.compile(r"(?:[^.;,\n]|(?<=\d)[.,](?=\d)|\.(?=\w))+")
_SENTENCE = re.compile(r"(?:[^.;\n]|(?<=\d)\.(?=\d)|\.(?=\w))+")
_EACH = re.compile(
    r"\s*(?:\w+[\s-]+){0,3}?(?:each\b|apiece|per\b|pr\b|a\b|an\b|every|pro\b|je\b|jeweils|por\b|"
    r"cada|par\b|chaque|chacune?s?\b|hver|vardera|ciascun\w|na\b|w każd\w+)",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(?:nobody|no one|none|niemand|nadie|personne|nessuno|ninguém|ingen|nikt)\s+(?:\w+\s+){0,3}?"
    r"(?:under (?:the )?age of|under|below|younger than|unter|menor de|"
    r"(?:de |en )?(?:moins|dessous) de|sotto i|"
    r"abaixo de|yngre enn|poniżej)\s+(?P<a>\d{1,2}\b|[a-zà-ÿ]{3,12})|"
    r"(?P<b>\d{1,2})\s*(?:\+|and over|or over|and older|or older|and up|und älter|o más|"
    r"ans et plus|ans ou plus|years? (?:and|or) (?:over|older))|"
    r"(?:at least|mindestens|minimum|ab|desde los|à partir de|from age|over|"
    r"aged? from)\s+(?P<c>\d{1,2})\s*(?:years|jahren?|años|ans)?\b|"
    r"(?:may|can|dürfen|pueden|peuvent)\s+(?:start|enter|compete|race|begin|antreten|empezar|"
    r"commencer)\s+(?:at|from|from the age of|ab|desde los|à|dès)\s+"
    r"(?P<d>\d{1,2}\b|[a-zà-ÿ]{3,12})",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(later|delay|delayed|appear|appears|published|behind|latency|lag|after the|später|"
    r"verzögerung|retraso|después|"
    r"latencia|plus tard|retard|délai|après)\b",
    re.IGNORECASE,
)
_OVER_THE_YEAR = re.compile(
    r"\s*(?:(?:sur|in|over|across|im|pro|per|pr|par|en|por|au|al|a|i|na|w|på|om|über|auf)\s+)?"
    r"(?:(?:the|la|l'|der|die|el|il)\s*)?(?:(?:whole|full|ganze|toda la)\s+)?"
    r"(?:season|year|saison|jahr|temporada|año|an\b|année|sesong|säsong|sæson|sezon|rok|kau[ds]|"
    r"vuodessa|anno|stagione|jaar|seizoen|ano\b|år)",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(
    r"\b(?:(?:whole|full|entire|ganze|toda la|toute la|hele)\s+(?:season|year|saison|jahr|"
    r"temporada|sesongen|säsongen)|(?:season|year)\s+as a whole)\b",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"\b(?:je|jeweils|zu je|à|each with|each of)\s+(?:\S+\s+)?", re.IGNORECASE
)
_MONEY = re.compile(r"\s?[$€£¥₱₦₹%]|\s(?:[A-Z]{3}|euros?|dollars?|francs?|pesos)\b")
_APIECE = re.compile(r"\s*\w+\s+(?:each|apiece)\b", re.IGNORECASE)
_WATCHING = frozenset({"attendance"})
_SCREEN = frozenset({"stream", "broadcast", "viewers"})
_OLDEST = 40
_LONGEST_NAME = 8
_COUNTS = 0.5  # below it the figure is more likely a year
_A_MATCH = 2  # "between two teams" says how it is played
_COVERAGE = 0.85
_STRICT = frozenset({"flag", "person", "money", "body"})
_STREAMING = "/media/streaming_platforms"


def mention(
    situation: Situation, field: Field, source: Source, reader: Mapping[str, Reader]
) -> Sequence[Leaf]:
    """Leaves for `field` from an answer to something else; empty where it says nothing plain."""
    if field.kind == "count":
        return _count(situation, field, source)
    if field.kind == "age":
        return _age(situation, field, source)
    if field.kind == "months":
        found = durations.months(source.words.text, situation.convention)
        return (
            [source.leaf(field.pointer, round(found[0].value), found[0].start, found[0].end, 0.7)]
            if found
            else []
        )
    if field.kind == "seconds":
        return _latency(situation, field, source)
    if field.pointer == "/commercial/revenue_share_percent":
        shares = [
            share
            for share in figures.percents(source.words.text, situation.convention)
            if share.confidence == 1.0 or "share" in situation.spoken(source.words.text)
        ]
        return (
            [source.leaf(field.pointer, shares[0].value, shares[0].start, shares[0].end, 0.7)]
            if len(shares) == 1
            else []
        )
    if field.pointer == "/commercial/territory":
        return places_granted(field, source)
    if field.pointer == "/betting/territories" and "bet" in situation.context(source):
        return places_granted(field, source)
    if field.kind == "enum" and field.enumeration in ("fee_model", "exclusivity", "feed_format"):
        return _choice(situation, field, source)
    if field.pointer == _STREAMING and "stream" in situation.spoken(source.words.text):
        return [
            source.leaf(
                f"{field.pointer}/-",
                source.words.text[hit.start : hit.end],
                hit.start,
                hit.end,
                0.75,
            )
            for hit in situation.vocabulary.platforms.all(source.words.text)
        ]
    if field.kind in _STRICT:
        return _labelled(situation, field, source, reader)
    return []


def _count(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    text = source.words.text
    for sentence in _SENTENCE.finditer(text):
        found = figures.counts(sentence[0], situation.convention_for(source))
        for number, figure in enumerate(found):
            after = found[number + 1].start if number + 1 < len(found) else len(sentence[0])
            before = sentence[0][found[number - 1].end if number else 0 : figure.start]
            behind = sentence[0][figure.end : after]
            around = f"{before.rpartition(',')[2]} {behind.partition(',')[0]}"
            start, end = sentence.start() + figure.start, sentence.start() + figure.end
            told = (
                figure.confidence >= _COUNTS
                and not _MONEY.match(text, end)
                and _is_told(situation, field, source, sentence[0], around, end)
            )
            if told and not (field.unit == "team" and figure.value <= _A_MATCH):
                return [source.leaf(field.pointer, figure.value, start, end, 0.75)]
    return []


def _is_told(
    situation: Situation, field: Field, source: Source, sentence: str, around: str, end: int
) -> bool:
    """Whether the figure that ends at `end` counts what the field asks for.

    `around` are the words between its neighbours in the sentence.
    """
    text = source.words.text
    spoken = situation.nouns(text, end)
    if spoken & _WATCHING and situation.spoken(around) & _SCREEN:
        # Spectators of a stream are viewers.
        spoken = spoken - _WATCHING | {"viewers"}
    if field.unit not in spoken and not _goes_on(situation, field, source, sentence, around, end):
        return False
    if field.unit == "event" and _APIECE.match(text, end):
        return False
    if field.unit == "contest" and not (
        _EACH.match(text[end : end + 40]) or _EACH_BEFORE.search(around)
    ):
        return False
    yearly = (
        "annual" in situation.spoken(around)
        or _OVER_THE_YEAR.match(text, end) is not None
        or _WHOLE_YEAR.search(around) is not None
    )
    if field.unit == "attendance" and yearly != field.pointer.endswith("annual_attendance"):
        return False
    return not (field.unit == "season" and "event" in spoken)


def _goes_on(
    situation: Situation, field: Field, source: Source, sentence: str, around: str, end: int
) -> bool:
    """ "1,150 a round, so 10,350 over the season": asked for the one, the other is told."""
    return (
        field.pointer.endswith("annual_attendance")
        and field.unit in situation.context(source) | situation.spoken(sentence)
        and (
            _OVER_THE_YEAR.match(source.words.text, end) is not None
            or _WHOLE_YEAR.search(around) is not None
        )
    )


def _latency(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    text = source.words.text
    for found in durations.seconds(text, situation.convention):
        if _LATER.search(text[max(0, found.start - 30) : found.end + 20]):
            value = int(found.value) if found.value == int(found.value) else found.value
            return [source.leaf(field.pointer, value, found.start, found.end, 0.75)]
    return []


def _age(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    match = _AGE.search(source.words.text)
    if match is None:
        return []
    group = next(name for name in "abcd" if match[name])
    age = figures.counts(match[group], situation.convention)
    if not age or not 3 <= age[0].value <= _OLDEST:
        return []
    return [source.leaf(field.pointer, age[0].value, *match.span(group), 0.75)]


def places_granted(field: Field, source: Source) -> list[Leaf]:
    """ "... for the UK and Ireland": a part of the answer that names places and nothing else."""
    text = source.words.text
    for match in re.finditer(
        r"\b(?:for|für|para|pour|in|en|em|i|per|voor)\s+"
        r"(?=(?:(?:the|la|le|les|los|las|el|den|die|o|a|il)\s+|l['\u2019])?[A-ZÀ-Ý])([^.;]+)",
        text,
    ):
        found = []
        for item in lists.items(match[1]):
            words = match[1][item.start : item.end]
            lead = lead_end(words)
            named = places.countries(words)
            if not named or named[0].end - named[0].start < len(words) - lead - 1:
                break
            start, end = trim(text, match.start(1) + item.start + lead, match.start(1) + item.end)
            found.append(source.leaf(f"{field.pointer}/-", text[start:end], start, end, 0.7))
        if found:
            return found
    return []


def _choice(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    assert field.enumeration is not None  # noqa: S101 - the caller looked
    hits = situation.vocabulary.enumerations[field.enumeration].all(source.words.text)
    said = [hit for hit in hits if not denied(source.words.text, hit.start)]
    telling = [hit for hit in said if hit.value not in ("none", "other", "negotiable")]
    values = {hit.value for hit in telling}
    if len(values) != 1:
        return []
    return [source.leaf(field.pointer, telling[0].value, telling[0].start, telling[0].end, 0.75)]


def _labelled(
    situation: Situation, field: Field, source: Source, reader: Mapping[str, Reader]
) -> list[Leaf]:
    """A part of the answer that names the field itself: "officer is Rhian Colwyn"."""
    context = situation.context(source)
    for start, end in _segments(source.words.text, whole=field.kind != "money"):
        words = source.words.text[start:end]
        units = situation.vocabulary.wording.units(words)
        if not units or _coverage(situation, field, units, context) < _COVERAGE:
            continue
        inner = Source(source.answer, source.words.part(start, end), source.question)
        if field.kind == "money" and not money.money(words, situation.convention):
            continue
        if field.kind == "body" and (answers.denies(words) or len(words.split()) > _LONGEST_NAME):
            continue
        read = reader[field.kind]
        leaves: list[Leaf] = list(read(situation, field, inner))
        if leaves:
            return leaves
    return []


def _segments(text: str, *, whole: bool) -> Iterator[tuple[int, int]]:
    """Parts between commas, then `whole` sentences."""
    for pattern in (_SEGMENT, _SENTENCE) if whole else (_SEGMENT,):
        for match in pattern.finditer(text):
            start, end = trim(text, *match.span())
            if end > start:
                yield start, end


def _coverage(
    situation: Situation, field: Field, units: Sequence[Unit], context: frozenset[str]
) -> float:
    """How far `units` name the field, by the label that they cover best."""
    vocabulary = situation.vocabulary
    index = vocabulary.fields.index(field)
    best = 0.0
    for label in vocabulary.labels:
        if label.field != index:
            continue
        spoken = [u for u in label.units if any(u.concepts & unit.concepts for unit in units)]
        named = [u for u in spoken if not u.concepts <= vocabulary.wording.weak]
        if not named:
            continue
        hit = sum(vocabulary.weight(unit) for unit in spoken)
        hit += sum(
            0.7 * vocabulary.weight(u)
            for u in label.units
            if u not in spoken and u.concepts & context
        )
        best = max(best, hit / label.weight if label.weight else 0.0)
    return best
