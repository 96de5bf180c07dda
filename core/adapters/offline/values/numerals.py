"""Reads figures with any separators. Which of "." and "," is decimal, the document decides."""

import re
from dataclasses import dataclass

_BLANKS = "\u00a0\u2009\u202f '\u2019"

# Groups of three parted by blanks or apostrophes, or digits with points and commas between them.
# The alternatives begin with a digit and consume the run, so that scanning stays linear.
NUMERAL = (
    rf"[0-9]{{1,3}}(?:[{_BLANKS}][0-9]{{3}})+(?![0-9])(?:[.,][0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)*"
)
_LONGEST = 15


@dataclass(frozen=True, slots=True)
class Numeral:
    """`grouped` is the other reading of "1.250", with the separator taken for thousands."""

    value: float
    grouped: float | None = None
    plain: bool = False


def numeral(raw: str, decimal: str) -> Numeral | None:
    """The value of a match of `NUMERAL`; `None` for dates, versions and numbers out of all use."""
    digits = re.sub(rf"[{_BLANKS}]", "", raw)
    if sum(char.isdigit() for char in digits) > _LONGEST:
        return None
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return Numeral(float(digits), plain=digits == raw)
    if points and commas:
        return _both(digits)
    separator = "." if points else ","
    groups = digits.split(separator)
    if len(groups) > 2:
        return _whole(groups) if _is_grouping(groups) else None
    return _single(groups, separator == decimal, len(digits) != len(raw))


def _both(digits: str) -> Numeral | None:
    last = max(digits.rfind("."), digits.rfind(","))
    separator = digits[last]
    thousands = "," if separator == "." else "."
    if digits.count(separator) > 1:
        return None
    head, tail = digits[:last].split(thousands), digits[last + 1 :]
    if not _is_grouping(head):
        return None
    return Numeral(float("".join(head) + "." + tail))


def _single(groups: list[str], is_decimal: bool, spaced: bool) -> Numeral:
    head, tail = groups
    fraction = float(f"{head}.{tail}")
    grouping = len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0")
    if not grouping or spaced:
        return Numeral(fraction)
    whole = float(head + tail)
    return Numeral(fraction, grouped=whole) if is_decimal else Numeral(whole)


def _whole(groups: list[str]) -> Numeral:
    return Numeral(float("".join(groups)))


def _is_grouping(groups: list[str]) -> bool:
    """Thousands (1,250,000) or Indian groups (1,50,000)."""
    first, *others = groups
    if not 1 <= len(first) <= 3 or not others or len(others[-1]) != 3:
        return False
    middle = {len(group) for group in others[:-1]}
    return middle <= {3} or (middle == {2} and len(first) <= 2)
