"""The lexical leg: which documents hold the query's words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.search.dense import largest
from core.search.scope import Scope
from core.snapshot.format import Array
from core.snapshot.lexical import SATURATION, Postings
from core.snapshot.words import terms

_TERMS = 64
_READ = 1 << 15
_NOTHING = np.float32(0.0)


@dataclass(frozen=True, slots=True)
class Sought:
    """A query's different terms, the rarest first, typing errors mended.

    `weight` is the score of a document that held every term as strongly as can be; `places` are
    the terms' indexes in the first of the postings they were sought in.
    """

    terms: tuple[str, ...]
    places: tuple[int | None, ...]
    weight: float
    mended: bool


def sought(query: str, postings: Sequence[Postings]) -> Sought:
    """The terms of `query`, as rare as the first of `postings` says.

    A word that none of them knows becomes a known one that is a letter away.
    """
    words = list(dict.fromkeys(terms(query)))[:_TERMS]
    known, *others = postings
    found: dict[str, tuple[float, int | None]] = {}
    mended = False
    for word, index in zip(words, known.find(words), strict=True):
        if index is None and all(other.find((word,)) == [None] for other in others):
            correction = known.corrected(word)
            if correction is not None:
                mended = True
                word = correction
                (index,) = known.find((word,))
        rarity = known.unseen if index is None else known.term_rarity.item(index)
        found[word] = rarity, index
    ordered = sorted(found.items(), key=lambda item: -item[1][0])
    return Sought(
        tuple(term for term, _ in ordered),
        tuple(index for _, (_, index) in ordered),
        SATURATION * sum(rarity for _, (rarity, _) in ordered),
        mended,
    )


def scores(postings: Postings, documents: int, places: Sequence[int | None]) -> Array:
    """The sum of the impacts of the terms at `places` on each of all `documents`, float32.

    Rare terms are to come first: once much has been read, the rest is left out, for what most
    documents hold tells little and costs most.
    """
    total = np.zeros(documents, np.float32)
    left = _READ
    for index in places:
        if index is None or left <= 0:
            continue
        start, stop = postings.term_start[index : index + 2].tolist()
        # A term names a document once, so indexing adds nothing twice.
        total[postings.document[start:stop]] += postings.impact[start:stop]
        left -= stop - start
    return total


def strongest(scope: Scope, total: Array, count: int) -> Array:
    """Documents of `scope` among which are the `count` with the highest scores above zero."""
    if scope.hidden is not None:
        total[scope.hidden.documents] = 0.0
    found = [
        first + largest(total[first:last], count, above=_NOTHING) for first, last in scope.ranges
    ]
    return np.concatenate(found) if found else np.zeros(0, np.int64)
