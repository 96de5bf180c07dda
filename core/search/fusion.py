"""One score of two: how far to trust meaning, how far words.

The shares were chosen on the tuning half of the labelled queries, by
`python -m bench.quality --sweep`.
"""

import re
from dataclasses import dataclass

import numpy as np

from core.snapshot.format import Array

_IDENTIFIER = re.compile(r"[A-Za-z0-9]+(?:[_./@-][A-Za-z0-9]+)+")
_SENTENCE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the two legs in the fused score; they add up to 1."""

    dense: float
    lexical: float


KEYWORDS = Weights(dense=0.55, lexical=0.45)
SENTENCE = Weights(dense=0.75, lexical=0.25)
IDENTIFIER = Weights(dense=0.4, lexical=0.6)


def weights(query: str) -> Weights:
    """Identifiers are looked up, sentences are understood, keywords are a bit of both."""
    words = query.split()
    if len(words) <= _SENTENCE_WORDS and any(_IDENTIFIER.fullmatch(word) for word in words):
        return IDENTIFIER
    return SENTENCE if len(words) >= _SENTENCE_WORDS else KEYWORDS


def fused(cosines: Array, worded: Array, weight: float, share: Weights) -> Array:
    """Scores below 1: cosines, and the part of the query's informative words that was found."""
    mixed: Array = cosines * np.float32(share.dense)
    if weight > 0:
        mixed += worded * np.float32(share.lexical / weight)
    return mixed
