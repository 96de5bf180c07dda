"""How near a question is to the fields' labels in meaning, by the snapshot's encoder.

Vectors are integers and their products exact, so the same texts are equally near on any machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from core.adapters.offline.extract.vocabulary import Label, Vocabulary
from core.pipeline.ports import Encoder

_STEPS = 256


@dataclass(frozen=True, slots=True, eq=False)
class _Labels:
    """The labels' vectors int8 [n, dims], their lengths float64 [n], and the field of each."""

    labels: Sequence[Label]
    rows: Any
    lengths: Any
    fields: Any


_KNOWN: WeakKeyDictionary[Encoder, _Labels] = WeakKeyDictionary()


class Meanings:
    """Compares texts with every label of one vocabulary."""

    def __init__(self, encoder: Encoder, vocabulary: Vocabulary) -> None:
        self._encoder = encoder
        self._labels = _labels(encoder, vocabulary)
        self._fields = len(vocabulary.fields)

    def near(self, texts: Sequence[str]) -> list[Mapping[int, float]]:
        """For each text the nearness, -1 to 1, of every field's nearest label."""
        if not texts:
            return []
        rows, lengths = _vectors(self._encoder, texts)
        products = (rows @ self._labels.rows.T).astype(np.float64)
        alike = products / np.outer(lengths, self._labels.lengths)
        stepped = np.rint(alike * _STEPS) / _STEPS
        best = np.full((len(texts), self._fields), -1.0)
        for row, values in zip(best, stepped, strict=True):
            np.maximum.at(row, self._labels.fields, values)
        return [{index: float(value) for index, value in enumerate(row)} for row in best]


def _labels(encoder: Encoder, vocabulary: Vocabulary) -> _Labels:
    """Computed once for each encoder and vocabulary."""
    known = _KNOWN.get(encoder)
    if known is None or known.labels is not vocabulary.labels:
        rows, lengths = _vectors(encoder, [label.text for label in vocabulary.labels])
        fields = np.array([label.field for label in vocabulary.labels])
        known = _KNOWN[encoder] = _Labels(vocabulary.labels, rows, lengths, fields)
    return known


def _vectors(encoder: Encoder, texts: Sequence[str]) -> tuple[Any, Any]:
    """Whole-numbered vectors of `texts` as float32, whose sums of products stay exact."""
    fine, _ = encoder.documents([[text] for text in texts])
    rows = fine.astype(np.float32)
    lengths = np.sqrt((fine.astype(np.int64) ** 2).sum(axis=1).astype(np.float64))
    lengths[lengths == 0] = 1.0
    return rows, lengths
