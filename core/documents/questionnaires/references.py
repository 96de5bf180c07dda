"""Answers that point at another one by its number or its year: "see 12", "as in 2025"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.documents.questionnaires.form import Answer, Form, Passage

_LEAD = (
    r"(?:the |die |der |das |la |el |le |lo )?(?:same(?: (?:person|answer|as|one|figure|value))*|"
    r"see|as|refer to|cf\.?|ditto|idem|siehe|vgl\.?|wie|(?:die|der)?selbe\w*(?: person)?|"
    r"v[ée]ase|ver|igual|(?:la |lo |el )?mism[oa](?: persona)?|como|voir|comme|"
    r"(?:la |le )?même(?: personne)?|zie|vedi|zelfde|som|samme|samma|jak|patrz|kuten|unchanged)"
)
_LINK = (
    r"(?:\s+(?:as|in|under|at|for|to|from|the|answer|question|no\.?|number|item|point|row|line|"
    r"section|wie|in|unter|bei|frage|punkt|nr\.?|zeile|que|en|a|la|el|pregunta|respuesta|punto|"
    r"n[.°º]+|num\.?|au|à|question|réponse|point|ligne|de|i|w|som|year|season|jahr|año|saison|"
    r"temporada|since|seit|desde|depuis))*"
)
_BY_NUMBER = re.compile(
    rf"\W*{_LEAD}{_LINK}\s+[qafp#]?\s*(?P<number>\d{{1,3}}(?:\.\d{{1,2}})*\s?[a-z]?)\)?\W*",
    re.IGNORECASE,
)
_BY_LABEL = re.compile(
    r"\W*(?:see|siehe|vgl\.?|v[ée]ase|ver|voir|zie|vedi|same as|wie bei|igual que|comme)\s+"
    r"(?:under |unter |en |sous |the |question )?[\"\u201c\u201e\u00ab]?"
    r"(?P<label>[^.;\n\"\u201d]{2,60}?)"
    r"[\"\u201d\u00bb]?(?:,[^\n]{0,40})?\W*",
    re.IGNORECASE,
)
_BY_YEAR = re.compile(rf"\W*{_LEAD}{_LINK}\s+(?P<year>(?:19|20)\d\d)\b.{{0,12}}", re.IGNORECASE)
_UNCHANGED = re.compile(
    r"\W*(?:unchanged|no change|same(?: as (?:before|last (?:year|season)|the year before))?|"
    r"as (?:before|last (?:year|season))|ditto|dito|idem|ídem|unverändert|gleich|wie (?:zuvor|"
    r"im vorjahr|vorjahr|bisher)|sin cambios?|igual(?: que antes)?|inchangée?|sans changement|"
    r"comme avant|uendret|oförändrat|bez zmian|ongewijzigd|invariato|\u2033|\"|''|\u3003)\W*",
    re.IGNORECASE,
)
_MOST_STEPS = 3


def resolved(form: Form) -> Form:
    """`form` with the words of the answer that is pointed at in the pointing one's place.

    One is pointed at by its number, or by its label as it stands.
    """
    labelled: dict[str, list[Answer]] = {}
    for answer in form.answers:
        if answer.question and not answer.aside:
            labelled.setdefault(_label(answer.question), []).append(answer)
    numbered: dict[str, list[Answer]] = {}
    for answer in form.answers:
        if answer.number is not None and not answer.aside:
            numbered.setdefault(_key(answer.number), []).append(answer)
    return Form(tuple(_followed(a, numbered, labelled) for a in form.answers), form.remarks)


def _followed(
    answer: Answer, numbered: dict[str, list[Answer]], labelled: dict[str, list[Answer]]
) -> Answer:
    found = answer
    for _ in range(_MOST_STEPS):
        by_number = _BY_NUMBER.fullmatch(found.text)
        by_label = _BY_LABEL.fullmatch(found.text)
        named = numbered.get(_key(by_number["number"]), []) if by_number else []
        if not named and by_label:
            named = labelled.get(_label(by_label["label"]), [])
        if len(named) != 1 or named[0] is found:
            break
        found = named[0]
    if found is answer:
        return answer
    return replace(answer, answer=found.answer, items=found.items, kind=found.kind)


def _key(number: str) -> str:
    return number.replace(" ", "").rstrip(".)").casefold()


def _label(words: str) -> str:
    return " ".join(words.split()).strip(" ?¿:.*").casefold()


def earlier(cell: Passage, cells: Sequence[tuple[str, Passage]]) -> Passage:
    """What a cell says that points at another year's; `cells` are the others, each with its year.

    "as 2025" is that year's cell, "unchanged" the last of those that say something.
    """
    said = _BY_YEAR.fullmatch(cell.text)
    if said is not None:
        return next((other for year, other in cells if said["year"] in year), cell)
    if _UNCHANGED.fullmatch(cell.text):
        telling = [
            other for _, other in cells if other.text and not _UNCHANGED.fullmatch(other.text)
        ]
        return telling[-1] if telling else cell
    return cell
