"""What a price is reckoned on: facts, choices, and assumptions where facts are missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.canonical import Json
from core.pipeline.facts import Facts
from core.pipeline.pricing.card import RateCard
from core.pipeline.pricing.measures import Gauge

Mode = Literal["taken", "low", "high"]


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts and `choices` under `card`; `mode` says which assumption fills what is missing.

    `instead` holds values to reckon with instead of what is known: for "what would it move".
    """

    facts: Facts
    card: RateCard
    gauge: Gauge
    choices: Mapping[str, Json]
    mode: Mode = "taken"
    instead: Mapping[str, Json] = field(default_factory=dict)

    def is_missing(self, pointer: str) -> bool:
        """Whether an assumption stands in for the fact at `pointer`."""
        return (
            pointer in self.card.assumptions
            and pointer not in self.instead
            and self.facts.value(pointer) is None
            and not self.facts.answered_none(pointer)
        )

    def value(self, pointer: str) -> Json:
        """The choice, the fact or the assumption at `pointer`."""
        if pointer in self.instead:
            return self.instead[pointer]
        if pointer.startswith("/choice/"):
            return self.choices.get(pointer.removeprefix("/choice/"))
        if not self.is_missing(pointer):
            known = self.facts.value(pointer)
            return [] if known is None and self._holds_list(pointer) else known
        assumption = self.card.assumptions[pointer]
        return getattr(assumption, self.mode)

    def _holds_list(self, pointer: str) -> bool:
        assumption = self.card.assumptions.get(pointer)
        return assumption is not None and isinstance(assumption.taken, list)


@dataclass(slots=True)
class Reader:
    """A look into a situation that remembers what was read, in order, each pointer once."""

    situation: Situation
    _read: dict[str, None] = field(default_factory=dict)

    def look(self, pointer: str) -> Json:
        """The value at `pointer`; measures under `/measure/` are made of facts read here too."""
        return self.situation.gauge.look(self._fact)(pointer)

    def _fact(self, pointer: str) -> Json:
        self._read[pointer] = None
        return self.situation.value(pointer)

    @property
    def known(self) -> tuple[str, ...]:
        """The facts that were read and are known."""
        return tuple(
            pointer
            for pointer in self._read
            if not pointer.startswith("/choice/")
            and not self.situation.is_missing(pointer)
            and self.situation.facts.value(pointer) is not None
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that were read and for which an assumption stands in."""
        return tuple(pointer for pointer in self._read if self.situation.is_missing(pointer))
