"""A rate card: every figure of a price, with the conditions under which it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from core.canonical import Json
from core.pipeline.conditions import Condition

Direction = Literal["up", "down", "choice"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case of a factor: where `when` holds, `amount` counts (a factor, or what is added)."""

    when: Condition
    amount: Fraction
    reason: str


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the fee.

    curve: `points` over `measure`, straight lines between them, level beyond them.
    sum: `start` plus every case that holds. first: the first case that holds.
    """

    id: str
    title: str
    kind: Literal["curve", "sum", "first"]
    direction: Direction
    why: str
    measure: str = ""
    unit: str = ""
    points: tuple[tuple[Fraction, Fraction], ...] = ()
    start: Fraction = Fraction(0)
    cases: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumption:
    """What stands in for a fact that is missing: `taken` in the price, the others in its range."""

    taken: Json
    low: Json
    high: Json
    why: str


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """Where `when` holds, the choice is `take`, or the value at `pointer` where one is given."""

    when: Condition
    take: Json
    pointer: str | None
    why: str


@dataclass(frozen=True, slots=True)
class SuggestionRule:
    """How one suggestion chooses its terms, choice by choice, first rule that holds."""

    name: str
    title: str
    why: str
    choices: Mapping[str, tuple[ChoiceRule, ...]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case of next year's revenue: how likely, and how much of what is expected, in percent."""

    name: str
    probability: int
    of_expected: int


@dataclass(frozen=True, slots=True)
class ShareRule:
    """The revenue assumption under which a share is worth as much as the fixed fee."""

    base: str
    base_definition: str
    rights_cost_percent: Fraction
    most_percent_with_guarantee: Fraction
    scenarios: tuple[Scenario, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Currency:
    """A price list: `parity` times the house's figures, in whole `step`s."""

    code: str
    parity: Fraction
    step: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Floor in house currency, ceiling in multiples of the base, and room to negotiate."""

    floor: int
    floor_why: str
    ceiling_of_base: Fraction
    ceiling_why: str
    band_percent: Fraction


@dataclass(frozen=True, slots=True)
class Markets:
    """Weights of countries in the addressable market; a state counts as a part of its country.

    Countries that are not listed share `others`; `countries_of_others` of them make it up.
    """

    countries: Mapping[str, int]
    others: int
    countries_of_others: int
    part_percent: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class RateCard:
    """A whole rate card. `ref` is its name and version, as provenance writes it."""

    ref: str
    currency: str
    base: Mapping[str, int]
    base_why: str
    limits: Limits
    factors: tuple[Factor, ...]
    assumptions: Mapping[str, Assumption]
    suggestions: tuple[SuggestionRule, ...]
    chosen: str
    share: ShareRule
    currencies: Mapping[str, Currency]
    currencies_as_of: str
    markets: Markets
    follower_weight: Fraction
    conflict_words: tuple[str, ...]
    fee_of_revenue_percent: Fraction
    room_percent: Fraction
    adult_age: int
