"""A whole search in process, text in, ranked results out, beside what it could have been.

`python -m bench.search [SIZE ...]`: sizes 0 (the shipped catalogue), 1000, 10000, 100000.
Goals: 1,000 documents p50 <= 0.2 ms and p99 <= 0.6 ms; 10,000 documents p50 <= 0.5 ms.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from langgraph.store.memory import InMemoryStore

from bench.corpus import BLOBS, made_up, shipped
from bench.queries import queries
from bench.timing import Times, table, timed
from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.adapters.memory.log import MemoryEventLog
from core.adapters.wordllama import WordLlamaEmbedder
from core.catalogue.model import Catalogue
from core.search import dense
from core.search.live import LiveIndex
from core.search.requests import SearchRequest
from core.search.scope import Scope
from core.snapshot.compiler import compile_snapshot
from core.snapshot.passages import passages
from core.snapshot.publisher import publish
from core.snapshot.reader import Snapshot
from core.snapshot.vectors import Probe
from core.snapshot.words import terms

SIZES = (0, 1_000, 10_000, 100_000)
_PATIENCE = 300_000
"""About how many document comparisons a slow peer is asked for, so that it ends in time."""


def main(sizes: Sequence[int] = SIZES) -> None:
    print("search: text in, ranked results out, one process, milliseconds")
    asked = [query.text for query in queries()]
    rows = [row for size in sizes for row in _measure(size, asked)]
    table(("documents", "system", "p50", "p99", "p50 against ours", "recall@10 dense"), rows)


def _measure(size: int, asked: Sequence[str]) -> list[tuple[object, ...]]:
    catalogue = made_up(size) if size else shipped()
    documents = len(list(catalogue.live()))
    with tempfile.TemporaryDirectory() as folder:
        store = FilesystemSnapshotStore(Path(folder))
        compiled = compile_snapshot(catalogue, BLOBS, WordLlamaEmbedder(), None)
        publish(store, compiled.manifest, compiled.parts)
        index = LiveIndex(MemoryEventLog(), BLOBS, store)
        snapshot = index.latest().snapshot
        ours = timed(lambda text: index.search(SearchRequest(text)), asked, rounds=20)
        recall = _recall(snapshot, asked)
        peers = {
            "numpy scan, same vectors": _scan(snapshot),
            "bm25s": _bm25s(snapshot),
            "langgraph InMemoryStore": _in_memory_store(snapshot, catalogue),
        }
        rows = [(documents, "promptintel", *_figures(ours, ours), f"{recall:.3f}")]
        rounds = 3 if documents <= 10_000 else 1
        for name, call in peers.items():
            some = asked[: max(3, min(len(asked), _PATIENCE // max(1, documents)))]
            rows.append((documents, name, *_figures(timed(call, some, rounds=rounds), ours), ""))
    return rows


def _figures(times: Times, ours: Times) -> tuple[str, str, str]:
    return f"{times.p50:.3f}", f"{times.p99:.3f}", f"{times.p50 / ours.p50:.2f}x"


def _recall(snapshot: Snapshot, asked: Sequence[str]) -> float:
    """How many of the ten documents nearest by a full scan the dense leg proposes."""
    shelf = snapshot.content.shelf
    scope = Scope(shelf, ((0, len(shelf)),))
    nobody = np.zeros(0, np.int64)
    found = []
    for text in asked:
        vector = snapshot.encoder.query(text)
        whole = (shelf.vectors.fine(slice(None)).astype(np.float32) @ vector) * shelf.vectors.scale
        best = np.maximum.reduceat(whole, shelf.vector_start[:-1])
        exact = set(np.argsort(-best)[:10].tolist())
        probe = Probe.of(vector)
        near = dense.nearness(scope, probe)
        if shelf.vectors.exact:
            documents, cosines = dense.of_all(shelf, near)
        else:
            documents, cosines = dense.of_nearest(shelf, probe, near, 10, nobody)
        ranked = documents[np.argsort(-cosines)[:10]]
        found.append(len(exact & set(ranked.tolist())) / min(10, len(shelf)))
    return sum(found) / len(found)


def _scan(snapshot: Snapshot) -> Callable[[str], object]:
    shelf = snapshot.content.shelf
    matrix = shelf.vectors.fine(slice(None)).astype(np.float32) * shelf.vectors.scale[:, None]
    owners = shelf.vector_document

    def search(text: str) -> object:
        scores = matrix @ snapshot.encoder.query(text)
        count = min(64, len(scores))
        top = np.argpartition(-scores, count - 1)[:count]
        ranked = owners[top[np.argsort(-scores[top])]].tolist()
        return [shelf.card(document) for document in list(dict.fromkeys(ranked))[:10]]

    return search


def _bm25s(snapshot: Snapshot) -> Callable[[str], object]:
    shelf = snapshot.content.shelf
    retriever = bm25s.BM25()
    retriever.index([terms(text.decode()) for text in shelf.texts], show_progress=False)

    def search(text: str) -> object:
        count = min(10, len(shelf))
        found, _ = retriever.retrieve([terms(text)], k=count, show_progress=False)
        return [shelf.card(int(document)) for document in found[0]]

    return search


def _in_memory_store(snapshot: Snapshot, catalogue: Catalogue) -> Callable[[str], object]:
    """The store as its users set it up: one text a field, the same encoder."""
    encoder = snapshot.encoder

    def embed(batch: Sequence[str]) -> list[list[float]]:
        return [encoder.query(text).tolist() for text in batch]

    store = InMemoryStore(index={"embed": embed, "dims": encoder.dims, "fields": ["texts[*]"]})
    for prompt in catalogue.live():
        part = passages(prompt, prompt.latest.body.inline or "")
        store.put(("prompts",), str(prompt.ref), {"texts": list(part.embedded)})
    return lambda text: store.search(("prompts",), query=text, limit=10)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
