"""The dense leg: which documents mean something like the query."""

import numpy as np

from core.search.scope import Scope
from core.snapshot.format import Array
from core.snapshot.shelf import Shelf
from core.snapshot.vectors import Probe

HIDDEN = np.float32(-np.inf)
"""What must not be found, whatever its words."""

_BLOCK = 64
_NEAR = 192
_NEAR_EACH = 8
"""So many vectors of a large shelf are compared in full: at least, and for each result wanted."""


def nearness(scope: Scope, probe: Probe) -> Array:
    """How near `probe` is to every vector of the scope's shelf, float32; `HIDDEN` where a vector
    must not be found."""
    shelf = scope.shelf
    ranges = [(_first(shelf, start), _first(shelf, stop)) for start, stop in scope.ranges]
    near = shelf.vectors.nearness(probe, ranges, outside=float(HIDDEN))
    if scope.hidden is not None:
        near[scope.hidden.vectors] = HIDDEN
    return near


def of_all(shelf: Shelf, near: Array) -> tuple[Array, Array]:
    """Every document and how near it is, which is how near its nearest vector is."""
    best: Array = np.maximum.reduceat(near, shelf.vector_start[:-1])
    return np.arange(len(best)), best


def of_nearest(
    shelf: Shelf, probe: Probe, near: Array, limit: int, also: Array
) -> tuple[Array, Array]:
    """Documents among which are the `limit` nearest, and those of `also`, sorted, and the cosine
    of each one's nearest vector."""
    count = max(_NEAR, _NEAR_EACH * limit)
    owners = shelf.vector_document[largest(near, count, above=HIDDEN)]
    found = np.unique(np.concatenate((owners, also))).astype(np.int64)
    if len(found) == 0:
        return found, np.zeros(0, np.float32)
    rows, starts = _vectors_of(shelf, found)
    return found, np.maximum.reduceat(shelf.vectors.cosines(probe, rows), starts)


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


def _first(shelf: Shelf, document: int) -> int:
    return int(shelf.vector_start[document])


def _vectors_of(shelf: Shelf, documents: Array) -> tuple[Array, Array]:
    """The vectors of `documents`, one document's after another's, and where each begins."""
    first = shelf.vector_start[documents].astype(np.int64)
    lengths = shelf.vector_start[documents + 1].astype(np.int64) - first
    starts = np.cumsum(lengths) - lengths
    return np.repeat(first - starts, lengths) + np.arange(int(lengths.sum())), starts
