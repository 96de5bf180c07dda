"""What is known of the whole document while single answers are read."""

import re
from dataclasses import dataclass, replace

from core.adapters.offline.extract.leaves import Source
from core.adapters.offline.extract.vocabulary import Field, Vocabulary
from core.adapters.offline.values.convention import Convention

_NOUN_REACH = 48
_EVERYWHERE = frozenset({"annual", "average"})
_STOPS = re.compile(
    r"[.;:!?\n(]|,(?!\d)|\d|\b(?:per|each|an?|every|in|at|of|on|across|with|from|pro|je|im|bei|"
    r"von|por|cada|en|de|par|"
    r"chaque|dans)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """The vocabulary, how the document writes figures, and the country the league names."""

    vocabulary: Vocabulary
    convention: Convention
    country: str | None
    units: frozenset[str]

    def convention_for(self, source: Source) -> Convention:
        """JSON numbers have a decimal point, whatever the document's country."""
        if source.answer.kind == "number":
            return replace(self.convention, decimal=".")
        return self.convention

    def context(self, source: Source) -> frozenset[str]:
        """The concepts of the question and of the titles it stands under."""
        titles = (*source.answer.sections[-1:], source.question)
        return frozenset(
            concept
            for title in titles
            for unit in self.vocabulary.wording.units(title)
            for concept in unit.concepts
        )

    def spoken(self, text: str) -> frozenset[str]:
        """The concepts that `text` speaks of."""
        units = self.vocabulary.wording.units(text, exact=True)
        return frozenset(concept for unit in units for concept in unit.concepts)

    def telling_concepts(self, field: Field) -> frozenset[str]:
        """What the field's own question speaks of, weak words left out."""
        wording = self.vocabulary.wording
        units = wording.units(field.question)
        return frozenset(c for unit in units for c in unit.concepts) - wording.weak - _EVERYWHERE

    def nouns(self, text: str, end: int) -> frozenset[str]:
        """The concepts named right after a figure that ends at `end`."""
        reach = text[end : end + _NOUN_REACH]
        stop = _STOPS.search(reach)
        words = reach[: stop.start()] if stop else reach
        return self.spoken(" ".join(words.split()[:5]))


def units_of(vocabulary: Vocabulary) -> frozenset[str]:
    """The concepts that tell one figure from another; "last season" only says when."""
    return frozenset(
        field.unit for field in vocabulary.fields if field.unit not in (None, "season")
    )
