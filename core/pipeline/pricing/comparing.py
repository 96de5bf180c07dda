"""Two prices of one league compared: what every line of a fee moves, and where the range goes.

Works on the price stage's results alone, so that any two of them can be compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.canonical import Json
from core.pipeline.pricing.rounding import exact, to_step

Line = Mapping[str, Any]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Json]:
    """What differs from `before` to `after`, suggestion by suggestion and line by line.

    Amounts of two currencies have no difference: `change` is `None` everywhere then.
    """
    comparable = before["currency"] == after["currency"]
    return {
        "tier": {"before": before["tier"], "after": after["tier"]},
        "currency": {"before": before["currency"], "after": after["currency"]},
        "suggestions": [
            _suggestion(one, other, comparable=comparable)
            for one, other in zip(before["suggestions"], after["suggestions"], strict=True)
        ],
    }


def _suggestion(before: Line, after: Line, *, comparable: bool) -> dict[str, Json]:
    fees = (before["annual_fee"]["amount"], after["annual_fee"]["amount"])
    return {
        "name": after["name"],
        "annual_fee": _moved(*fees, comparable=comparable),
        "range": {
            bound: _moved(before["range"][bound], after["range"][bound], comparable=comparable)
            for bound in ("low", "high")
        },
        "choices": {
            name: {"before": before["choices"][name], "after": value}
            for name, value in after["choices"].items()
            if before["choices"][name] != value
        },
        "lines": list(_lines(before, after, comparable=comparable)),
    }


def _moved(before: int, after: int, *, comparable: bool) -> dict[str, Json]:
    return {"before": before, "after": after, "change": after - before if comparable else None}


def _lines(before: Line, after: Line, *, comparable: bool) -> Iterator[dict[str, Json]]:
    """Base and factors with what each moves, then what rounding and limits make of it.

    A line's change is that of the fee when the line goes from before to after, while those above
    it have gone already and those below have not: so the changes add up to that of the fee.
    """
    ours, theirs = _reckoned(before), _reckoned(after)
    sizes_before, sizes_after = [_size(line) for line in ours], [_size(line) for line in theirs]
    way = [
        _product([*sizes_after[:count], *sizes_before[count:]]) for count in range(len(ours) + 1)
    ]
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        yield {
            "id": other["id"],
            "title": other["title"],
            "before": _state(one),
            "after": _state(other),
            "change": way[number + 1] - way[number] if comparable else None,
        }
    fees = before["annual_fee"]["amount"], after["annual_fee"]["amount"]
    yield {
        "id": "limits",
        "title": "Rounding, floor and ceiling",
        "before": {"factor": None, "amount": fees[0], "reason": before["lines"][-1]["reason"]},
        "after": {"factor": None, "amount": fees[1], "reason": after["lines"][-1]["reason"]},
        "change": (fees[1] - way[-1]) - (fees[0] - way[0]) if comparable else None,
    }


def _reckoned(suggestion: Line) -> Sequence[Line]:
    return [line for line in suggestion["lines"] if line["kind"] in ("base", "factor")]


def _state(line: Line) -> dict[str, Json]:
    return {"factor": line["factor"], "amount": line["amount"], "reason": line["reason"]}


def _size(line: Line) -> int | float:
    size: int | float = line["amount"] if line["kind"] == "base" else line["factor"]
    return size


def _product(sizes: Sequence[int | float]) -> int:
    """The fee before rounding, in whole units after every line, as the card reckons it."""
    amount, *factors = sizes
    running = to_step(amount)
    for factor in factors:
        running = to_step(running * exact(factor))
    return running
