"""A small encoder, catalogues and live indexes in plain values, for tests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core import canonical
from core.actors import Actor
from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.catalogue.appending import Appender
from core.catalogue.model import Catalogue, Ref
from core.catalogue.updating import Updater, UpdateRequest
from core.search.live import LiveIndex
from core.snapshot.building import Builder
from core.snapshot.compiler import Compiled, compile_snapshot
from core.snapshot.content import Content
from core.snapshot.encoder import StaticEncoder
from core.snapshot.format import Part, pack
from core.snapshot.reader import Snapshot, assembled
from core.snapshot.store import CATALOGUE_PART, ENCODER_PART
from tests.builders_catalogue import a_mint, after_import, an_entry, nowhere

WORDS = [
    *("contract", "price", "fee", "league", "questionnaire", "draft", "explain", "royalty"),
    *("split", "money", "data", "feed", "latency", "tennis", "rowing", "drone", "judge", "score"),
    *("clause", "exclusive", "territory", "term", "kite", "harbour", "quote", "evidence"),
]
DIMS = 96


class TinyEmbedder:
    """Implements `Embedder`: a vector of small integers for each of a few words."""

    def __init__(self, name: str = "tiny-1") -> None:
        self.name = name
        self.made = 0

    def part(self) -> bytes:
        self.made += 1
        vocabulary = {"?": 0, **{word: index + 1 for index, word in enumerate(WORDS)}}
        tokenizer = {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [],
            "normalizer": None,
            "pre_tokenizer": {"type": "Whitespace"},
            "post_processor": None,
            "decoder": None,
            "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "?"},
        }
        # A fixed congruence, so that the table is the same on every machine.
        cells = np.arange((len(WORDS) + 1) * DIMS, dtype=np.int64)
        rows = (cells * 7919 % 241 - 120).reshape(-1, DIMS).astype("i1")
        weights = np.full(len(rows), 100, "<i4")
        weights[0] = 0
        content = np.frombuffer(canonical.encode(tokenizer), "u1")
        return pack({}, {"rows": rows, "weights": weights, "tokenizer": content})


def tiny_encoder() -> StaticEncoder:
    return StaticEncoder(Part(TinyEmbedder().part(), ENCODER_PART))


def a_catalogue(texts: Mapping[str, str | tuple[str, Mapping[str, Any]]]) -> Catalogue:
    """A catalogue of `{"agents/drafter": "text"}` or `(text, metadata)`."""
    entries = []
    for name, value in texts.items():
        text, metadata = value if isinstance(value, tuple) else (value, {})
        entries.append(an_entry(Ref.parse(name), text, metadata))
    return after_import(Catalogue(), *entries)


def compiled(catalogue: Catalogue, earlier: Snapshot | None = None) -> Compiled:
    return compile_snapshot(catalogue, MemoryBlobStore(), TinyEmbedder(), earlier)


def opened(done: Compiled) -> Snapshot:
    parts = {ENCODER_PART: TinyEmbedder().part(), **done.parts}
    return assembled(
        done.manifest,
        Part(parts[CATALOGUE_PART], CATALOGUE_PART),
        Part(parts[ENCODER_PART], ENCODER_PART),
    )


def content_of(catalogue: Catalogue) -> Content:
    return opened(compiled(catalogue)).content


class SearchSystem:
    """Log and blobs in memory, snapshots and genesis files in a folder of the test's."""

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        self.database = folder / "database"
        for name, text in files.items():
            self.write(name, text)
        self.log = MemoryEventLog()
        self.blobs = MemoryBlobStore()
        self.snapshots = FilesystemSnapshotStore(folder / "snapshots")
        self.embedder = TinyEmbedder()
        self.mint = a_mint()

    def write(self, name: str, text: str) -> None:
        """`agents/drafter` becomes `prompts/agents/drafter.md`."""
        path = self.database / "prompts" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    @property
    def builder(self) -> Builder:
        return Builder(
            self.database,
            self.log,
            self.blobs,
            self.snapshots,
            self.embedder,
            lambda _files: nowhere,
            {},
            self.mint,
        )

    def index(self, **options: Any) -> LiveIndex:
        return LiveIndex(self.log, self.blobs, self.snapshots, **options)

    def update(self, ref: str, *suggestions: str, **fields: Any) -> int:
        """Append an update and return its sequence."""
        kind, name = ref.split("/")
        updater = Updater(Appender(self.log, self.index(), self.mint), self.blobs, nowhere)
        request = UpdateRequest(kind, name, suggestions=suggestions, **fields)
        return updater.update(request, actor=Actor("ana")).sequence
