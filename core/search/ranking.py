"""Ranking: both legs over every shelf, their scores fused, exact names before all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.search import dense, lexical
from core.search.fusion import Weights, fused, weights
from core.search.scope import Scope
from core.snapshot.encoder import StaticEncoder
from core.snapshot.format import Array
from core.snapshot.shelf import Shelf
from core.snapshot.vectors import Probe
from core.snapshot.words import key

EXACT = 1.0
_BELOW_EXACT = 0.999
_WORDED = 16
"""So many documents the lexical leg proposes of a large shelf, at least."""
_LONGEST_NAME = 240


class Hit(NamedTuple):
    """Document number `document` of `shelf`, and how well it fits (at most 1)."""

    shelf: Shelf
    document: int
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best documents, best first, and the terms they were sought by, the rarest first."""

    hits: Sequence[Hit]
    terms: Sequence[str]


def rank(
    scopes: Sequence[Scope],
    encoder: StaticEncoder,
    query: str,
    limit: int,
    share: Weights | None = None,
) -> Ranking:
    """The best `limit` documents of `scopes` for `query`, ties in the order of references.

    The first scope's shelf says how rare words are; `share` weighs the legs, as the query asks
    for unless given.
    """
    searched = [scope for scope in scopes if len(scope.shelf)]
    if not searched:
        return Ranking((), ())
    words = lexical.sought(query, [scope.shelf.postings for scope in searched])
    probe = Probe.of(encoder.query(" ".join(words.terms) if words.mended else query))
    chosen = share or weights(query)
    hits = _exact(searched, query)
    named = {(hit.shelf.refs, hit.document) for hit in hits}
    for number, scope in enumerate(searched):
        places = words.places if number == 0 else scope.shelf.postings.find(words.terms)
        documents, mixed = _mixed(scope, probe, words.weight, places, chosen, limit)
        best = dense.largest(mixed, limit + len(hits), above=dense.HIDDEN)
        for document, score in zip(documents[best].tolist(), mixed[best].tolist(), strict=True):
            if (scope.shelf.refs, document) not in named:
                hits.append(Hit(scope.shelf, document, min(score, _BELOW_EXACT)))
    hits.sort(key=lambda hit: (-hit.score, hit.document))
    return Ranking(hits[:limit], words.terms)


def _exact(scopes: Sequence[Scope], query: str) -> list[Hit]:
    if len(query) > _LONGEST_NAME:
        return []
    name = key(query)
    return [
        Hit(scope.shelf, document, EXACT)
        for scope in scopes
        for document in scope.shelf.named(name)
        if scope.allows(document)
    ]


def _mixed(
    scope: Scope,
    probe: Probe,
    weight: float,
    places: Sequence[int | None],
    share: Weights,
    limit: int,
) -> tuple[Array, Array]:
    """Documents that may be found, with the fused score."""
    shelf = scope.shelf
    total = lexical.scores(shelf.postings, len(shelf), places)
    near = dense.nearness(scope, probe)
    if shelf.vectors.exact:
        documents, cosines = dense.of_all(shelf, near)
        return documents, fused(cosines, total, weight, share)
    worded = lexical.strongest(scope, total, max(_WORDED, 2 * limit))
    documents, cosines = dense.of_nearest(shelf, probe, near, limit, worded)
    return documents, fused(cosines, total[documents], weight, share)
