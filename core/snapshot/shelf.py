"""Documents laid out for searching: what a snapshot maps and what the tail builds in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core import canonical
from core.catalogue.model import TYPE_ALIASES, Prompt, Ref
from core.snapshot.encoder import StaticEncoder
from core.snapshot.format import Array
from core.snapshot.lexical import Postings, Statistics, index_terms
from core.snapshot.passages import Passages, passages
from core.snapshot.strings import Strings, join
from core.snapshot.vectors import Vectors
from core.snapshot.words import hashed, key

_SINGULARS = {plural: singular for singular, plural in TYPE_ALIASES.items()}


class Card(NamedTuple):
    """What a result shows of its document."""

    type: str
    name: str
    version: int
    title: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents in the order of their references; `vector_start` says whose vectors are whose."""

    refs: Strings
    cards: Strings
    texts: Strings
    vectors: Vectors
    vector_start: Array
    vector_document: Array
    vector_key: Array
    postings: Postings
    name_hash: Array
    name_document: Array

    def __len__(self) -> int:
        return len(self.refs)

    def card(self, document: int) -> Card:
        return Card(*canonical.decode(self.cards[document]))

    def named(self, name: str) -> list[int]:
        """The documents that go by `name`, whatever its case and separators."""
        wanted = hashed(name)
        start = stop = int(self.name_hash.searchsorted(np.uint64(wanted)))
        while stop < len(self.name_hash) and self.name_hash.item(stop) == wanted:
            stop += 1
        found: list[int] = self.name_document[start:stop].tolist()
        return found

    def position(self, ref: Ref) -> int | None:
        """The document of `ref`, or `None`."""
        wanted = ref_key(ref)
        index = self.refs.bisect(wanted)
        return index if index < len(self) and self.refs[index] == wanted else None

    def within(self, kind: str, path: str) -> list[tuple[int, int]]:
        """The ranges of documents of type `kind` that lie in `path` (all of them where empty)."""
        head = f"{kind}\0{path}".encode()
        if not path:
            return [self._range(head, f"{kind}\x01".encode())]
        return [self._range(head, head + b"\0"), self._range(head + b".", head + b"/")]

    def rows_by_key(self) -> dict[bytes, slice]:
        """Whose vectors stand where, found by what was embedded."""
        starts = self.vector_start.tolist()
        keys = self.vector_key.tobytes()
        return {
            keys[16 * row : 16 * row + 16]: slice(starts[row], starts[row + 1])
            for row in range(len(self))
        }

    def _range(self, start: bytes, stop: bytes) -> tuple[int, int]:
        return self.refs.bisect(start), self.refs.bisect(stop)


def ref_key(ref: Ref) -> bytes:
    """`ref` as bytes that sort as references do."""
    return f"{ref.type}\0{ref.name}".encode()


def lay_out(
    prompts: Sequence[tuple[Prompt, str]],
    encoder: StaticEncoder,
    *,
    statistics: Statistics | None = None,
    earlier: Shelf | None = None,
) -> tuple[Shelf, int]:
    """A shelf of `prompts` (sorted by reference, each with its text), and how many were embedded.

    What `earlier` embedded is taken from there, where the embedded texts are the same.
    """
    parts = [passages(prompt, text) for prompt, text in prompts]
    vectors, embedded = _vectors(parts, encoder, earlier)
    starts = np.zeros(len(parts) + 1, "<u4")
    np.cumsum([len(part.embedded) for part in parts], out=starts[1:])
    owners = np.repeat(np.arange(len(parts), dtype="<u4"), [len(p.embedded) for p in parts])
    names = sorted(_names([prompt for prompt, _ in prompts], parts))
    shelf = Shelf(
        refs=Strings(*join([ref_key(prompt.ref) for prompt, _ in prompts])),
        cards=Strings(*join([_card(p, part) for (p, _), part in zip(prompts, parts, strict=True)])),
        texts=Strings(*join([text.encode() for _, text in prompts])),
        vectors=vectors,
        vector_start=starts,
        vector_document=owners,
        vector_key=np.frombuffer(b"".join(p.key for p in parts), "u1").reshape(-1, 16),
        postings=index_terms([part.weighed for part in parts], statistics),
        name_hash=np.array([name for name, _ in names], "<u8"),
        name_document=np.array([document for _, document in names], "<u4"),
    )
    return shelf, embedded


def _vectors(
    parts: Sequence[Passages], encoder: StaticEncoder, earlier: Shelf | None
) -> tuple[Vectors, int]:
    known = earlier.rows_by_key() if earlier is not None else {}
    fresh = [part for part in parts if part.key not in known]
    made = encoder.documents([part.embedded for part in fresh])
    fine = [np.zeros((0, encoder.dims), "i1")]
    scale = [np.zeros(0, "<f4")]
    taken = 0
    for part in parts:
        rows = known.get(part.key)
        if rows is not None and earlier is not None:
            fine.append(earlier.vectors.fine(rows))
            scale.append(earlier.vectors.scale[rows])
        else:
            rows = slice(taken, taken + len(part.embedded))
            fine.append(made[0][rows])
            scale.append(made[1][rows])
            taken = rows.stop
    return Vectors.of(np.concatenate(fine), np.concatenate(scale)), len(fresh)


def _names(prompts: Sequence[Prompt], parts: Sequence[Passages]) -> list[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for document, (prompt, part) in enumerate(zip(prompts, parts, strict=True)):
        ref = prompt.ref
        kinds = {ref.type, _SINGULARS.get(ref.type, ref.type)}
        for name in (ref.name, part.title, *(f"{kind}/{ref.name}" for kind in kinds)):
            found.add((hashed(key(name)), document))
    return list(found)


def _card(prompt: Prompt, part: Passages) -> bytes:
    ref = prompt.ref
    return canonical.encode([ref.type, ref.name, prompt.latest.number, part.title, part.purpose])
