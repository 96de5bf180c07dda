"""Base times factors, line by line in whole units, then rounded and kept within its limits."""

from dataclasses import dataclass

from core.pipeline.pricing.card import Currency, RateCard
from core.pipeline.pricing.factors import Applied, apply
from core.pipeline.pricing.rounding import to_step, up_to_step
from core.pipeline.pricing.situation import Situation


@dataclass(frozen=True, slots=True)
class Reckoning:
    """An annual fee on its way. `running[0]` is the base, `running[i + 1]` after factor `i`.

    Every step is a whole number reckoned from the one before, as a person would reckon it again.
    """

    running: tuple[int, ...]
    applied: tuple[Applied, ...]
    rounded: int
    floor: int
    ceiling: int

    @property
    def amount(self) -> int:
        """The annual fee: the rounded amount between floor and ceiling."""
        return max(self.floor, min(self.rounded, self.ceiling))

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that assumptions stand in for, each once, in the order of the factors."""
        return tuple(dict.fromkeys(p for applied in self.applied for p in applied.missing))


def reckon(situation: Situation, tier: str, currency: Currency) -> Reckoning:
    """The annual fee of a league of `tier` in `currency`, as `situation` has it."""
    card = situation.card
    base = to_step(card.base[tier] * currency.parity)
    applied = tuple(apply(factor, situation) for factor in card.factors)
    running = [base]
    for part in applied:
        running.append(to_step(running[-1] * part.size))
    floor, ceiling = limits(card, tier, currency)
    return Reckoning(tuple(running), applied, to_step(running[-1], currency.step), floor, ceiling)


def limits(card: RateCard, tier: str, currency: Currency) -> tuple[int, int]:
    """Floor and ceiling of an annual fee, in whole steps of `currency`."""
    floor = up_to_step(card.limits.floor * currency.parity, currency.step)
    highest = card.base[tier] * card.limits.ceiling_of_base * currency.parity
    return floor, max(floor, up_to_step(highest, currency.step))
