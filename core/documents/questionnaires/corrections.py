"""Corrections that a document itself declares: they take the earlier answer's place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.documents.questionnaires.amending import amended, exchanged
from core.documents.questionnaires.declaring import DECLARES, LEAD, RESTORED, SAID, SHOULD, TITLE
from core.documents.questionnaires.form import Answer, Form
from core.documents.questionnaires.numbering import split_number

_REF = re.compile(r"\(?(?P<number>[A-Z]?\d+(?:\.\d+)*[a-z]?)\)?\s*[.):]?(?:\s|$)")
_SENTENCE = re.compile(r"(?:[^.;\n]|\.(?=\S))+")
_TOGETHER = re.compile(r"\s*(?:,|&|/|\b(?:and|und|y|et|e|og|och)\b)\s*", re.IGNORECASE)
_ALIKE, _WITHIN = 0.65, 0.66
_MOST_COMPARED = 500_000


def with_corrections(form: Form) -> Form:
    """`form` with each correction in the place of the answer it corrects.

    One that names no answer of the form stays an answer of its own, marked as a correction.
    """
    corrections = [a for a in form.answers if _declares(a)]
    if not corrections:
        return form
    kept = [a for a in form.answers if not _declares(a)]
    first = _Labels(list(kept))
    for found in corrections:
        if _restored(kept, first, found) or _taken_back(kept, found):
            continue
        correction = _named(found)
        index = first.find(correction.question, correction.number)
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


def _restored(kept: list[Answer], first: "_Labels", found: Answer) -> bool:
    """ "Teams and players as in the first version": what was corrected holds again."""
    done = False
    for label in _restoring(found):
        index = first.find(label, None)
        if index is not None:
            kept[index] = first.answers[index]
            done = True
    return done


def _taken_back(kept: list[Answer], found: Answer) -> bool:
    """ "Sorry, I said eighteen rounds: it's sixteen": the answer that has these words."""
    said = SAID.search(found.text) if not found.question else None
    if said is None:
        return False
    old = said["old"].lower()
    index = next((i for i, a in enumerate(kept) if old in a.text.lower()), None)
    if index is None:
        return False
    kept[index] = exchanged(kept[index], said["old"], found.answer.part(*said.span("new")))
    return True


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


class _Labels:
    """The answers that may be corrected, found by number or by the words of their labels."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.answers = answers
        self._numbers: dict[str, list[int]] = {}
        self._exact: dict[frozenset[str], int] = {}
        self._words = [_words(answer.question) for answer in answers]
        self._compared = 0
        for index, answer in enumerate(answers):
            self._numbers.setdefault((answer.number or "").lower(), []).append(index)
            self._exact.setdefault(self._words[index], index)

    def find(self, label: str, number: str | None) -> int | None:
        """The one answer of that number, else the one whose label shares most words."""
        wanted = (number or "").rstrip(".").lower()
        numbered = self._numbers.get(wanted, []) if wanted else []
        if len(numbered) == 1 and (
            not label or len(wanted) > 1 or _shared(self._words[numbered[0]], _words(label))
        ):
            return numbered[0]
        words = _words(label)
        if not words or words in self._exact:
            return self._exact.get(words) if words else None
        return self._closest(words)

    def _closest(self, words: frozenset[str]) -> int | None:
        self._compared += len(self._words)
        if self._compared > _MOST_COMPARED:
            return None
        scored = ((_shared(known, words), -index) for index, known in enumerate(self._words))
        best = max(scored, default=(0.0, 0))
        return -best[1] if best[0] >= _ALIKE else None


def _words(label: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", label.lower()))


def _shared(known: frozenset[str], said: frozenset[str]) -> float:
    """How far the label that a correction says shares its words with a known one, 0 to 1."""
    if not known or not said:
        return 0.0
    share = len(known & said) / len(known | said)
    # "E-mail of the secretary" is about the e-mail.
    return max(share, _WITHIN + share / 10) if known < said else share
