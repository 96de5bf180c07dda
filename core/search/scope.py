"""Which documents of a shelf a search may find: some ranges of them, less the superseded ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from core.snapshot.format import Array
from core.snapshot.shelf import Shelf

Ranges: TypeAlias = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Documents of a snapshot that later events changed or archived, and their vectors."""

    documents: Array
    vectors: Array

    @classmethod
    def of(cls, shelf: Shelf, documents: Sequence[int]) -> "Hidden":
        vectors = [np.arange(shelf.vector_start[d], shelf.vector_start[d + 1]) for d in documents]
        return cls(
            np.array(sorted(documents), np.int64),
            np.concatenate(vectors) if vectors else np.zeros(0, np.int64),
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched of `shelf`."""

    shelf: Shelf
    ranges: Ranges
    hidden: Hidden | None = None

    def allows(self, document: int) -> bool:
        if self.hidden is not None and document in self.hidden.documents:
            return False
        return any(start <= document < stop for start, stop in self.ranges)
