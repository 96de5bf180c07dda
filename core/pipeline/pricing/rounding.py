"""Exact arithmetic: figures enter as they are written, amounts leave as whole units."""

from fractions import Fraction

Number = int | float | Fraction


def exact(number: Number) -> Fraction:
    """The value of `number` as a person wrote it: 0.1 is one tenth."""
    return number if isinstance(number, Fraction) else Fraction(str(number))


def to_step(amount: Number, step: int = 1) -> int:
    """`amount` at the nearest multiple of `step`; a half goes up, so that rounding keeps order."""
    return int((exact(amount) / step + Fraction(1, 2)) // 1) * step


def up_to_step(amount: Number, step: int) -> int:
    """The lowest multiple of `step` that is at least `amount`."""
    return int(-(-exact(amount) // step)) * step


def down_to_step(amount: Number, step: int) -> int:
    """The highest multiple of `step` that is at most `amount`."""
    return int(exact(amount) // step) * step


def to_places(number: Fraction, places: int) -> Fraction:
    """`number` with so many decimal places, a half up."""
    scale = 10**places
    return Fraction(to_step(number * scale), scale)


def plain(number: Fraction) -> int | float:
    """`number` for JSON: whole where it is whole."""
    return int(number) if number.denominator == 1 else float(number)


def percent_of(amount: Number, percent: Number) -> Fraction:
    """`percent` hundredths of `amount`, exactly."""
    return exact(amount) * exact(percent) / 100
