"""Corrections that a document itself declares: they take the earlier answer's place."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.documents.questionnaires.form import Answer, Form
from core.documents.questionnaires.numbering import split_number

_TITLE = re.compile(
    r"\b(corrections?|corrected|corrigend|errat|amend(ed|ments?)?|changes? since|updates? (to|"
    r"since)|"
    r"korrektur|berichtigung|nachtrag|correcci[oó]n|rectific|fe de erratas|correctif|rectificat|"
    r"erratum)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"\s*(?:(?:correction|amendment|change|update|korrektur|berichtigung|correcci[oó]n|"
    r"rectificaci[oó]n|rectification)s?"
    r"\s*(?:to|of|for|re|zu|von|a|de|du|à|al|:|\u2013|-)*\s*|(?:re|regarding|zu|"
    r"ad)\.?:?\s+(?=\W*\w?\d))"
    r"(?:question|no\.?|number|item|point|answer|frage|punkt|pregunta|punto)?\s*",
    re.IGNORECASE,
)
_REF = re.compile(r"\(?(?P<number>[A-Z]?\d+(?:\.\d+)*[a-z]?)\)?\s*[.):]?(?:\s|$)")
_SHOULD = re.compile(
    r"(?P<label>[^:\n]{2,80}?)\s+(?:should(?: now)? (?:be|read|say)|(?:is|are) (?:now|in fact|"
    r"actually)|now reads?|must be|"
    r"muss hei(?:ß|ss)en|ist jetzt|sind jetzt|debe (?:ser|decir)|es ahora|son ahora|doit être|"
    r"est désormais|->|→|=>|=)\s*:?\s+"
    r"(?P<value>.+?)(?P<rest>[,;(]?\s*(?:not|instead of|rather than|statt|nicht|en lugar de|y no|"
    r"au lieu de|et non)\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)


def with_corrections(form: Form) -> Form:
    """`form` with each correction in the place of the answer it corrects.

    One that names no answer of the form stays an answer of its own, marked as a correction.
    """
    answers = list(form.answers)
    corrections = [a for a in answers if _declares(a)]
    if not corrections:
        return form
    kept = [a for a in answers if not _declares(a)]
    for found in corrections:
        correction = _named(found)
        index = _corrected(kept, correction)
        if index is None:
            kept.append(replace(correction, correction=True))
            continue
        old = kept[index]
        kept[index] = replace(
            old,
            answer=correction.answer,
            items=correction.items,
            kind=correction.kind,
            note=None,
            correction=True,
            replaced=replace(old, replaced=None),
        )
    kept.sort(key=lambda a: (a.replaced.position if a.replaced else a.position, a.question))
    return Form(tuple(kept), form.remarks)


def _declares(answer: Answer) -> bool:
    return bool(
        any(_TITLE.search(title) for title in answer.sections)
        or re.match(_LEAD.pattern + r"\S", answer.question, re.IGNORECASE)
        or (not answer.question and _TITLE.match(answer.text))
        or (not answer.question and (said := _SHOULD.match(answer.text)) and said["rest"])
    )


def _named(answer: Answer) -> Answer:
    """The correction with the label it speaks of as its question and the new value alone."""
    if not answer.question:
        should = _SHOULD.match(answer.text)
        if should is None:
            return answer
        label = should["label"]
        answer = replace(answer, question=label, answer=answer.answer.part(*should.span("value")))
    lead = _LEAD.match(answer.question)
    words = answer.question[lead.end() :] if lead else answer.question
    ref = _REF.match(words + " ")
    number = answer.number
    if ref and (number is None or words != answer.question):
        number, words = ref["number"], words[ref.end() :].strip()
    elif not answer.number:
        found, words = split_number(words)
        number = found
    return replace(answer, question=words.strip(" :\u2013-"), number=number)


def _corrected(answers: Sequence[Answer], correction: Answer) -> int | None:
    """The one answer that `correction` is about: by its number, else by the words of its label."""
    if correction.number is not None:
        wanted = correction.number.rstrip(".").lower()
        by_number = [i for i, a in enumerate(answers) if (a.number or "").lower() == wanted]
        if len(by_number) == 1 and (
            not correction.question
            or _shared(answers[by_number[0]].question, correction.question)
            or len(wanted) > 1
        ):
            return by_number[0]
    if not correction.question:
        return None
    scored = [(_shared(a.question, correction.question), -i) for i, a in enumerate(answers)]
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= 0.65 else None


def _shared(one: str, other: str) -> float:
    """How far two labels share their words, 0 to 1."""
    first, second = (set(re.findall(r"\w+", words.lower())) for words in (one, other))
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second) if first != second else 1.0
