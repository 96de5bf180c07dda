"""Lines that a second person has set below the answers, each behind the same initials."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from core.documents.questionnaires.form import Answer, Form, Passage, joined
from core.documents.questionnaires.prevailing import counts

_SIGNED = re.compile(r"\s*[(\[]?(?P<who>[^\W\d_][\w. -]{0,24}?)[)\]]?\s*:\s+(?=\S)")
_LINE = re.compile(r"[^\n]+")
_LEAST = 3


def with_second_hands(form: Form, introduced: str) -> Form:
    """`form` with such lines beside the answers: they stand where the document says so."""
    hands = Counter(
        match["who"] for a in form.answers for match in [_signed(a)] if match is not None
    )
    known = {who for who, times in hands.items() if times >= _LEAST}
    if not known:
        return form
    counting = {who for who in sorted(known) if counts(who, introduced)}
    return Form(tuple(_parted(a, known, counting) for a in form.answers), form.remarks)


def _lines(answer: Answer) -> Sequence[Passage]:
    return [answer.answer.part(*match.span()) for match in _LINE.finditer(answer.text)]


def _signed(answer: Answer) -> re.Match[str] | None:
    """The initials before the second line of an answer, if any."""
    if "\n" not in answer.text:
        return None
    return next((m for line in _lines(answer)[1:] if (m := _SIGNED.match(line.text))), None)


def _parted(answer: Answer, known: set[str], counting: set[str]) -> Answer:
    match = _signed(answer)
    if match is None or match["who"] not in known:
        return answer
    own: list[Passage] = []
    added: list[Passage] = []
    for line in _lines(answer):
        said = _SIGNED.match(line.text)
        if said is not None and said["who"] in known:
            added.append(line.part(said.end(), len(line.text)))
        elif added:
            added.append(line)
        else:
            own.append(line)
    beside = joined(added, " ")
    answer = replace(answer, answer=joined(own, "\n"), items=())
    if match["who"] in counting:
        return replace(answer, amendment=beside)
    return replace(answer, note=joined([*([answer.note] if answer.note else []), beside], "; "))
