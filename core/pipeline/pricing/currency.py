"""In which currency a league is priced."""

from dataclasses import dataclass

from core.pipeline.facts import Facts
from core.pipeline.pricing.card import Currency, RateCard

ASKED_IN = (
    "/commercial/minimum_guarantee/currency",
    "/financials/annual_revenue/currency",
    "/financials/annual_budget/currency",
    "/financials/prize_money/currency",
    "/financials/liability_insurance/currency",
)
"""Where a league names its currency; what it wants to be paid in comes first."""


@dataclass(frozen=True, slots=True)
class PricedIn:
    """The currency of a price. `source` is the pointer that named it, or `house`."""

    currency: Currency
    source: str
    warnings: tuple[str, ...]


def priced_in(facts: Facts, card: RateCard) -> PricedIn:
    """The league's currency where the card has a list for it, else the house's, which is said."""
    named = [(pointer, str(facts.value(pointer))) for pointer in ASKED_IN if facts.value(pointer)]
    house = card.currencies[card.currency]
    if not named:
        warning = (
            f"The league names no currency; the house's, {card.currency}, is used. "
            "Agree on the currency before the offer goes out."
        )
        return PricedIn(house, "house", (warning,))
    others = sorted({code for _, code in named} - {named[0][1]})
    mixed = tuple(
        f"The league also names {code}; amounts in it are not converted or compared."
        for code in others
    )
    pointer, code = named[0]
    if code not in card.currencies:
        warning = (
            f"The rate card has no price list in {code}; the house's currency, {card.currency}, "
            "is used and nothing is converted."
        )
        return PricedIn(house, "house", (warning, *mixed))
    return PricedIn(card.currencies[code], pointer, mixed)
