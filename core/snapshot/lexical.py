"""The lexical index: BM25, with every term's impact on every document computed beforehand.

A query then is a look-up of its terms and a sum; the arrays are read where they lie in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Protocol

import numpy as np

from core.snapshot.format import Array
from core.snapshot.strings import Strings, join
from core.snapshot.words import deletions, hashed

_K1 = 1.2
_B = 0.75
SATURATION = _K1 + 1.0
"""No impact exceeds a term's rarity times this."""
_SHORTEST_CORRECTED = 4


class Statistics(Protocol):
    """What impacts are computed against: how many documents there are, how long, and of what."""

    @property
    def documents(self) -> int: ...
    @property
    def average_length(self) -> float: ...
    def rarity(self, term: str) -> float:
        """The inverse document frequency of `term`, also of one never seen."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Terms sorted by hash, and for each the documents it is in with its impact on them."""

    term_hash: Array
    term_start: Array
    term_rarity: Array
    terms: Strings
    document: Array
    impact: Array
    spelling_hash: Array
    spelling_term: Array
    documents: int
    average_length: float

    def find(self, terms: Sequence[str]) -> list[int | None]:
        """The index of each of `terms`, `None` for one that is in no document."""
        wanted = [hashed(term) for term in terms]
        places = self.term_hash.searchsorted(np.array(wanted, np.uint64)).tolist()
        kept = len(self.term_hash)
        at = self.term_hash.item
        return [
            place if place < kept and at(place) == word else None
            for place, word in zip(places, wanted, strict=True)
        ]

    def rarity(self, term: str) -> float:
        (index,) = self.find((term,))
        return float(self.term_rarity[index]) if index is not None else self.unseen

    @property
    def unseen(self) -> float:
        """The rarity of a term that is in no document."""
        return rarity(0, self.documents)

    def corrected(self, word: str) -> str | None:
        """A known term one typing error away from `word`, the commonest of several."""
        if len(word) < _SHORTEST_CORRECTED:
            return None
        wanted = np.array(sorted(hashed(form) for form in deletions(word)), np.uint64)
        starts = np.searchsorted(self.spelling_hash, wanted, "left")
        stops = np.searchsorted(self.spelling_hash, wanted, "right")
        found = {
            int(term)
            for start, stop in zip(starts, stops, strict=True)
            for term in self.spelling_term[start:stop]
        }
        if not found:
            return None
        best = max(found, key=lambda t: (int(self.term_start[t + 1] - self.term_start[t]), -t))
        return self.terms[best].decode()


def rarity(frequency: int, documents: int) -> float:
    """The inverse document frequency of a term that is in `frequency` of `documents`."""
    return _logarithm(2 * documents + 2, 2 * frequency + 1)


@lru_cache(maxsize=65536)
def _logarithm(above: int, below: int) -> float:
    # Decimal rounds correctly everywhere; the C library's log may differ in the last bit.
    with localcontext() as context:
        context.prec = 20
        return float((Decimal(above) / Decimal(below)).ln())


def index_terms(
    documents: Sequence[Mapping[str, int]], statistics: Statistics | None = None
) -> Postings:
    """The index of `documents`, each given as weighted counts of its terms.

    Impacts are computed against `statistics`, or against the documents themselves.
    """
    lengths = np.array([sum(weighed.values()) for weighed in documents], np.int64)
    vocabulary = sorted({term for weighed in documents for term in weighed}, key=hashed)
    number = {term: index for index, term in enumerate(vocabulary)}
    count = sum(map(len, documents))
    term = np.fromiter((number[t] for weighed in documents for t in weighed), np.int64, count)
    weight = np.fromiter((w for weighed in documents for w in weighed.values()), np.int64, count)
    document = np.repeat(np.arange(len(documents)), [len(weighed) for weighed in documents])
    order = np.lexsort((document, term))
    term, weight, document = term[order], weight[order], document[order]
    frequency = np.bincount(term, minlength=len(vocabulary))
    total = int(lengths.sum())
    average = statistics.average_length if statistics else total / max(1, len(documents))
    rarities = np.array(
        [statistics.rarity(t) for t in vocabulary]
        if statistics
        else [rarity(int(f), len(documents)) for f in frequency],
        np.float64,
    )
    normal = _K1 * (1.0 - _B + _B * lengths[document] / max(average, 1.0))
    impact = rarities[term] * (weight * SATURATION / (weight + normal))
    starts = np.zeros(len(vocabulary) + 1, "<u8")
    np.cumsum(frequency, out=starts[1:])
    return Postings(
        term_hash=np.array([hashed(t) for t in vocabulary], "<u8"),
        term_start=starts,
        term_rarity=rarities.astype("<f4"),
        terms=Strings(*join([t.encode() for t in vocabulary])),
        document=document.astype("<u4"),
        impact=impact.astype("<f4"),
        **_spelling(vocabulary),
        documents=statistics.documents if statistics else len(documents),
        average_length=average,
    )


def _spelling(vocabulary: Sequence[str]) -> dict[str, Array]:
    forms = [
        (hashed(form), index)
        for index, term in enumerate(vocabulary)
        if len(term) >= _SHORTEST_CORRECTED
        for form in deletions(term)
    ]
    forms.sort()
    return {
        "spelling_hash": np.array([form for form, _ in forms], "<u8"),
        "spelling_term": np.array([index for _, index in forms], "<u4"),
    }
