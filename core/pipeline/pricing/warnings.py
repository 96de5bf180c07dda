"""What a person should know before an offer goes out."""

from collections.abc import Callable, Iterator

from core.pipeline.facts import Facts
from core.pipeline.pricing.currency import PricedIn
from core.pipeline.pricing.guarantee import ShareOffer
from core.pipeline.pricing.rounding import exact, to_step
from core.pipeline.pricing.suggestions import Suggestion, share_of
from core.pipeline.pricing.territories import Coverage

Warn = Callable[[Suggestion, PricedIn], Iterator[str]]


def warnings_about(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    """One sentence or two each, the weightiest first."""
    for warn in (
        _authority,
        _betting,
        _youth,
        _deals,
        _territory,
        _guarantee,
        _share,
        _revenue,
        _disputed,
        _limits,
    ):
        yield from warn(chosen, money)


def _facts(chosen: Suggestion) -> Facts:
    return chosen.case.situation.facts


def _authority(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    contacts = _facts(chosen).profile.get("contacts") or []
    if not any(contact.get("is_signatory") is True for contact in contacts):
        yield "Nobody is known to be allowed to sign for the league."


def _betting(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    facts = _facts(chosen)
    if facts.value("/betting/wants_betting") is not True:
        return
    lacking = [
        words
        for pointer, words in (
            ("/integrity/betting_ban", "a betting ban for participants"),
            ("/integrity/officer_name", "an integrity officer"),
        )
        if facts.value(pointer) in (None, False)
    ]
    if lacking:
        yield (
            f"The league wants betting, but {' and '.join(lacking)} is not known to be in place: "
            "betting is priced at nothing and not sold before that."
        )
    if facts.value("/integrity/monitoring_partner") is None:
        yield "The league wants betting, but nobody is known to monitor the betting markets."


def _youth(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    facts, adult = _facts(chosen), chosen.case.card.adult_age
    age = facts.value("/season/minimum_age")
    if facts.value("/betting/wants_betting") is True and age is not None and age < adult:
        yield (
            f"Participants may be {age} years old: many betting markets on minors are forbidden. "
            "Limit the markets, or check each territory's rule."
        )


def _deals(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    reserved = chosen.choices.exclusivity in ("exclusive", "sole")
    if reserved and _facts(chosen).value("/commercial/existing_deals"):
        yield (
            f"The offer is {chosen.choices.exclusivity} while deals exist: check each against "
            "rights and territory, and carve out what it holds."
        )


def _territory(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    names = _facts(chosen).value("/commercial/territory") or []
    coverage: Coverage = chosen.case.situation.gauge.territories.covered(names)
    for name in coverage.unknown:
        yield f"The territory {name!r} is not one that we know; it counts for nothing in the price."


def _guarantee(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    facts = _facts(chosen)
    asked = chosen.case.situation.gauge.measure("guarantee_per_year", facts.value)
    currency = facts.value("/commercial/minimum_guarantee/currency")
    if asked is None or currency != money.currency.code:
        return
    share = share_of(chosen)
    offered = chosen.middle.amount if share is None else share.guarantee or 0
    if asked > offered:
        yield (
            f"The league expects at least {currency} {to_step(asked):,} a year guaranteed; "
            f"this offer guarantees {currency} {offered:,}."
        )
    elif asked and offered * 100 > asked * (100 + chosen.case.card.room_percent):
        yield (
            f"The league expects {currency} {to_step(asked):,} a year guaranteed and this offer "
            f"guarantees {currency} {offered:,}: there is room below the card's price."
        )


def _share(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    asked = _facts(chosen).value("/commercial/revenue_share_percent")
    share: ShareOffer | None = share_of(chosen)
    if asked is not None and share is not None and exact(asked) > share.percent:
        what = "by itself" if share.guarantee is None else "with this guarantee"
        yield (
            f"The league asked for a share of {asked:g} %; {float(share.percent):g} % {what} "
            "is worth the fixed fee already."
        )


def _revenue(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    facts, limit = _facts(chosen), chosen.case.card.fee_of_revenue_percent
    revenue = chosen.case.situation.gauge.measure("revenue_per_year", facts.value)
    currency = facts.value("/financials/annual_revenue/currency")
    fee = chosen.middle.amount
    if revenue and currency == money.currency.code and fee * 100 > revenue * limit:
        yield (
            f"The fee is {to_step(fee * 100 / revenue)} % of the league's stated revenue: "
            "check that the league can deliver what it is paid for."
        )


def _disputed(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    for pointer in sorted(chosen.case.disputed):
        low, high = chosen.moves(pointer)
        if low or high:
            yield (
                f"The questionnaire gives several values for {pointer}: the fee moves by "
                f"{low:+,} to {high:+,} {money.currency.code} depending on which holds."
            )


def _limits(chosen: Suggestion, money: PricedIn) -> Iterator[str]:
    if chosen.middle.amount != chosen.middle.rounded:
        limit = "floor" if chosen.middle.amount > chosen.middle.rounded else "ceiling"
        yield f"The {limit} of the rate card decides the fee, not the factors."
