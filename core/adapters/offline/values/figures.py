"""Counts, numbers and percentages."""

import re
from collections.abc import Iterator
from itertools import pairwise

from core.adapters.offline.values.convention import Convention
from core.adapters.offline.values.dates import day_spans
from core.adapters.offline.values.found import Found
from core.adapters.offline.values.quantities import Quantity, quantities
from core.adapters.offline.values.spans import Spans

_PERCENT = re.compile(
    r"[ \u00a0\u202f-]{0,2}(?:%|per\s?cent\b|percents?\b|pct\b|prozent\w{0,3}\b|procent\b"
    r"|por\s?cien(?:to)?\b|pour\s?cents?\b|per\s?cento\b|v\.\s?h\.)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\s{0,2}(?:-|\u2013|\u2014|to|or|bis|a|à|und|and|y|et|%\s?-|%\s?to)\s{0,2}", re.IGNORECASE
)
_SIGN_BEFORE = re.compile(r"[$€£¥₹₺₽₩฿₫₦₴₪₱]\s?$")
_SIGN_AFTER = re.compile(r"[ \u00a0\u202f]?[€£¥₹₺₽₩฿₫₦₴₪₱]|\$")
_CLOCK = re.compile(r"(?<![\d:])[0-9]{1,2}:[0-9]{2}(?![\d:])")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:since|in|until|till|from|through|by|of|founded|established|est\.?|seit|bis|ab|im|jahr"
    r"|desde|hasta|en|depuis|jusqu'en|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\s{0,2}|[0-9]\s?[/\u2013-]\s?)$",
    re.IGNORECASE,
)
# What an average is called where "media" or "half" is no share.
_NO_SHARE = frozenset({"media", "medio", "demi", "halb"})


def counts(text: str, convention: Convention) -> list[Found[int]]:
    """Whole amounts of things: no percentages, money, dates, clock times or ordinals."""
    return list(_counts(text, convention))


def numbers(text: str, convention: Convention) -> list[Found[float]]:
    """Every number outside dates, parts included ("half" is 0.5)."""
    days = Spans(day_spans(text))
    found = []
    for quantity in quantities(text, convention):
        value = quantity.value
        if value.article or value.glued or value.ordinal or days.touch(quantity):
            continue
        confidence = 0.7 if value.fraction or value.grouped is not None else 1.0
        found.append(Found(value.amount, quantity.start, quantity.end, confidence))
    return found


def percents(text: str, convention: Convention) -> list[Found[float]]:
    """Shares in percent: "22.5 %", "15 per cent", "a fifth". Ranges give both, noted "range"."""
    read = [q for q in quantities(text, convention) if not (q.value.glued or q.value.article)]
    found: dict[int, Found[float]] = {}
    for at, quantity in enumerate(read):
        sign = _PERCENT.match(text, quantity.end)
        share = _share(text, quantity)
        if sign is not None and quantity.value.amount <= 1000:
            found[at] = Found(quantity.value.amount, quantity.start, sign.end())
        elif share is not None:
            found[at] = Found(share, quantity.start, quantity.end, 0.8)
    for at, (one, two) in enumerate(pairwise(read)):
        if at + 1 in found and found[at + 1].confidence == 1.0:
            start = found[at].end if at in found else one.end
            if _RANGE.fullmatch(text, start, two.start):
                value = one.value.amount
                found[at] = Found(value, one.start, start, note="range")
                other = found[at + 1]
                found[at + 1] = Found(other.value, other.start, other.end, note="range")
    return [found[at] for at in sorted(found)]


def _share(text: str, quantity: Found[Quantity]) -> float | None:
    if not quantity.value.fraction:
        return None
    last = text[quantity.start : quantity.end].casefold().split()[-1]
    return None if last in _NO_SHARE else round(quantity.value.amount * 100, 2)


def _counts(text: str, convention: Convention) -> Iterator[Found[int]]:
    days = Spans([*day_spans(text), *(m.span() for m in _CLOCK.finditer(text))])
    for quantity in quantities(text, convention):
        value = quantity.value
        if value.article or value.fraction or value.glued or value.ordinal:
            continue
        if days.touch(quantity) or _is_other_unit(text, quantity):
            continue
        amount, confidence = value.amount, 1.0
        if value.grouped is not None:
            amount, confidence = value.grouped, 0.6
        if amount != int(amount):
            continue
        if value.plain and 1900 <= amount <= 2100:
            before = text[max(0, quantity.start - 16) : quantity.start]
            confidence = 0.4 if _YEAR_BEFORE.search(before) else 0.8
        yield Found(int(amount), quantity.start, quantity.end, confidence)


def _is_other_unit(text: str, quantity: Found[Quantity]) -> bool:
    """Percentages and money beside their sign are no counts."""
    before = text[max(0, quantity.start - 2) : quantity.start]
    return bool(
        _PERCENT.match(text, quantity.end)
        or _SIGN_BEFORE.search(before)
        or _SIGN_AFTER.match(text, quantity.end)
    )
