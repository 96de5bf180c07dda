"""How well each question fits each field, by likeness, section, neighbours and kind of answer."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.adapters.offline.extract.asking import Ask
from core.adapters.offline.extract.assigning import assign
from core.adapters.offline.extract.likeness import REJECT, Likeness
from core.adapters.offline.extract.vocabulary import Field, Vocabulary

_SECTION_RIGHT, _SECTION_WRONG = 0.12, -0.12
_NEIGHBOUR = 0.08
_MARGIN = 0.35
_SURE = 0.75
_RIVALS = 12
_PART_REJECT = 0.58
_COMPOSITE = 0.12

Fit = Callable[[Ask, Field], float]
"""How the kind of value in the answer speaks for (or against) a field: added to the score."""


@dataclass(frozen=True, slots=True)
class Match:
    """Ask number `ask` goes to field number `field`."""

    ask: int
    field: int
    score: float


class Matcher:
    """Scores and pairs the asks of one form."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        asks: Sequence[Ask],
        worded: Sequence[Likeness],
        fit: Fit,
    ) -> None:
        self._vocabulary = vocabulary
        self._asks = asks
        self._fit = fit
        self._worded = worded
        self._parts: dict[int, list[int]] = {}
        for number, ask in enumerate(asks):
            if ask.parts > 1:
                self._parts.setdefault(ask.answer, []).append(number)
        self._fits: dict[tuple[int, int], float] = {}

    def matches(self) -> list[Match]:
        """One field an ask at most, one ask a field at most save where a field takes many."""
        first = self._assigned(self._scores({}))
        scores = self._scores(self._neighbourhoods(first))
        split = self._split(self._assigned(scores))
        return self._assigned({pair: s for pair, s in scores.items() if pair[0] not in split})

    def _split(self, matches: Sequence[Match]) -> set[int]:
        """The whole questions whose parts found at least two fields: they ask nothing more."""
        parts = Counter(self._asks[m.ask].answer for m in matches if self._asks[m.ask].parts > 1)
        return {
            number
            for number, ask in enumerate(self._asks)
            if ask.parts == 1 and parts[ask.answer] >= 2
        }

    def worded(self, ask: int) -> Mapping[int, float]:
        """The score by words alone for each field that ask number `ask` may mean."""
        return self._worded[ask]

    def _scores(self, near: Mapping[int, frozenset[str]]) -> dict[tuple[int, int], float]:
        scores: dict[tuple[int, int], float] = {}
        for number, (ask, fields) in enumerate(zip(self._asks, self._worded, strict=True)):
            rough: list[tuple[float, int]] = []
            for index, worded in fields.items():
                field = self._vocabulary.fields[index]
                score = worded + self._place(ask, field, near.get(number, frozenset()))
                if ask.parts == 1 and ask.answer in self._parts:
                    if self._meant_by_a_part(ask, index, worded):
                        continue
                    score -= _COMPOSITE
                rough.append((score, index))
            best = max(rough, default=(0.0, 0))[0]
            for score, index in rough:
                if score < max(REJECT - 0.1, best - _MARGIN):
                    continue
                score += self._fitting(number, index)
                if score >= (REJECT if ask.parts == 1 else _PART_REJECT):
                    scores[number, index] = score
        return scores

    def _meant_by_a_part(self, ask: Ask, index: int, worded: float) -> bool:
        """Whether a part of a composite question asks for the field more plainly than the whole."""
        return any(self._worded[n].get(index, 0.0) >= worded for n in self._parts[ask.answer])

    def _fitting(self, number: int, index: int) -> float:
        key = number, index
        if key not in self._fits:
            self._fits[key] = self._fit(self._asks[number], self._vocabulary.fields[index])
        return self._fits[key]

    def _place(self, ask: Ask, field: Field, near: frozenset[str]) -> float:
        if ask.sections:
            return _SECTION_RIGHT if field.section in ask.sections else _SECTION_WRONG
        if field.section in near:
            return _NEIGHBOUR
        return -_NEIGHBOUR if len(near) == 1 else 0.0

    def _neighbourhoods(self, matches: Sequence[Match]) -> dict[int, frozenset[str]]:
        """For each ask, the sections of the surely matched asks just before and after it."""
        sure = {m.ask: self._vocabulary.fields[m.field].section for m in matches if m.score > _SURE}
        near: dict[int, frozenset[str]] = {}
        order = range(len(self._asks))
        for number in order:
            answer = self._asks[number].answer
            before = next(
                (
                    sure[i]
                    for i in range(number - 1, -1, -1)
                    if i in sure and self._asks[i].answer != answer
                ),
                None,
            )
            after = next(
                (
                    sure[i]
                    for i in range(number + 1, len(self._asks))
                    if i in sure and self._asks[i].answer != answer
                ),
                None,
            )
            near[number] = frozenset(section for section in (before, after) if section)
        return near

    def _assigned(self, scores: Mapping[tuple[int, int], float]) -> list[Match]:
        """The pairing with the greatest sum; fields that take many stand open to every ask."""
        open_to_all: dict[int, tuple[float, int]] = {}
        rivals: dict[int, list[tuple[float, int]]] = {}
        for (ask, index), score in sorted(scores.items()):
            if not self._vocabulary.fields[index].many:
                rivals.setdefault(index, []).append((-score, ask))
            elif score > open_to_all.get(ask, (0.0, 0))[0]:
                open_to_all[ask] = score, index
        # An ask gains by a field of its own only what it has beyond the best open one.
        gains = {
            (index, ask): -loss - open_to_all.get(ask, (0.0, 0))[0]
            for index, listed in rivals.items()
            for loss, ask in sorted(listed)[:_RIVALS]
        }
        own = assign({pair: gain for pair, gain in gains.items() if gain > 0})
        taken = {ask: index for index, ask in own.items()}
        taken |= {ask: index for ask, (_, index) in open_to_all.items() if ask not in taken}
        return [Match(ask, index, scores[ask, index]) for ask, index in sorted(taken.items())]
