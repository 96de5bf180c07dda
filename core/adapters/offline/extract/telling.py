"""How sentences that answer no question tell a field: what they speak of, and their cues."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DOTS = "…"
"""Where the value stands in a cue."""


@dataclass(frozen=True, slots=True)
class Telling:
    """`needs` are the concepts a sentence must speak of, each with its alternatives.

    `after` finds words behind which the value stands, `before` words in front of which it does.
    """

    needs: Sequence[frozenset[str]] = ()
    after: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None

    def spoken_in(self, concepts: frozenset[str]) -> bool:
        return all(need & concepts for need in self.needs)


def telling_of(told: Mapping[str, Any] | None) -> Telling:
    """The vocabulary's `told` of one field, compiled."""
    if told is None:
        return Telling()
    cues = [cue for listed in told.get("cues", {}).values() for cue in listed]
    return Telling(
        tuple(frozenset(need.split("|")) for need in told.get("needs", ())),
        _pattern((cue.removesuffix(DOTS) for cue in cues if cue.endswith(DOTS)), r"\s*:?\s*"),
        _pattern((cue.removeprefix(DOTS) for cue in cues if cue.startswith(DOTS)), ""),
    )


def _pattern(cues: Iterable[str], end: str) -> re.Pattern[str] | None:
    longest_first = sorted({cue.strip() for cue in cues}, key=lambda cue: (-len(cue), cue))
    if not longest_first:
        return None
    words = "|".join(re.escape(cue).replace(r"\ ", r"\s+") for cue in longest_first)
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_]){end}", re.IGNORECASE)
