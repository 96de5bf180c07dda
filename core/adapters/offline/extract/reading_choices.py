"""Readers for choices: values of an enumeration, yes and no."""

import re
from collections.abc import Callable, Iterator, Sequence

from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.values import answers
from core.adapters.offline.values.found import Found
from core.documents.questionnaires.form import Passage

_NEGATION = re.compile(
    r"\b(no|not|n't|none|nobody|never|nicht|kein\w*|nein|ningun\w*|sin|non|pas|aucun\w*|ne)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:no|not|without|never|kein|keine|ohne|nicht|sin|no hay|sans|pas de|"
    r"pas d')\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_ASKED_MAY = re.compile(
    r"\b(may|can|are .* allowed|droit|derecho|erlaubt|autorisés?|autorizados?|dürfen|"
    r"pueden|peuvent|permitted|allowed)\b",
    re.IGNORECASE,
)
_ASKED_BAN = re.compile(r"\b(ban|bar|prohib|forbid|forbad|verb|interdi|not)\w*", re.IGNORECASE)
_PLAIN = 5
_FLAG_CUT = re.compile(r"\s*(?:,|;|\.\s|\band\b|\bund\b|\by\b|\bet\b)\s*")
_CONCLUSION = re.compile(
    r"\b(?:so|also|daher|therefore|hence|donc|así que|entonces|dus|quindi|então|więc)\s*,?\s+"
    r"(?P<said>(?P<yes>yes|ja|sí|oui|sì|sim|tak)|no|nein|non|nee|não|nie)\b",
    re.IGNORECASE,
)


def choice(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """A value of the field's enumeration, by the words that state it."""
    if source.answer.kind in ("true", "false") and field.enumeration == "exclusivity":
        value = "exclusive" if source.answer.kind == "true" else "non_exclusive"
        return [source.leaf(field.pointer, value, 0, len(source.words.text), 0.9)]
    if field.enumeration is None:
        return []
    hit = situation.vocabulary.enumerations[field.enumeration].best(source.words.text, denied)
    if hit is None and field.enumeration == "exclusivity":
        found = answers.flag(source.words.text, situation.convention)
        if found is not None:
            value = "exclusive" if found.value else "non_exclusive"
            return [source.leaf(field.pointer, value, found.start, found.end, 0.7)]
    return [source.leaf(field.pointer, hit.value, hit.start, hit.end, 0.95)] if hit else []


def denied(text: str, start: int) -> bool:
    """Whether the words before `start` deny what stands there: "no heats"."""
    return _DENIAL.search(text, max(0, start - 16), start) is not None


def flag(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """Yes or no, as the field's sense has it: a ban, rights that are free, a thing allowed."""
    if source.answer.kind in ("true", "false"):
        return [source.leaf(field.pointer, source.answer.kind == "true", 0, len(source.words.text))]
    text = source.words.text
    if source.parts > 1:
        both = plain_flag(situation, source) or _flag_of_part(situation, source)
        if both is not None:
            return [source.leaf(field.pointer, *both, 0.85)]
    sense = field.options.get("sense")
    asked = field.question if sense == "ban" and not source.answer.question else ""
    found = _concluded(source.words) or answers.flag(text, situation.convention, label=asked)
    if found is not None and (found.start <= len(text) // 2 + 12 or _CONCLUSION.search(text)):
        value = found.value
        if (
            sense == "ban"
            and _ASKED_MAY.search(source.question)
            and not _ASKED_BAN.search(source.question)
        ):
            value = not value
        return [source.leaf(field.pointer, value, found.start, found.end, found.confidence)]
    for name in (sense, "any"):
        hit = situation.vocabulary.flags[name].all(text) if name else []
        if hit:
            return [
                source.leaf(field.pointer, hit[0].value == "true", hit[0].start, hit[0].end, 0.8)
            ]
    if found is not None:
        return [source.leaf(field.pointer, found.value, found.start, found.end, 0.7)]
    return _affirmed(situation, field, source)


def _concluded(words: Passage) -> Found[bool] | None:
    """ "We have none of our own but follow theirs, so yes": the conclusion counts."""
    said = _CONCLUSION.search(words.text)
    if said is None:
        return None
    return Found(said["yes"] is not None, said.start("said"), said.end("said"), 0.9)


def plain_flag(situation: Situation, source: Source) -> tuple[bool, int, int] | None:
    """ "Yes and no. The first we have, ...": plain words for as many questions at the head."""
    found = list(_flags(situation, source))[: source.parts]
    plain = all(said is not None and said[2] - said[1] <= _PLAIN for said in found)
    return found[source.part] if len(found) == source.parts and plain else None


def _flag_of_part(situation: Situation, source: Source) -> tuple[bool, int, int] | None:
    """ "Yes and no" to two questions in one: each its own."""
    found = [said for said in _flags(situation, source) if said is not None]
    return found[source.part] if len(found) == source.parts else None


def _flags(situation: Situation, source: Source) -> Iterator[tuple[bool, int, int] | None]:
    """What each part of an answer says, yes or no; `None` where it says neither."""
    text, at = source.words.text, 0
    for cut in [*_FLAG_CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        said = answers.flag(text[at:end], situation.convention)
        yield (said.value, at + said.start, at + said.end) if said is not None else None
        at = cut.end() if cut else end


def _affirmed(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """ "All refs certified by the commission": the thing asked for is said, and not denied."""
    text = source.words.text
    asked = {
        c
        for u in situation.vocabulary.wording.units(field.question)
        for c in u.concepts
        if not c.startswith("=")
    }
    for match in re.finditer(r"[^\s,.;]+", text):
        units = situation.vocabulary.wording.units(match[0])
        if any(unit.concepts & asked - situation.vocabulary.wording.weak for unit in units):
            denied = _NEGATION.search(text)
            return [source.leaf(field.pointer, denied is None, match.start(), match.end(), 0.6)]
    return []


READERS: dict[str, Callable[[Situation, Field, Source], Sequence[Leaf]]] = {
    "enum": choice,
    "flag": flag,
}
