"""What a search is asked and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.errors import InvalidInput

QUERY_LIMIT = 4 * 1024
LIMIT = 100


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`query` in UTF-8 takes 4 KiB at most; `limit` is 1 to 100.

    `type` and `namespace` narrow the search; `min_sequence` is what the answer must have seen.
    """

    query: str
    type: str | None = None
    namespace: str | None = None
    limit: int = 10
    min_sequence: int | None = None

    def check(self) -> None:
        """Raises `InvalidInput` naming the field that is wrong."""
        if not self.query.strip():
            raise InvalidInput("query", "is empty", "write some words, a question or a name")
        size = len(self.query.encode("utf-8", "replace"))
        if size > QUERY_LIMIT:
            raise InvalidInput(
                "query", f"is too long ({size:,} bytes)", f"send {QUERY_LIMIT:,} at most"
            )
        if not 1 <= self.limit <= LIMIT:
            raise InvalidInput("limit", f"{self.limit} results", f"ask for 1 to {LIMIT}")
        if self.min_sequence is not None and self.min_sequence < 0:
            raise InvalidInput(
                "min_sequence", "is negative", "give the sequence an update answered"
            )


class SearchResult(NamedTuple):
    """One prompt found. `score` is 1 for an exact name and lower for everything else."""

    type: str
    name: str
    version: int
    score: float
    title: str
    snippet: str


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`results` best first, as `snapshot` and the events up to `sequence` have them.

    `stale`: the log could not be looked at lately; `age_seconds` says how long ago it was.
    """

    results: Sequence[SearchResult]
    snapshot: str
    sequence: int
    stale: bool = False
    age_seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The answer that the command line and HTTP give."""
        value: dict[str, Any] = {
            "results": [result._asdict() for result in self.results],
            "snapshot": self.snapshot,
            "sequence": self.sequence,
            "stale": self.stale,
        }
        if self.stale:
            value["age_seconds"] = round(self.age_seconds, 3)
        return value
