"""What the answers of a form were asked: whole questions, and the parts of composite ones."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.adapters.offline.extract.cutting import SLASH, pieces
from core.adapters.offline.extract.vocabulary import Vocabulary
from core.adapters.offline.extract.wording import Unit, fold
from core.documents.questionnaires.form import Answer

_CLAUSES = re.compile(
    r"\?\s+|[,;]\s+(?:and\s+|y\s+|et\s+|und\s+)?|\s+(?:and|und|y|et)\s+|\s*&\s*|"
    r"\s+\+\s+",
    re.IGNORECASE,
)
_QUALIFIERS = frozenset({"average", "annual"})
_SHORT = 8
_STATED, _TALE = 12, 30
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, or part `part` of `parts` of one, that answer number `answer` answers."""

    answer: int
    text: str
    units: tuple[Unit, ...]
    context: frozenset[str]
    sections: frozenset[str]
    part: int = 0
    parts: int = 1


class Asker:
    """Turns answers into asks; remembers titles, which many answers share."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._titles: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def asks(self, answers: Sequence[Answer]) -> list[Ask]:
        alone = Counter(answer.sections for answer in answers)
        return [
            ask
            for index, answer in enumerate(answers)
            for ask in self._of(
                index,
                answer,
                answers[index - 1] if index else None,
                alone=alone[answer.sections] == 1,
            )
        ]

    def _of(self, index: int, answer: Answer, before: Answer | None, *, alone: bool) -> list[Ask]:
        context, sections = self.surroundings(answer.sections)
        wording = self._vocabulary.wording
        if not answer.question:
            # A statement without a label names its field itself, or the title above it does.
            text = answer.sections[-1] if alone and answer.sections else answer.text
            short = len(text.split()) <= _STATED and len(answer.text.split()) <= _TALE
            units = wording.units(text) if short else ()
            return [Ask(index, text, units, context, sections)]
        units = wording.units(answer.question)
        if before is not None and not sections and self._goes_on(units):
            # "Which model? - A share. - How much?": of what, the answer before says.
            said = " ".join(before.text.split()[:_SHORT])
            units = tuple(u for u in wording.units(said) if u.known) or units
            context |= _concepts(wording.units(before.question))
        whole = Ask(index, answer.question, units, context, sections)
        clauses = self._clauses(answer.question, answer.text)
        if len(clauses) < 2:
            return [whole]
        shared = context | {c for unit in units for c in unit.concepts}
        return [
            whole,
            *(
                Ask(index, text, found, shared, sections, part, len(clauses))
                for part, (text, found) in enumerate(clauses)
            ),
        ]

    def _clauses(self, question: str, answer: str) -> list[tuple[str, tuple[Unit, ...]]]:
        plain = _BRACKETS.sub(" ", question)
        # "Turnover / budget" asks two things where the answer is cut in two as well.
        slashed = plain.split(SLASH)
        cut = slashed if pieces(answer, len(slashed)) else _CLAUSES.split(plain)
        parts = [part.strip(" ?.,") for part in cut if part.strip(" ?.,")]
        units = [(part, self._vocabulary.wording.units(part)) for part in parts]
        asked = [(text, found) for text, found in units if any(unit.known for unit in found)]
        if len(asked) == 2 and self._only_qualifies(asked):
            return []
        # "Sportlerinnen und Sportler" asks for one thing.
        return list({_concepts(found): (text, found) for text, found in reversed(asked)}.values())[
            ::-1
        ]

    def _goes_on(self, units: Sequence[Unit]) -> bool:
        """Whether a question names nothing itself: "How much?", "Wie hoch?"."""
        known = [unit for unit in units if unit.known]
        return len(units) <= 2 and all(u.concepts <= self._vocabulary.wording.weak for u in known)

    def _only_qualifies(self, asked: Sequence[tuple[str, tuple[Unit, ...]]]) -> bool:
        """ "Spectators per meeting, average" asks for one thing."""
        first, last = (_concepts(found) for _, found in asked)
        return last <= _QUALIFIERS and not first & _QUALIFIERS

    def surroundings(self, titles: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The concepts that the titles above speak of, and the profile's sections they head."""
        concepts: frozenset[str] = frozenset()
        sections: frozenset[str] = frozenset()
        for title in titles:
            spoken, headed = self._title(title)
            concepts |= spoken
            # The nearest title that says where we are counts.
            sections = headed or sections
        return concepts, sections

    def _title(self, title: str) -> tuple[frozenset[str], frozenset[str]]:
        if title not in self._titles:
            units = self._vocabulary.wording.units(title)
            concepts = frozenset(c for unit in units for c in unit.concepts)
            self._titles[title] = concepts, _headed(title, self._vocabulary.sections)
        return self._titles[title]


def _concepts(units: Sequence[Unit]) -> frozenset[str]:
    return frozenset(concept for unit in units for concept in unit.concepts)


def _headed(title: str, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The sections that `title` may head: by the whole title, else by what it names."""
    words = re.sub(
        r"^\W*(?:(?:section|part|teil|parte|partie|abschnitt)\s*)?(?:\d+|[a-z])?[.):]?\s+",
        "",
        " " + fold(title),
    ).strip(" .:-*#=")
    if words in known:
        return known[words]
    padded = f" {re.sub(r'[^a-z0-9]+', ' ', words)} "
    named = [sections for name, sections in known.items() if f" {name} " in padded]
    # A document's own title names everything at once, and so tells nothing.
    found = frozenset(section for sections in named for section in sections)
    return found if len(found) <= 4 else frozenset()
