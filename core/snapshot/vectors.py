"""Vectors of documents as they are searched: compared with a query one and all, in compiled code.

An int8 product of two int8 vectors is exact, so every machine ranks alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numkong
import numpy as np

from core.snapshot.format import Array

HEAD = 128
"""The leading dimensions, which carry most of the meaning, stand apart from the others."""

COMPARED_WHOLE = 1 << 13
"""Of more vectors than that the first comparison reads the leading dimensions only."""

REPACKED = 1 << 16
"""Up to so many vectors are copied into the order the processor likes, and read twice as fast."""

_LEVELS = 127


class Probe(NamedTuple):
    """A query rounded to int8 [1, dims]; times `unit` it is good to about 0.002 of a cosine."""

    row: Array
    unit: float

    @classmethod
    def of(cls, query: Array) -> "Probe":
        """Rounds `query`, float32 [dims] of length 1 or 0."""
        peak = float(np.abs(query).max(initial=0.0)) or 1.0
        row = np.rint(query * np.float32(_LEVELS / peak)).astype(np.int8)
        return cls(row[None, :], peak / _LEVELS)


@dataclass(frozen=True)
class Vectors:
    """Row i of `head` and `rest`, both int8 [n, ...], times `scale[i]`, float32 [n], is a vector
    of length 1 at most."""

    head: Array
    rest: Array
    scale: Array

    @classmethod
    def of(cls, fine: Array, scale: Array) -> "Vectors":
        """Vectors given as whole rows, int8 [n, dims]."""
        head, rest = (np.ascontiguousarray(part) for part in (fine[:, :HEAD], fine[:, HEAD:]))
        return cls(head, rest, scale)

    def __len__(self) -> int:
        return len(self.scale)

    @property
    def exact(self) -> bool:
        """Whether `nearness` compares all dimensions."""
        return len(self) <= COMPARED_WHOLE

    def fine(self, rows: slice | Array) -> Array:
        """Whole rows, int8 [n, dims]."""
        return np.concatenate((self.head[rows], self.rest[rows]), axis=1)

    def nearness(self, probe: Probe, ranges: Sequence[tuple[int, int]], *, outside: float) -> Array:
        """Cosines of `probe` and the rows in `ranges`, float32 [n], `outside` elsewhere.

        Of many vectors they are estimates from the leading dimensions.
        """
        if list(ranges) == [(0, len(self))]:
            return _scaled(self._products(probe, 0, len(self)), self.scale, probe)
        near = np.full(len(self), outside, np.float32)
        for start, stop in ranges:
            products = self._products(probe, start, stop)
            near[start:stop] = _scaled(products, self.scale[start:stop], probe)
        return near

    def cosines(self, probe: Probe, rows: Array) -> Array:
        """The cosine of `probe` and each of `rows`, float32."""
        products = numkong.dots_packed(self.fine(rows), numkong.dots_pack(probe.row))
        return _scaled(np.asarray(products)[:, 0], self.scale[rows], probe)

    def _products(self, probe: Probe, start: int, stop: int) -> Array:
        row = probe.row if self.exact else np.ascontiguousarray(probe.row[:, :HEAD])
        if len(self) <= REPACKED:
            products: Array = np.asarray(numkong.dots_packed(row, self._repacked))[0]
            return products[start:stop]
        heads = numkong.dots_packed(self.head[start:stop], numkong.dots_pack(row))
        return np.asarray(heads)[:, 0]

    @cached_property
    def _repacked(self) -> Any:
        return numkong.dots_pack(self.fine(slice(None)) if self.exact else self.head)


def _scaled(products: Array, scale: Array, probe: Probe) -> Array:
    # A product of 256 dimensions is below 2 ** 24, so a float32 holds it exactly.
    scaled: Array = products.astype(np.float32)
    scaled *= scale
    scaled *= np.float32(probe.unit)
    return scaled
