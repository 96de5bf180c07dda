"""The offline embedder: WordLlama's token table, weighed by how rare each word is in English.

Common words say little about what a text is for, so a token's row counts by smooth inverse
frequency (Arora et al. 2017). Frequencies come from `wordfreq`, not from our documents: a text's
vector then does not change because another text did, and unchanged texts keep theirs.
"""

import importlib.metadata
from decimal import Decimal, localcontext
from functools import cached_property
from pathlib import Path

import numpy as np

from core.snapshot.format import Array, pack

_TABLE = "l2_supercat"
_DIMS = 256
_WORD_START = "\N{LOWER ONE EIGHTH BLOCK}"
_SMOOTHING = Decimal("1e-2")
_WEIGHT_LEVELS = 1 << 14
_RECIPE = 1


class WordLlamaEmbedder:
    """Implements `Embedder` with what the `wordllama` and `wordfreq` packages carry."""

    @cached_property
    def name(self) -> str:
        """Changes with everything that decides the table's bytes."""
        versions = [f"{p}-{importlib.metadata.version(p)}" for p in ("wordllama", "wordfreq")]
        return "/".join([*versions, f"{_TABLE}-{_DIMS}", f"recipe-{_RECIPE}"])

    def part(self) -> bytes:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        folder = _package_folder()
        path = folder / "tokenizers" / f"{_TABLE}_tokenizer_config.json"
        table = load_file(folder / "weights" / f"{_TABLE}_{_DIMS}.safetensors")["embedding.weight"]
        document = path.read_bytes()
        tokenizer = Tokenizer.from_buffer(document)
        tokens = [tokenizer.id_to_token(number) or "" for number in range(len(table))]
        rows, weights = _quantised(table.astype(np.float64), tokens)
        return pack(
            {"embedder": self.name},
            {"rows": rows, "weights": weights, "tokenizer": np.frombuffer(document, "u1")},
        )


def _package_folder() -> Path:
    # Importing the package would load its compiled parts; only its data is wanted.
    location = importlib.metadata.distribution("wordllama").locate_file("wordllama")
    return Path(str(location))


def _quantised(table: Array, tokens: list[str]) -> tuple[Array, Array]:
    """Rows as int8, and weight times row scale as one int32 a token."""
    largest = np.maximum(np.abs(table).max(axis=1), 1e-6)
    rows = np.rint(table * 127.0 / largest[:, None]).astype("i1")
    importance = np.array([_importance(token) for token in tokens])
    weights = np.rint(importance * largest / largest.max() * _WEIGHT_LEVELS)
    return rows, weights.astype("<i4")


def _importance(token: str) -> float:
    """Smooth inverse frequency of the word that `token` is, 0 to 1; 1 for a piece of a word."""
    from wordfreq import zipf_frequency

    word = token.removeprefix(_WORD_START)
    if word == token or not word.isalpha():
        return 1.0
    zipf = Decimal(str(zipf_frequency(word.lower(), "en")))
    with localcontext() as context:
        context.prec = 20
        frequency = Decimal(10) ** (zipf - 9)
        return float(_SMOOTHING / (_SMOOTHING + frequency))
