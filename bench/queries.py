"""The labelled queries: what people type, and the prompts that answer it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.corpus import QUERIES
from core import canonical


@dataclass(frozen=True, slots=True)
class Query:
    """`kind`: paraphrase, keywords, identifier or typo; `wanted`: references, the best first;
    `split`: whether rules may be tuned on it (`tune`) or are only measured (`hold`)."""

    text: str
    kind: str
    wanted: tuple[str, ...]
    split: str


def queries() -> Sequence[Query]:
    """Every labelled query, in the order of the file."""
    lines = [canonical.decode(line) for line in QUERIES.read_text().splitlines() if line.strip()]
    return [
        Query(line["query"], line["kind"], tuple(line["wanted"]), line["split"]) for line in lines
    ]
