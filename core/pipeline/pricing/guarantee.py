"""A minimum guarantee against a revenue share, worth as much as a fixed fee on average."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.pipeline.pricing.card import ShareRule
from core.pipeline.pricing.rounding import exact, to_places, to_step, up_to_step


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario of a year: its revenue, and what is paid in it."""

    name: str
    probability: int
    revenue: int
    paid: int


@dataclass(frozen=True, slots=True)
class ShareOffer:
    """`percent` of revenue, at least `guarantee` (`None`: nothing guaranteed) a contract year.

    `assumed_revenue` and `expected` are averages over the cases; `expected` is within a step of
    the fixed fee.
    """

    percent: Fraction
    guarantee: int | None
    assumed_revenue: int
    expected: int
    cases: tuple[Case, ...]


def share_offer(
    fee: int, wanted_percent: Fraction, rule: ShareRule, step: int, *, guaranteed: bool
) -> ShareOffer:
    """What is worth `fee` a year at `wanted_percent`.

    A share worth more than the fee by itself is lowered to what matches it; one worth less is
    made up by a guarantee. With `guaranteed` the share stays low enough to leave room for one.
    """
    middle = fee * 100 / rule.rights_cost_percent
    revenues = [(s, middle * s.of_expected / 100) for s in rule.scenarios]
    expected_revenue = sum((r * s.probability / 100 for s, r in revenues), Fraction(0))
    matching = Fraction(up_to_step(fee * 1000 / expected_revenue, 1), 10)
    most = min(matching, rule.most_percent_with_guarantee) if guaranteed else matching
    percent = min(to_places(exact(wanted_percent), 1), most)
    paid = [(s.probability, r * percent / 100) for s, r in revenues]
    guarantee = to_step(_guarantee_for(fee, paid), step)
    cases = tuple(
        Case(s.name, s.probability, to_step(r), max(guarantee, to_step(r * percent / 100)))
        for s, r in revenues
    )
    expected = to_step(Fraction(sum(case.probability * case.paid for case in cases), 100))
    return ShareOffer(percent, guarantee or None, to_step(expected_revenue), expected, cases)


def _guarantee_for(fee: int, paid: Sequence[tuple[int, Fraction]]) -> Fraction:
    """The lowest guarantee with which the average payment reaches `fee`.

    `paid` holds (probability in percent, payment of the share alone). With the guarantee above
    the lowest k payments, the average is linear in it; the first k that fits is the answer.
    """
    ordered = sorted(paid, key=lambda case: case[1])
    if sum((p * amount for p, amount in ordered), Fraction(0)) >= 100 * fee:
        return Fraction(0)
    covered = 0
    for number, (probability, _) in enumerate(ordered):
        covered += probability
        above = sum((p * amount for p, amount in ordered[number + 1 :]), Fraction(0))
        guarantee = (100 * fee - above) / covered
        if number + 1 == len(ordered) or guarantee <= ordered[number + 1][1]:
            return guarantee
    raise AssertionError("the last case always fits")


def schedule(
    amount: int, term_months: int, step_up_percent: Fraction, step: int
) -> list[tuple[int, int, int]]:
    """(contract year, months in it, amount payable) for every year of the term.

    Each year's full amount is the first one's with the step-up; a last year that is not full
    pays by the month.
    """
    years: list[tuple[int, int, int]] = []
    growth = 1 + step_up_percent / 100
    for year in range(1, up_to_step(term_months, 12) // 12 + 1):
        months = min(12, term_months - 12 * (year - 1))
        full = to_step(amount * growth ** (year - 1), step) if year > 1 else amount
        years.append((year, months, to_step(Fraction(full * months, 12))))
    return years
