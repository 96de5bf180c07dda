"""Readers for figures: counts, ages, durations, dates, years, money, shares, followers."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from core.adapters.offline.extract.leaves import Leaf, Source
from core.adapters.offline.extract.situation import Situation
from core.adapters.offline.extract.vocabulary import Field
from core.adapters.offline.values import dates, durations, figures, money, sums
from core.adapters.offline.values.found import Found

_UNITS = (
    (
        "ms",
        re.compile(r"\b(ms|millisec\w*|millisek\w*|miliseg\w*|millisecondes?)\b", re.IGNORECASE),
    ),
    ("s", re.compile(r"\b(s|secs?|seconds?|sekunden?|segundos?|secondes?)\b", re.IGNORECASE)),
    ("min", re.compile(r"\b(min|mins|minutes?|minuten?|minutos?)\b", re.IGNORECASE)),
    ("h", re.compile(r"\b(h|hrs?|hours?|stunden?|std|horas?|heures?)\b", re.IGNORECASE)),
    ("months", re.compile(r"\b(months?|monaten?|meses|mes|mois)\b", re.IGNORECASE)),
    ("years", re.compile(r"\b(years?|yrs?|jahren?|años?|anos?|ans|années?)\b", re.IGNORECASE)),
)
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
_MINUTES = {"min": 1.0, "h": 60.0}
_MONTHS = {"months": 1.0, "years": 12.0}
_LONGEST_EVENT = 14 * 24 * 60
_PARTS = re.compile(r"[,;]\s|\.\s|\s(?:and|und|y|et)\s")
_LEAST_BARE = 100


def count(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """The figure whose noun is of the field's unit, else the one that stands where asked."""
    found = figures.counts(source.words.text, situation.convention_for(source))
    chosen = counted(situation, field, source, found)
    if chosen is None:
        return []
    return [_leaf(field, source, chosen)]


def counted(
    situation: Situation, field: Field, source: Source, found: Sequence[Found[int]]
) -> Found[int] | None:
    nouns = [situation.nouns(source.words.text, figure.end) for figure in found]
    free = [
        f
        for f, spoken in zip(found, nouns, strict=True)
        if not spoken & situation.units - {field.unit}
    ]
    if (
        free
        and free[0] is found[0]
        and not source.words.text[: free[0].start].strip()
        and source.parts == 1
    ):
        # An answer that begins with a figure means that one; what follows explains it.
        return free[0]
    for figure, spoken in zip(found, nouns, strict=True):
        if field.unit is not None and field.unit in spoken:
            return figure
    if source.parts > 1:
        return found[source.part] if len(found) == source.parts else None
    return free[0] if free else None


def age(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """The age; of several figures the one that counts nothing else."""
    text = source.words.text
    found = [
        f for f in figures.counts(text, situation.convention_for(source)) if 3 <= f.value <= 99
    ]
    lone = [f for f in found if not situation.nouns(text, f.end) & situation.units]
    chosen = lone or found
    return [_leaf(field, source, chosen[0])] if chosen else []


def seconds(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    found: Sequence[Found[Any]] = durations.seconds(
        source.words.text, situation.convention_for(source)
    )
    found = found or _bare(situation, source, _SECONDS)
    # "under 1 second - we measured 0.6 s": what was measured counts.
    measured = re.search(r"measur|gemessen|medid|mesur", source.words.text, re.IGNORECASE)
    chosen = next((f for f in found if measured and f.start > measured.start()), None)
    return [_leaf(field, source, chosen or found[0])] if found else []


def minutes(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    found: Sequence[Found[Any]] = durations.minutes(
        source.words.text, situation.convention_for(source)
    )
    found = found or _bare(situation, source, _MINUTES)
    fitting = [f for f in found if 0 < f.value <= _LONGEST_EVENT]
    if not fitting:
        return []
    # "about five and a half hours, so 330 minutes": the reckoning after it is the sharper one.
    return [_leaf(field, source, fitting[-1] if _same(fitting) else fitting[0], whole=True)]


def months(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    found: Sequence[Found[Any]] = durations.months(
        source.words.text, situation.convention_for(source)
    )
    found = found or _bare(situation, source, _MONTHS)
    return [_leaf(field, source, found[0], whole=True)] if found else []


def year(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    found = [f for f in dates.years(source.words.text) if 1800 <= f.value <= 2100]
    return [_leaf(field, source, found[0])] if found else []


def date(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """The first or the last date of the answer, as the field's option `date` says."""
    found = dates.dates(source.words.text, situation.convention)
    ranges = dates.ranges(source.words.text, situation.convention)
    last = field.options.get("date") == "last"
    if ranges and (source.parts > 1 or len(found) != 1):
        reading = ranges[0].value[1 if last else 0]
        within = [f for f in found if ranges[0].start <= f.start < ranges[0].end]
        place = (within[-1] if last else within[0]) if within else ranges[0]
        return [
            source.leaf(
                field.pointer, reading.iso, place.start, place.end, place.confidence, reading.other
            )
        ]
    if not found or (last and source.parts > 1 and len(found) == 1):
        return []
    chosen = found[-1] if last else found[0]
    return [
        source.leaf(
            field.pointer,
            chosen.value.iso,
            chosen.start,
            chosen.end,
            chosen.confidence,
            chosen.value.other,
        )
    ]


def season_dates(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """Both ends of a season from one answer."""
    ranges = dates.ranges(source.words.text, situation.convention)
    found = dates.dates(source.words.text, situation.convention)
    if not ranges and len(found) < 2:
        return []
    first, last = ranges[0].value if ranges else (found[0].value, found[-1].value)
    spans = [
        (f.start, f.end) for f in found if not ranges or ranges[0].start <= f.start < ranges[0].end
    ]
    if len(spans) < 2:
        spans = [(ranges[0].start, ranges[0].end)] * 2
    return [
        source.leaf("/season/start_date", first.iso, *spans[0], 0.95, first.other),
        source.leaf("/season/end_date", last.iso, *spans[-1], 0.95, last.other),
    ]


def amount(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    """An amount's four leaves; period and currency only where something states them."""
    convention = situation.convention_for(source)
    label = source.question
    found = money.money(source.words.text, convention, label=label) or money.money(
        source.words.text, convention, label=label, need_sign=False
    )
    best = _asked_for(situation, field, source, found) if found else None
    if best is None or (_is_bare(best.value) and best.value.amount < _LEAST_BARE):
        return []
    value = best.value
    leaves = [
        source.leaf(
            f"{field.pointer}/amount", _number(value.amount), best.start, best.end, best.confidence
        )
    ]
    if value.amount_max is not None:
        leaves.append(
            source.leaf(
                f"{field.pointer}/amount_max",
                _number(value.amount_max),
                best.start,
                best.end,
                best.confidence,
            )
        )
    if value.currency is not None:
        leaves.append(
            source.leaf(
                f"{field.pointer}/currency", value.currency, best.start, best.end, best.confidence
            )
        )
    if value.period is not None:
        leaves.append(
            source.leaf(
                f"{field.pointer}/period", value.period, best.start, best.end, best.confidence
            )
        )
    return leaves


def _asked_for(
    situation: Situation, field: Field, source: Source, found: Sequence[Found[money.Money]]
) -> Found[money.Money] | None:
    """Of several amounts the one whose words name the field, else the one in its place."""
    if source.parts < 2 or len(found) < 2:
        return found[0] if _in_place(source, found[0].start) else None
    asked = situation.telling_concepts(field)
    before = 0
    for amount_found in found:
        words = source.words.text[before : amount_found.start]
        units = situation.vocabulary.wording.units(words)
        if any(unit.concepts & asked for unit in units):
            return amount_found
        before = amount_found.end
    return found[source.part] if len(found) == source.parts else None


def _in_place(source: Source, at: int) -> bool:
    """Whether a lone figure at `at` can answer this of several questions: by its place."""
    if source.parts < 2:
        return True
    cuts = [match.start() for match in _PARTS.finditer(source.words.text)]
    if len(cuts) + 1 != source.parts:
        return source.part == 0
    return sum(1 for cut in cuts if cut < at) == source.part


def percent(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    convention = situation.convention_for(source)
    found = figures.percents(source.words.text, convention)
    if not found:
        bare = figures.numbers(source.words.text, convention)
        found = bare if len(bare) == 1 and re.fullmatch(r"\W*[\d.,]+\W*", source.words.text) else []
    fitting = [f for f in found if 0 <= f.value <= 100]
    return [_leaf(field, source, fitting[0])] if fitting else []


def followers(situation: Situation, field: Field, source: Source) -> list[Leaf]:
    convention = situation.convention_for(source)
    found = sums.followers(source.words.text, convention)
    if found is None:
        plain = figures.counts(source.words.text, convention)
        found = plain[0] if len(plain) == 1 else None
    return [_leaf(field, source, found)] if found is not None else []


def _is_bare(value: money.Money) -> bool:
    return value.currency is None and value.period is None and value.amount_max is None


def _bare(situation: Situation, source: Source, factors: dict[str, float]) -> list[Found[float]]:
    """A figure without a unit, where the question names one."""
    for name, pattern in _UNITS:
        if name in factors and pattern.search(source.question):
            return [
                Found(f.value * factors[name], f.start, f.end, 0.9)
                for f in figures.numbers(source.words.text, situation.convention_for(source))[:1]
            ]
    return []


def _same(found: Sequence[Found[Any]]) -> bool:
    return len({round(float(f.value)) for f in found}) == 1


def _leaf(field: Field, source: Source, found: Found[Any], *, whole: bool = False) -> Leaf:
    value = round(found.value) if whole else _number(found.value)
    return source.leaf(field.pointer, value, found.start, found.end, found.confidence)


def _number(value: float) -> float | int:
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


READERS: dict[str, Callable[[Situation, Field, Source], list[Leaf]]] = {
    "count": count,
    "age": age,
    "seconds": seconds,
    "minutes": minutes,
    "months": months,
    "year": year,
    "date": date,
    "dates": season_dates,
    "money": amount,
    "percent": percent,
    "followers": followers,
}
