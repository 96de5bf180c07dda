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
    r"\?\s+|[,;]\s+(?:and\s+|y\s+|et\s+|und\s+)?|\s+(?:and|und|y|et|en)\s+|\s*&\s*|"
    r"\s+\+\s+",
    re.IGNORECASE,
)
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
            for ask in self._of(index, answer, alone=alone[answer.sections] == 1)
        ]

    def _of(self, index: int, answer: Answer, *, alone: bool) -> list[Ask]:
        context, sections = self.surroundings(answer.sections)
        if not answer.question:
            # A statement without a label names its field itself, or the title above it does.
            text = answer.sections[-1] if alone and answer.sections else answer.text
            return [Ask(index, text, self._vocabulary.wording.units(text), context, sections)]
        units = self._vocabulary.wording.units(answer.question)
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
        # "Sportlerinnen und Sportler" asks for one thing.
        return list({_concepts(found): (text, found) for text, found in reversed(asked)}.values())[
            ::-1
        ]

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
