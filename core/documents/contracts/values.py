"""The closed list of formats in which a placeholder prints a value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.core import Locale

from core.canonical import Json
from core.documents.contracts import money
from core.errors import InvalidInput

_LONG = 30
"""Characters from which an item of a list is set off by a semicolon."""

Words = Mapping[str, str]
"""How the words of closed lists (`official_scorers`) read in a sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a printed value: what the value says, or the `glue` between two parts.

    `below` is the pointer of the part beneath the value's own; `lacks` names what is missing.
    """

    text: str
    below: str = ""
    glue: bool = False
    lacks: str | None = None


def render(value: Json, style: str, words: Words) -> list[Piece]:
    """`value` printed in `style`. Raises `InvalidInput` where it is of another kind."""
    return FORMATS[style](value, words)


def _text(value: Json, words: Words) -> list[Piece]:
    if isinstance(value, bool | list | dict):
        raise _unsuited(value, "text")
    return [Piece(" ".join(str(value).split()))]


def _word(value: Json, words: Words) -> list[Piece]:
    key = str(value).lower() if isinstance(value, bool) else str(value)
    return [Piece(words.get(key, key.replace("_", " ")))]


def _count(value: Json, words: Words) -> list[Piece]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unsuited(value, "count")
    return [Piece(f"{value:,}")]


def _unit(unit: str) -> Callable[[Json, Words], list[Piece]]:
    """A number with its unit, in the singular where it is one."""

    def told(value: Json, words: Words) -> list[Piece]:
        (count,) = _count(value, words)
        return [Piece(f"{count.text} {unit if value == 1 else unit + 's'}")]

    return told


def _percent(value: Json, words: Words) -> list[Piece]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unsuited(value, "percent")
    return [Piece(f"{value:g}%")]


def _date(value: Json, words: Words) -> list[Piece]:
    try:
        day = date.fromisoformat(str(value))
    except ValueError as error:
        raise _unsuited(value, "date") from error
    return [Piece(f"{day.day} {_MONTHS[day.month - 1]} {day.year}")]


def _country(value: Json, words: Words) -> list[Piece]:
    return [Piece(Locale("en").territories.get(str(value), str(value)))]


def _list(value: Json, words: Words) -> list[Piece]:
    if not isinstance(value, list) or any(isinstance(item, list | dict) for item in value):
        raise _unsuited(value, "list")
    items = [" ".join(str(item).split()) for item in value]
    long = any("," in item or ";" in item or len(item) > _LONG for item in items)
    separator = "; " if long else ", "
    pieces: list[Piece] = []
    for number, item in enumerate(items):
        if number:
            last = number == len(items) - 1
            pieces.append(Piece(_joint(separator, last=last), glue=True))
        pieces.append(Piece(item, f"/{number}"))
    return pieces


def _joint(separator: str, *, last: bool) -> str:
    if not last:
        return separator
    return " and " if separator == ", " else "; and "


def _money(value: Json, words: Words) -> list[Piece]:
    return _amounts(value, money.in_full, money.words)


def _figures(value: Json, words: Words) -> list[Piece]:
    return _amounts(value, money.figures, None)


def _amounts(
    value: Json,
    with_currency: Callable[[float, str], str],
    spelled: Callable[[float, str | None], str] | None,
) -> list[Piece]:
    """One amount, or two where the value is a range; a missing currency is asked for."""
    if not isinstance(value, Mapping) or "amount" not in value:
        raise _unsuited(value, "money")
    currency: str | None = value.get("currency")
    bounds = [value["amount"], *([value["amount_max"]] if value.get("amount_max") else [])]
    if currency is not None:
        told = [with_currency(bound, currency) for bound in bounds]
    else:
        told = [
            money.digits(bound, None) + (f" ({spelled(bound, None)})" if spelled else "")
            for bound in bounds
        ]
    pieces = [] if currency is not None else [Piece("", lacks="currency"), Piece(" ", glue=True)]
    if len(told) == 1:
        return [*pieces, Piece(told[0])]
    return [*pieces, Piece(f"{told[0]} to {told[1]}")]


def _unsuited(value: Any, style: str) -> InvalidInput:
    kind = type(value).__name__
    return InvalidInput("placeholder", f"{kind} cannot be printed as {style}", "use another format")


FORMATS: Mapping[str, Callable[[Json, Words], list[Piece]]] = {
    "text": _text,
    "word": _word,
    "count": _count,
    "seconds": _unit("second"),
    "minutes": _unit("minute"),
    "hours": _unit("hour"),
    "days": _unit("day"),
    "months": _unit("month"),
    "years": _unit("year"),
    "workdays": _unit("working day"),
    "events": _unit("event"),
    "seasons": _unit("season"),
    "percent": _percent,
    "date": _date,
    "country": _country,
    "list": _list,
    "money": _money,
    "figures": _figures,
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
