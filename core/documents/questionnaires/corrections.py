"""Corrections that a document itself declares: they take the earlier answer's place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.documents.questionnaires.amending import amended
from core.documents.questionnaires.declaring import DECLARES, LEAD, RESTORED, SHOULD, TITLE
from core.documents.questionnaires.form import Answer, Form
from core.documents.questionnaires.numbering import split_number

_REF = re.compile(r"\(?(?P<number>[A-Z]?\d+(?:\.\d+)*[a-z]?)\)?\s*[.):]?(?:\s|$)")
_SENTENCE = re.compile(r"(?:[^.;\n]|\.(?=\S))+")
_TOGETHER = re.compile(r"\s*(?:,|&|/|\b(?:and|und|y|et|e|og|och)\b)\s*", re.IGNORECASE)
_ALIKE, _WITHIN = 0.65, 0.66


def with_corrections(form: Form) -> Form:
    """`form` with each correction in the place of the answer it corrects.

    One that names no answer of the form stays an answer of its own, marked as a correction.
    """
    corrections = [a for a in form.answers if _declares(a)]
    if not corrections:
        return form
    kept = [a for a in form.answers if not _declares(a)]
    first = list(kept)
    for found in corrections:
        if _restored(kept, first, found):
            continue
        correction = _named(found)
        index = _corrected(first, correction)
        if index is None:
            kept.append(replace(correction, correction=True))
        else:
            kept[index] = amended(kept[index], correction)
    kept.sort(key=lambda a: (a.replaced.position if a.replaced else a.position, a.question))
    return Form(tuple(kept), form.remarks)


def _declares(answer: Answer) -> bool:
    if answer.correction or any(TITLE.search(title) for title in answer.sections):
        return True
    if answer.question:
        return re.match(LEAD.pattern + r"\S", answer.question, re.IGNORECASE) is not None
    said = SHOULD.match(answer.text)
    return DECLARES.match(answer.text) is not None or bool(said and said["rest"])


def _restored(kept: list[Answer], first: Sequence[Answer], found: Answer) -> bool:
    """ "Teams and players as in the first version": what was corrected holds again."""
    done = False
    for label in _restoring(found):
        index = _corrected(first, replace(found, question=label, number=None))
        if index is not None:
            kept[index] = first[index]
            done = True
    return done


def _restoring(found: Answer) -> Iterator[str]:
    """The labels whose first answers hold again."""
    for sentence in _SENTENCE.finditer(found.text):
        said = RESTORED.search(sentence[0])
        if said is not None:
            label = said["label"] or found.question
            yield from (part.strip() for part in _TOGETHER.split(label) if part.strip())


def _named(answer: Answer) -> Answer:
    """The correction with the label it speaks of as its question and the new value alone."""
    if not answer.question:
        should = SHOULD.match(answer.text)
        if should is None:
            return answer
        label = should["label"]
        answer = replace(answer, question=label, answer=answer.answer.part(*should.span("value")))
    lead = LEAD.match(answer.question)
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
    return -best[1] if best[0] >= _ALIKE else None


def _shared(one: str, other: str) -> float:
    """How far the label `other` of a correction shares its words with the label `one`, 0 to 1."""
    first, second = (set(re.findall(r"\w+", words.lower())) for words in (one, other))
    if not first or not second:
        return 0.0
    share = len(first & second) / len(first | second) if first != second else 1.0
    # "E-mail of the secretary" is about the e-mail.
    return max(share, _WITHIN + share / 10) if first < second else share
