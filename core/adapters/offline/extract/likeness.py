"""How like a question is to each field, by its words and, where they leave it open, its meaning."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from core.adapters.offline.extract.asking import Ask
from core.adapters.offline.extract.meaning import Meanings
from core.adapters.offline.extract.vocabulary import Label, Vocabulary, plain
from core.adapters.offline.extract.wording import Unit, fold

REJECT = 0.5
"""Below this a question stays without a field."""

Likeness = Mapping[int, float]
"""By field number, from 0; 1 where a label's words are asked and nothing else."""

_FROM_CONTEXT = 0.7
_UNASKED = 0.45
_UNKNOWN_WORD = 0.35
_SPELLING, _EXACT = 0.12, 0.1
_CANDIDATES = 12
_BARE = 0.42
_BARE_KINDS = frozenset({"enum", "description"})
# Set by cross-validation over the labels: of those left out, more are found and fewer go wrong.
_SURE, _APART = 0.75, 0.1
_MEANING = 0.2
_NEAR, _NEARER = 0.65, 0.05


def likenesses(
    vocabulary: Vocabulary, asks: Sequence[Ask], meanings: Meanings | None
) -> list[Likeness]:
    """For each ask how like it is to the fields it may mean."""
    scorer = _Scorer(vocabulary)
    by_words: list[Likeness] = [scorer.candidates(ask) for ask in asks]
    if meanings is None:
        return by_words
    unsure = [
        number
        for number, ask in enumerate(asks)
        if ask.text and ask.units and not _is_sure(by_words[number])
    ]
    near = meanings.near([asks[number].text for number in unsure])
    for number, nearness in zip(unsure, near, strict=True):
        by_words[number] = _weighed(by_words[number], nearness)
    return by_words


def _is_sure(likeness: Likeness) -> bool:
    best, second = sorted([*likeness.values(), 0.0, 0.0])[:-3:-1]
    return best >= _SURE and best - second >= _APART


def _weighed(by_words: Likeness, near: Mapping[int, float]) -> Likeness:
    """The likeness by words and meaning; a field that no words name must be near by far."""
    weighed = {i: (1 - _MEANING) * score + _MEANING * near[i] for i, score in by_words.items()}
    (first, best), (_, second) = sorted(near.items(), key=lambda item: (-item[1], item[0]))[:2]
    unnamed = max(by_words.values(), default=0.0) < REJECT
    if unnamed and best >= _NEAR and best - second >= _NEARER:
        weighed[first] = max(weighed.get(first, 0.0), REJECT + best - _NEAR)
    return weighed


class _Scorer:
    """Compares asks with the labels by the concepts that both name."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._weak = vocabulary.wording.weak

    def candidates(self, ask: Ask) -> dict[int, float]:
        """The best score by words for each field whose labels share a concept with the ask."""
        known = self._vocabulary.by_concept
        numbers = sorted(
            {n for unit in ask.units for concept in unit.concepts for n in known.get(concept, ())}
        )
        weights = [self._vocabulary.weight(u) if u.known else _UNKNOWN_WORD for u in ask.units]
        best: dict[int, tuple[float, int]] = {}
        for number in numbers:
            label = self._vocabulary.labels[number]
            score = self._score(ask, weights, label)
            if score > best.get(label.field, (0.0, 0))[0]:
                best[label.field] = score, number
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:_CANDIDATES]
        asked = fold(ask.text)
        exact = self._vocabulary.asked_as.get(plain(ask.text), frozenset())
        worded = {
            index: self._spelled(asked, number, score) + _EXACT * (index in exact)
            for index, (score, number) in ranked
        }
        return worded if self._names_anything(ask) else self._by_section(ask, worded)

    def _spelled(self, asked: str, number: int, score: float) -> float:
        label = fold(self._vocabulary.labels[number].text)
        alike = fuzz.token_set_ratio(asked, label) / 100
        return (1 - _SPELLING) * score + _SPELLING * alike

    def _names_anything(self, ask: Ask) -> bool:
        return not ask.text or any(not unit.concepts <= self._weak for unit in ask.units)

    def _by_section(self, ask: Ask, worded: dict[int, float]) -> dict[int, float]:
        """ "How?", "Who?": the section says what of, and the kind of answer decides."""
        for index, field in enumerate(self._vocabulary.fields):
            if field.section in ask.sections and field.kind in _BARE_KINDS:
                worded[index] = max(worded.get(index, 0.0), _BARE)
        return worded

    def _score(self, ask: Ask, weights: Sequence[float], label: Label) -> float:
        """The share of the label that was asked, less what was asked beside it."""
        hit = 0.0
        met: set[int] = set()
        direct = False
        for wanted, weight in zip(label.units, label.weights, strict=True):
            place = _met(wanted, ask.units, met)
            if place is not None:
                hit += weight * ask.units[place].certainty
                met.add(place)
                direct = direct or not wanted.concepts <= self._weak
            elif wanted.concepts & ask.context:
                hit += weight * _FROM_CONTEXT
        if not met or label.weight <= 0:
            return 0.0
        extra = sum(weight for place, weight in enumerate(weights) if place not in met)
        score = hit / (label.weight + _UNASKED * extra)
        return score if direct or score == 1.0 else score * 0.6


def _met(wanted: Unit, units: Sequence[Unit], met: set[int]) -> int | None:
    for place, unit in enumerate(units):
        if place not in met and not unit.concepts.isdisjoint(wanted.concepts):
            return place
    return None
