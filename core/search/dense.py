"""The dense leg: which documents mean something like the query."""

from dataclasses import dataclass

import numpy as np

from core.search.scope import Scope
from core.snapshot.format import Array
from core.snapshot.shelf import Shelf

HIDDEN = np.float32(-np.inf)
"""What must not be found, whatever its words."""

_BLOCK = 64
_REFINED = 96


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near to `query` the vectors of `scope` are; `scores` float32, one a vector.

    They are cosines where the shelf's first pass is exact, else estimates of them.
    """

    scope: Scope
    query: Array
    scores: Array

    @property
    def exact(self) -> bool:
        return self.scope.shelf.vectors.exact

    def documents(self, also: Array) -> tuple[Array, Array]:
        """Documents and their cosines, sorted by document: all of them where the first pass is
        exact, else those that look nearest and those of `also`.

        A document's cosine is that of its nearest vector; what must not be found has none.
        """
        if not self.exact:
            return self._refined(also)
        best: Array = np.maximum.reduceat(self.scores, self.scope.shelf.vector_start[:-1])
        return np.arange(len(best)), best

    def _refined(self, also: Array) -> tuple[Array, Array]:
        """Vectors that look near, and all of the documents in `also`, compared in full."""
        shelf = self.scope.shelf
        wanted = np.zeros(len(self.scores), np.bool_)
        wanted[_vectors_of(shelf, also)] = True
        for start, stop in (_vectors(shelf, part) for part in self.scope.ranges):
            wanted[start + largest(self.scores[start:stop], _REFINED, above=HIDDEN)] = True
        rows = np.flatnonzero(wanted)
        if len(rows) == 0:
            return rows, np.zeros(0, np.float32)
        whole = shelf.vectors.fine[rows].astype(np.float32) @ self.query
        whole *= shelf.vectors.scale[rows]
        owners = shelf.vector_document[rows]
        first = np.concatenate(([0], 1 + np.flatnonzero(owners[1:] != owners[:-1])))
        return owners[first].astype(np.int64), np.maximum.reduceat(whole, first)


def nearness(scope: Scope, query: Array) -> Nearness:
    """The first pass over all vectors of the scope's ranges."""
    vectors = scope.shelf.vectors
    head = query[: vectors.coarse.shape[1]]
    parts = [_vectors(scope.shelf, part) for part in scope.ranges]
    if parts == [(0, len(vectors))]:
        scores = vectors.coarse @ head
    else:
        scores = np.full(len(vectors), HIDDEN, np.float32)
        for start, stop in parts:
            scores[start:stop] = vectors.coarse[start:stop] @ head
    if scope.hidden is not None:
        scores[scope.hidden.vectors] = HIDDEN
    return Nearness(scope, query, scores)


def largest(scores: Array, count: int, *, above: np.float32) -> Array:
    """Indexes of at least the `count` largest scores; only of those over `above`.

    The largest of each block are compared first: the `count`-th of them bounds from below what
    can be among the `count` largest of all, so only few scores are looked at twice.
    """
    size = len(scores)
    blocks = size // _BLOCK
    if blocks <= count:
        if size <= count:
            return np.flatnonzero(scores > above)
        bound = np.partition(scores, size - count)[size - count]
    else:
        tops = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
        bound = np.partition(tops, blocks - count)[blocks - count]
    return np.flatnonzero(scores >= bound if bound > above else scores > above)


def _vectors(shelf: Shelf, documents: tuple[int, int]) -> tuple[int, int]:
    first, last = documents
    return int(shelf.vector_start[first]), int(shelf.vector_start[last])


def _vectors_of(shelf: Shelf, documents: Array) -> Array:
    starts = shelf.vector_start[documents].astype(np.int64)
    lengths = shelf.vector_start[documents + 1].astype(np.int64) - starts
    ends = np.cumsum(lengths)
    return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)
