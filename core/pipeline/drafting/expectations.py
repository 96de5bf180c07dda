"""What a contract's amounts and dates must say, taken straight from what earlier stages came to.

This is reckoned apart from how the documents were filled, so that a slip there is found here.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.documents.contracts.linting import Expected
from core.documents.contracts.values import render
from core.pipeline.drafting.dates import last_day
from core.pipeline.drafting.deal import chosen_suggestion
from core.pipeline.drafting.documents import Library
from core.pipeline.drafting.terms import TermBook


def expected_of(library: Library, book: TermBook, priced: Mapping[str, Any]) -> Expected:
    """What the linter holds the documents against."""
    offers = priced["suggestions"]
    printed = {
        **dict(_amounts("/deal", chosen_suggestion(priced), priced["currency"])),
        **{
            pointer: texts
            for number, offer in enumerate(offers)
            for pointer, texts in _amounts(f"/deal/offers/{number}", offer, priced["currency"])
        },
        **dict(_dates(book, chosen_suggestion(priced)["choices"]["term_months"])),
    }
    return Expected(
        printed,
        library.ordinary,
        {o.name: o.inherits for o in library.outlines if o.inherits is not None},
    )


def _amounts(
    root: str, offer: Mapping[str, Any], currency: str
) -> Iterator[tuple[str, frozenset[str]]]:
    share = offer["revenue_share"] or {}
    schedule = [year["amount"] for year in offer["schedule"]]
    amounts = {
        "annual_fee": [offer["annual_fee"]["amount"]],
        "expected_annual": [offer["expected_annual"]],
        "fixed_fee": [offer["fixed_fee"]],
        "minimum_guarantee": [offer["minimum_guarantee"]],
        "low": [offer["range"]["low"]],
        "high": [offer["range"]["high"]],
        "share_assumed": [share.get("assumed_revenue")],
        "share_expected": [share.get("expected")],
        "total": [sum(schedule)],
    }
    for name in ("fixed_fee", "minimum_guarantee"):
        words = "guarantee_words" if name == "minimum_guarantee" else "fixed_fee_words"
        yield f"{root}/{words}", _in_any_style(amounts[name], currency) or frozenset({"none"})
    for name, listed in amounts.items():
        yield f"{root}/{name}", _in_any_style(listed, currency)
    counts = frozenset(str(year[key]) for year in offer["schedule"] for key in ("year", "months"))
    yield f"{root}/schedule", _in_any_style(schedule, currency) | counts


def _in_any_style(amounts: list[int | None], currency: str) -> frozenset[str]:
    return frozenset(
        piece.text
        for amount in amounts
        if amount is not None
        for style in ("money", "figures")
        for piece in render({"amount": amount, "currency": currency}, style, {})
    )


def _dates(book: TermBook, months: int | None) -> Iterator[tuple[str, frozenset[str]]]:
    given = book.term("/season/start_date").value
    if given is None:
        return
    start = date.fromisoformat(given)
    yield "/deal/start_date", _printed(start)
    end = last_day(start, months) if months is not None else None
    if end is not None:
        yield "/deal/end_date", _printed(end)


def _printed(day: date) -> frozenset[str]:
    return frozenset(piece.text for piece in render(day.isoformat(), "date", {}))
