"""What a correction makes of the answer that it is about."""

from dataclasses import replace

from core.documents.questionnaires.declaring import STANDS, STRIKE, SWAP
from core.documents.questionnaires.form import Answer, Passage, joined


def amended(old: Answer, correction: Answer) -> Answer:
    """`old` as the correction has it: another answer, other words in it, or something added."""
    said = correction.answer
    if STANDS.search(said.text):
        return replace(old, amendment=said, correction=True)
    strike = STRIKE.match(said.text)
    swap = SWAP.search(said.text)
    if strike is not None:
        answer = _without(old.answer, strike["old"]) or old.answer
    elif swap is not None:
        new = said.part(*swap.span("new"))
        answer = _with(old.answer, swap["old"], new) or new
    else:
        return _replaced(old, said, correction)
    return _replaced(old, answer, replace(correction, items=(), kind="text"))


def exchanged(old: Answer, words: str, new: Passage) -> Answer:
    """`old` with `new` for its `words`; a noun that `new` leaves out stays."""
    taken = " ".join(words.split()[: len(new.text.split())])
    answer = _with(old.answer, taken, new) or old.answer
    return _replaced(old, answer, replace(old, items=(), kind="text"))


def _replaced(old: Answer, answer: Passage, correction: Answer) -> Answer:
    return replace(
        old,
        answer=answer,
        items=correction.items,
        kind=correction.kind,
        note=None,
        amendment=None,
        correction=True,
        replaced=replace(old, replaced=None),
    )


def _with(answer: Passage, old: str, new: Passage) -> Passage | None:
    """`answer` with the words `new` where `old` stand."""
    at = answer.text.lower().find(old.lower())
    if at < 0:
        return None
    parts = (answer.part(0, at), new, answer.part(at + len(old), len(answer.text)))
    return joined([part for part in parts if part.text], " ")


def _without(answer: Passage, old: str) -> Passage | None:
    """`answer` without the item `old`, and without what parted it from its neighbours."""
    at = answer.text.lower().find(old.lower())
    if at < 0:
        return None
    before = answer.part(0, len(answer.text[:at].rstrip(" ,;/&")))
    rest = answer.text[at + len(old) :]
    after = answer.part(len(answer.text) - len(rest.lstrip(" ,;/&")), len(answer.text))
    parts = [part for part in (before, after) if part.text]
    return joined(parts, ", ") if parts else Passage("", answer.start, answer.start)
