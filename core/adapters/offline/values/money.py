"""Amounts of money."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.currencies import (
    Mark,
    is_dollar,
    mark_after,
    mark_before,
    meaning,
    mention,
)
from core.adapters.offline.values.dates import day_spans
from core.adapters.offline.values.found import Found, trimmed
from core.adapters.offline.values.periods import period_before, period_behind, period_of_label
from core.adapters.offline.values.quantities import Quantity, quantities
from core.adapters.offline.values.spans import Spans

_TO = re.compile(
    r"\s{0,2}(?:-|\u2013|\u2014|to|bis|a|à|up to|up until|tot|hasta|jusqu'à)\s{0,2}", re.IGNORECASE
)
_AND = re.compile(r"\s{0,2}(?:and|und|y|et|en|e|og|och|i|a|ja)\s{0,2}", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|zwischen|entre|tussen|tra|fra|mellom|mellan|mellem|między)\s{1,2}$",
    re.IGNORECASE,
)
_UPPER = re.compile(
    r"\b(?:up to|at most|max\.?|maximum|bis zu|hasta|jusqu'à)\s{1,2}$", re.IGNORECASE
)
_LOWER = re.compile(
    r"\b(?:at least|from|min\.?|minimum|mindestens|over|more than|ab|al menos|au moins)\s{1,2}$",
    re.IGNORECASE,
)
_OTHER_UNIT = re.compile(
    r"[ \u00a0-]{0,2}(?:%|per\s?cent|prozent|years?\b|months?\b|seasons?\b|days?\b|hours?\b"
    r"|weeks?\b"
    r"|jahre?n?\b|monate?n?\b|años?\b|meses\b|ans\b|mois\b|teams?\b|events?\b|rounds?\b|halves\b"
    r"|instal|sponsors?\b|prizes?\b|places?\b|people\b|winners?\b|races?\b)",
    re.IGNORECASE,
)
_SMALLEST_UNSIGNED = 100


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` with multipliers applied; of a range the lower bound, `amount_max` the upper.

    `currency` is ISO 4217, `None` where the document leaves it open; `period` one of per_year,
    per_season, per_month, per_event, one_time.
    """

    amount: float
    amount_max: float | None
    currency: str | None
    period: str | None


@dataclass(frozen=True, slots=True)
class _Sum:
    """A quantity with the marks around it."""

    start: int
    end: int
    quantity: Quantity
    marks: tuple[Mark, ...]
    upper: Quantity | None = None


def money(
    text: str, convention: Convention, *, label: str = "", need_sign: bool = True
) -> list[Found[Money]]:
    """Amounts with a currency's sign, code or word; also bare ones where `need_sign` is false
    or the label names the currency, provided that none has a sign."""
    stated = mention(label, convention.country)
    read = [q for q in quantities(text, convention, money=True) if not q.value.article]
    sums = _ranges(text, [_sum(text, quantity, convention) for quantity in read])
    signed = [one for one in sums if one.marks]
    chosen = signed
    if not signed and (stated is not None or not need_sign):
        chosen = list(_unsigned(text, sums))
    default = stated or convention.currency
    return list(_found(text, chosen, convention, default, period_of_label(label)))


def _sum(text: str, found: Found[Quantity], convention: Convention) -> _Sum:
    before = mark_before(text, found.start, convention.country)
    after = mark_after(text, found.end, convention.country)
    marks = tuple(mark for mark in (before, after) if mark is not None)
    start = before.start if before else found.start
    quantity = found.value
    if quantity.grouped is not None:  # no currency has thousandths
        quantity = replace(quantity, amount=quantity.grouped, base=quantity.grouped)
    return _Sum(start, after.end if after else found.end, quantity, marks)


def _ranges(text: str, sums: list[_Sum]) -> list[_Sum]:
    """Joins "60-75k EUR" and "between $50,000 and $60,000"."""
    joined: list[_Sum] = []
    for two in sums:
        one = joined[-1] if joined else None
        if one is not None and two.start < one.end:  # one mark between two figures
            two = replace(two, start=one.end, marks=two.marks[1:])
        if one is not None and one.upper is None and _is_range(text, one, two):
            first = _shared(one.quantity, two.quantity)
            if first.amount < two.quantity.amount:
                joined[-1] = _Sum(one.start, two.end, first, (*one.marks, *two.marks), two.quantity)
                continue
        joined.append(two)
    return joined


def _is_range(text: str, one: _Sum, two: _Sum) -> bool:
    if _TO.fullmatch(text, one.end, two.start):
        return True
    lead = text[max(0, one.start - 12) : one.start]
    return bool(_AND.fullmatch(text, one.end, two.start) and _BETWEEN.search(lead))


def _shared(one: Quantity, two: Quantity) -> Quantity:
    """The first of "60-75k" takes the multiplier of the second."""
    if one.scale == 1.0 and two.scale > 1.0 and one.base < 1000 and one.base <= two.base:
        return replace(one, scale=two.scale, amount=round(one.base * two.scale, 6))
    return one


def _unsigned(text: str, sums: list[_Sum]) -> Iterator[_Sum]:
    days = Spans(day_spans(text))
    for one in sums:
        value = one.quantity
        alone = text.strip(" .\t\n") == text[one.start : one.end]
        if value.glued or value.ordinal or value.fraction:
            continue
        if days.touch(Found(None, one.start, one.end)) or _OTHER_UNIT.match(text, one.end):
            continue
        largest = one.upper.amount if one.upper else value.amount
        year = value.plain and 1900 <= value.amount <= 2100
        if alone or (largest >= _SMALLEST_UNSIGNED and not year):
            yield one


def _found(
    text: str, sums: list[_Sum], convention: Convention, default: str | None, period: str | None
) -> Iterator[Found[Money]]:
    behind_last = 0
    for at, one in enumerate(sums):
        limit = sums[at + 1].start if at + 1 < len(sums) else len(text)
        behind = period_behind(text, one.end, limit)
        before = period_before(text, one.start, behind_last)
        often = behind[0] if behind else before or period
        scale = max((mark.scale for mark in one.marks), default=1.0)
        upper = round(one.upper.amount * scale, 2) if one.upper else None
        value = Money(
            round(one.quantity.amount * scale, 2), upper, _currency(one, convention, default), often
        )
        behind_last = behind[1] if behind else one.end
        start, end = trimmed(text, one.start, behind_last)
        yield Found(value, start, end, 1.0 if one.marks else 0.7, _bound(text, one))


def _currency(one: _Sum, convention: Convention, default: str | None) -> str | None:
    """The most telling mark: "$50,000 CAD" is in Canadian dollars even in the United States."""
    telling = [mark for mark in one.marks if not is_dollar(mark.name)]
    for mark in telling or one.marks:
        code = meaning(mark.name, convention.country)
        if code is not None:
            return code
    if not one.marks:
        return default
    return default if default and all(is_dollar(mark.name) for mark in one.marks) else None


def _bound(text: str, one: _Sum) -> str | None:
    before = text[max(0, one.start - 14) : one.start]
    if one.upper is None and _UPPER.search(before):
        return "at most"
    return "at least" if one.upper is None and _LOWER.search(before) else None
