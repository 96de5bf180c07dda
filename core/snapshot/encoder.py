"""The static text encoder a snapshot brings along: a token table, pooled by weight.

A text's vector is the weighted sum of its tokens' rows. Rows and weights are integers, so the sum
is exact and the same in any order and on any machine; only then is it scaled to unit length.

Sections of an encoder part: `rows` int8 [tokens, dims], `weights` int32 [tokens] (a row's scale
and its token's weight in one number), `tokenizer` bytes (a `tokenizers` JSON document).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from core.snapshot.format import Array, Part

TOKENS = 256
_BITS = 20
_UNIT = 1 << 15
_LEVELS = 127
_BATCH = 512


class StaticEncoder:
    """Encodes texts with the table of an encoder part. Safe to share between threads."""

    def __init__(self, part: Part) -> None:
        self._rows = part["rows"]
        self._weights = part["weights"]
        self._tokenizer_json = part["tokenizer"]
        self.dims = int(self._rows.shape[1])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_buffer(self._tokenizer_json.tobytes())
        tokenizer.enable_truncation(TOKENS)
        return tokenizer

    def load(self) -> None:
        """Have the tokenizer ready, which otherwise the first text waits for."""
        self._tokenizer  # noqa: B018 - reading it loads it

    def query(self, text: str) -> Array:
        """The unit vector of `text`, float32 [dims]; all zeros where it has no known token."""
        ids = self._tokenizer.encode(text.lower(), add_special_tokens=False).ids
        total: Array = self._weights[ids].astype("<f4") @ self._rows[ids]
        length = float(total @ total) ** 0.5
        if length > 0:
            total /= np.float32(length)
        return total

    def documents(self, documents: Sequence[Sequence[str]]) -> tuple[Array, Array]:
        """Vectors of the texts of each document, one after another, exact to the bit.

        Each text's vector leans half-way to what its document's texts mean together, so that a
        document is found by any of them and yet not by one stray phrase. Given as int8 [n, dims]
        and float32 scales [n]; their lengths are at most 1.
        """
        texts = [text.lower() for document in documents for text in document]
        units = np.zeros((len(texts), self.dims), np.int64)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            encoded = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            units[start : start + len(batch)] = _unit(self._sums([item.ids for item in encoded]))
        lengths = [len(document) for document in documents]
        owners = np.repeat(np.arange(len(lengths)), lengths)
        together = np.zeros((len(lengths), self.dims), np.int64)
        np.add.at(together, owners, units)
        return _quantised(units + _unit(together)[owners])

    def _sums(self, ids: Sequence[Sequence[int]]) -> Array:
        sums = np.zeros((len(ids), self.dims), np.int64)
        for index, tokens in enumerate(ids):
            rows = self._rows[tokens].astype(np.int64)
            rows *= self._weights[tokens].astype(np.int64)[:, None]
            sums[index] = rows.sum(axis=0)
        return sums


def _unit(sums: Array) -> Array:
    """Integer vectors [n, dims] scaled to length `_UNIT`. Every step is exact or rounded once."""
    largest = np.abs(sums).max(axis=1, initial=0)
    # Squares of 20-bit numbers add up within 64 bits, whatever the order.
    shift = np.array([max(0, int(value).bit_length() - _BITS) for value in largest], np.int64)
    sums = sums >> shift[:, None]
    length = np.sqrt((sums * sums).sum(axis=1).astype(np.float64))
    length[length == 0] = 1.0
    scaled: Array = np.rint(sums * float(_UNIT) / length[:, None])
    return scaled.astype(np.int64)


def _quantised(doubled: Array) -> tuple[Array, Array]:
    """Integer vectors [n, dims] of twice their length as int8 and scales."""
    largest = np.maximum(np.abs(doubled).max(axis=1, initial=0), 1)
    fine = (2 * _LEVELS * doubled + largest[:, None]) // (2 * largest[:, None])
    return fine.astype("i1"), (largest / (2.0 * _UNIT * _LEVELS)).astype("<f4")
