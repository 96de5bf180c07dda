"""One factor of a rate card, applied to a situation."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from core.pipeline.pricing.card import Factor
from core.pipeline.pricing.rounding import to_places
from core.pipeline.pricing.situation import Reader, Situation

PLACES = 3
"""Factors are rounded to what is printed, so that a person can reckon a price again."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A factor's size, why it is so, the known facts behind it and those that are missing."""

    size: Fraction
    reason: str
    facts: tuple[str, ...]
    missing: tuple[str, ...]


def apply(factor: Factor, situation: Situation) -> Applied:
    """What `factor` comes to in `situation`."""
    reader = Reader(situation)
    match factor.kind:
        case "curve":
            size, found = _on_curve(factor, reader)
        case "sum":
            size, found = _summed(factor, reader)
        case _:
            size, found = _first(factor, reader)
    reason = f"{found[0].upper()}{found[1:]}. {factor.why}"
    return Applied(to_places(size, PLACES), reason, reader.known, reader.missing)


def _on_curve(factor: Factor, reader: Reader) -> tuple[Fraction, str]:
    measured = reader.situation.gauge.measure(factor.measure, reader.look)
    if measured is None:
        return min(size for _, size in factor.points), f"{factor.unit}: not known"
    return interpolate(factor.points, measured), _counted(measured, factor.unit)


def interpolate(points: tuple[tuple[Fraction, Fraction], ...], at: Fraction) -> Fraction:
    """The height at `at` of the line through `points`; level before the first and the last."""
    if at <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return points[-1][1]


def _summed(factor: Factor, reader: Reader) -> tuple[Fraction, str]:
    holding = [case for case in factor.cases if case.when.holds(reader.look)]
    size = factor.start + sum((case.amount for case in holding), Fraction(0))
    return size, "; ".join(case.reason for case in holding) or "nothing of it is known to be there"


def _first(factor: Factor, reader: Reader) -> tuple[Fraction, str]:
    case = next(case for case in factor.cases if case.when.holds(reader.look))
    return case.amount, case.reason


def _counted(number: Fraction, unit: str) -> str:
    """`number` with its unit, whose first word stands in the singular where it is one."""
    first, space, rest = unit.partition(" ")
    told = first.removesuffix("s") if number == 1 else first
    return f"{_figure(number)} {told}{space}{rest}"


def _figure(number: Fraction) -> str:
    """`number` for people: thousands apart, at most two decimals."""
    rounded = to_places(number, 2)
    if rounded.denominator == 1:
        return f"{int(rounded):,}"
    return f"{float(rounded):,.2f}".rstrip("0")
