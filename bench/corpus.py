"""Catalogues to measure on: the shipped one, and made-up ones of any size in its vocabulary."""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from core.adapters.memory.blobs import MemoryBlobStore
from core.catalogue.genesis import read_genesis
from core.catalogue.model import Catalogue, Prompt, Ref, Text, Version
from core.snapshot.words import terms

ROOT = Path(__file__).parents[1]
DATABASE = ROOT / "database"
QUERIES = Path(__file__).with_name("queries.jsonl")
BLOBS = MemoryBlobStore()


def shipped() -> Catalogue:
    """The genesis files as one import would fold them."""
    prompts = [
        Prompt(file.ref, (Version(1, 1, Text(inline=file.text), file.metadata, (), "genesis"),))
        for file in read_genesis(DATABASE)
    ]
    return Catalogue(1, {prompt.ref: prompt for prompt in prompts})


def made_up(size: int) -> Catalogue:
    """`size` prompts shaped like the shipped ones (title, purpose, three questions, a body), of
    words drawn by their frequency there. The same size gives the same catalogue."""
    dice = random.Random(size)
    counts: Counter[str] = Counter()
    for prompt in shipped().live():
        counts.update(terms(prompt.latest.body.inline or ""))
    words, weights = zip(*sorted(counts.items()), strict=True)
    cumulative = list(accumulate(weights))

    def phrase(length: int) -> str:
        return " ".join(dice.choices(words, cum_weights=cumulative, k=length))

    prompts = []
    for number in range(size):
        metadata = {
            "title": phrase(4),
            "purpose": phrase(14),
            "questions": [phrase(9) for _ in range(3)],
        }
        ref = Ref("agents", f"made_{number:06d}")
        version = Version(1, 1, Text(inline=phrase(80)), metadata, (), "genesis")
        prompts.append(Prompt(ref, (version,)))
    return Catalogue(1, {prompt.ref: prompt for prompt in prompts})


def texts(catalogue: Catalogue) -> Sequence[tuple[Prompt, str]]:
    return [(prompt, prompt.latest.body.inline or "") for prompt in catalogue.live()]
