"""How often a search finds what was meant, on the labelled queries: each leg and their fusion.

`python -m bench.quality [--sweep]`: `--sweep` tries shares of the legs on the half of the queries
that is for tuning; the table always tells both halves.
"""

import math
import sys
from collections.abc import Callable, Sequence

from bench.corpus import BLOBS, shipped
from bench.queries import Query, queries
from bench.timing import table
from core.adapters.wordllama import WordLlamaEmbedder
from core.search.fusion import Weights
from core.search.ranking import rank
from core.search.scope import Scope
from core.snapshot.compiler import compile_snapshot
from core.snapshot.format import Part
from core.snapshot.reader import Snapshot, assembled
from core.snapshot.store import CATALOGUE_PART, ENCODER_PART

Search = Callable[[str], Sequence[str]]
_DEPTH = 10


def main(*, sweep: bool = False) -> None:
    snapshot = _snapshot()
    every = queries()
    print(f"quality: {len(every)} labelled queries, {len(snapshot.content.shelf)} documents")
    systems = {
        "dense": _search(snapshot, Weights(dense=1.0, lexical=0.0)),
        "lexical": _search(snapshot, Weights(dense=0.0, lexical=1.0)),
        "fused, equal shares": _search(snapshot, Weights(dense=0.5, lexical=0.5)),
        "fused, as shipped": _search(snapshot, None),
    }
    rows = [
        (half, name, *_figures(search, [q for q in every if q.split == half]))
        for half in ("tune", "hold")
        for name, search in systems.items()
    ]
    table(("half", "system", "top-1", "MRR", "nDCG@10"), rows)
    kinds = list(dict.fromkeys(query.kind for query in every))
    rows = [
        (kind, name, *_figures(search, [q for q in every if q.kind == kind]))
        for kind in kinds
        for name, search in systems.items()
    ]
    table(("kind", "system", "top-1", "MRR", "nDCG@10"), rows)
    if sweep:
        _sweep(snapshot, [query for query in every if query.split == "tune"])


def _sweep(snapshot: Snapshot, some: Sequence[Query]) -> None:
    kinds = list(dict.fromkeys(query.kind for query in some))
    rows = []
    for step in range(11):
        share = Weights(dense=1 - step / 10, lexical=step / 10)
        search = _search(snapshot, share)
        figures = [_figures(search, [q for q in some if q.kind == kind])[2] for kind in kinds]
        rows.append((f"{share.lexical:.1f}", *figures))
    print("nDCG@10 on the tuning half, by the share of the lexical leg")
    table(("lexical", *kinds), rows)


def _snapshot() -> Snapshot:
    compiled = compile_snapshot(shipped(), BLOBS, WordLlamaEmbedder(), None)
    parts = {name: Part(content, name) for name, content in compiled.parts.items()}
    return assembled(compiled.manifest, parts[CATALOGUE_PART], parts[ENCODER_PART])


def _search(snapshot: Snapshot, share: Weights | None) -> Search:
    shelf = snapshot.content.shelf
    scopes = (Scope(shelf, ((0, len(shelf)),)),)

    def search(text: str) -> Sequence[str]:
        hits = rank(scopes, snapshot.encoder, text, _DEPTH, share).hits
        cards = [shelf.card(hit.document) for hit in hits]
        return [f"{card.type}/{card.name}" for card in cards]

    return search


def _figures(search: Search, some: Sequence[Query]) -> tuple[str, str, str]:
    top, reciprocal, gain = 0.0, 0.0, 0.0
    for query in some:
        found = search(query.text)
        places = [found.index(ref) for ref in query.wanted if ref in found]
        top += bool(found) and found[0] in query.wanted
        reciprocal += 1 / (1 + min(places)) if places else 0.0
        ideal = sum(1 / math.log2(2 + place) for place in range(len(query.wanted)))
        gain += sum(1 / math.log2(2 + place) for place in places) / ideal
    count = len(some)
    return f"{top / count:.3f}", f"{reciprocal / count:.3f}", f"{gain / count:.3f}"


if __name__ == "__main__":
    main(sweep="--sweep" in sys.argv[1:])
