"""What was offered, as values that a template may name under `/deal`, each with its source.

The amounts and choices are those of the price stage's chosen suggestion, taken over as they are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from core.canonical import Json
from core.documents.contracts.model import Mark, Source, Term
from core.documents.contracts.money import figures
from core.pipeline.deals import ended_before
from core.pipeline.drafting.dates import last_day
from core.pipeline.drafting.terms import TermBook
from core.pipeline.facts import Facts
from core.pipeline.names import folded

_START, _DEALS = "/season/start_date", "/commercial/existing_deals"
_START_RULE = "the agreement is proposed to begin with the season; the League named no date for it"
_END_RULE = "follows from the commencement date and the number of months"
_CHOICES = ("exclusivity", "term_months", "fee_model", "step_up_percent")


def chosen_suggestion(priced: Mapping[str, Any]) -> Mapping[str, Any]:
    """The suggestion that the price stage chose."""
    found: Mapping[str, Any] = next(
        s for s in priced["suggestions"] if s["name"] == priced["chosen"]
    )
    return found


def deal_terms(
    book: TermBook,
    classified: Mapping[str, Any],
    priced: Mapping[str, Any],
    worldwide: Collection[str],
) -> dict[str, Term]:
    """Every `/deal/...` pointer with its value.

    `book` answers for the league's facts; `worldwide` are folded names for everywhere.
    """
    suggestion = chosen_suggestion(priced)
    terms = dict(_offer("/deal", suggestion, priced["currency"]))
    for number, offer in enumerate(priced["suggestions"]):
        terms |= _offer(f"/deal/offers/{number}", offer, priced["currency"])
    behind = (priced["currency_source"],) if priced["currency_source"] != "house" else ()
    terms["/deal/currency"] = Term(priced["currency"], Source("/deal/currency", "price", behind))
    terms |= _disputed(book, terms)
    terms |= _period(book, terms["/deal/term_months"])
    terms |= _territory(book, worldwide)
    terms |= _existing(book)
    terms |= _people(book.facts)
    terms |= _classified(book, classified)
    return terms


def _disputed(book: TermBook, terms: Mapping[str, Term]) -> dict[str, Term]:
    """Choices that follow one of several answers of the league say so."""
    found: dict[str, Term] = {}
    for name in _CHOICES:
        doubt, term = book.doubts.about(f"/commercial/{name}"), terms[f"/deal/{name}"]
        if doubt is not None and term.source is not None:
            source = replace(term.source, rule=f"{doubt}; the offer takes this one")
            found[f"/deal/{name}"] = replace(term, source=source, mark="ambiguous")
    return found


def _offer(root: str, suggestion: Mapping[str, Any], currency: str) -> Iterator[tuple[str, Term]]:
    """The values of one suggestion beneath `root`."""

    def priced(name: str, value: Json) -> tuple[str, Term]:
        return f"{root}/{name}", _priced(f"{root}/{name}", value, suggestion)

    def money(amount: int | None) -> Json:
        return None if amount is None else {"amount": amount, "currency": currency}

    choices = suggestion["choices"]
    yield priced("name", suggestion["name"])
    yield priced("title", suggestion["title"])
    for name in _CHOICES:
        pointer = f"{root}/{name}"
        yield pointer, _chosen(pointer, choices.get(name), suggestion, name)
    yield priced("annual_fee", money(suggestion["annual_fee"]["amount"]))
    yield priced("expected_annual", money(suggestion["expected_annual"]))
    yield priced("fixed_fee", money(suggestion["fixed_fee"]))
    yield priced("minimum_guarantee", money(suggestion["minimum_guarantee"]))
    yield priced("low", money(suggestion["range"]["low"]))
    yield priced("high", money(suggestion["range"]["high"]))
    share = suggestion["revenue_share"] or {}
    yield priced("share_percent", share.get("percent"))
    yield priced("share_base", share.get("base"))
    yield priced("share_definition", share.get("base_definition"))
    yield priced("share_assumed", money(share.get("assumed_revenue")))
    yield priced("share_expected", money(share.get("expected")))
    yield priced("fixed_fee_words", _or_none(suggestion["fixed_fee"], currency))
    yield priced("guarantee_words", _or_none(suggestion["minimum_guarantee"], currency))
    yield priced("share_words", f"{share['percent']:g}%" if share else "none")
    schedule = suggestion["schedule"]
    listed = [{**year, "amount": money(year["amount"])} for year in schedule]
    yield priced("schedule", listed)
    total = sum(year["amount"] for year in schedule)
    yield priced("total", money(total) if schedule else None)


def _or_none(amount: int | None, currency: str) -> str:
    return "none" if amount is None else figures(amount, currency)


def _priced(pointer: str, value: Json, suggestion: Mapping[str, Any]) -> Term:
    """An amount rests on every line of its suggestion; the lines name the facts behind them."""
    lines = tuple(line["id"] for line in suggestion["lines"])
    return Term(value, Source(pointer, "price", lines=lines))


def _chosen(pointer: str, value: Json, suggestion: Mapping[str, Any], name: str) -> Term:
    """A choice of the suggestion rests on the line that prices it, where there is one."""
    line = next((x for x in suggestion["lines"] if x["id"] in (name, name.split("_")[0])), None)
    if line is None:
        return Term(value, Source(pointer, "price"))
    return Term(value, Source(pointer, "price", tuple(line["facts"]), (line["id"],)))


def _period(book: TermBook, months: Term) -> dict[str, Term]:
    """The agreement is proposed to begin with the season; its end follows from that."""
    given = book.term(_START).value
    if given is None:
        return {}
    behind, doubt = (_START,), book.doubts.about(_START)
    mark: Mark = "inferred" if doubt is None else "ambiguous"
    rule = _START_RULE if doubt is None else f"{doubt}; {_START_RULE}"
    begins = Source("/deal/start_date", "inferred", behind, rule=rule)
    terms = {"/deal/start_date": Term(given, begins, mark=mark)}
    end = last_day(date.fromisoformat(given), months.value) if months.value is not None else None
    if end is not None:
        lines = months.source.lines if months.source is not None else ()
        ends = Source(
            "/deal/end_date", "inferred", (*behind, "/commercial/term_months"), lines, _END_RULE
        )
        terms["/deal/end_date"] = Term(end.isoformat(), ends, mark=mark)
    return terms


def _territory(book: TermBook, worldwide: Collection[str]) -> dict[str, Term]:
    """Whether the territory is the world, a list, or both at once, which cannot be."""
    territory = book.term("/commercial/territory")
    if not isinstance(territory.value, list) or territory.source is None:
        return {}
    listed = [name for name in territory.value if folded(str(name)) not in worldwide]
    everywhere = len(listed) < len(territory.value)
    kind = "listed" if not everywhere else "mixed" if listed else "worldwide"
    source = replace(territory.source, behind=("/commercial/territory",))
    places = tuple(
        f"{territory.source.pointer}/{number}"
        for number, name in enumerate(territory.value)
        if name in listed
    )
    return {
        "/deal/territory_kind": replace(territory, value=kind, source=source),
        "/deal/territory_words": replace(territory, value="the whole world", source=source),
        "/deal/territory_list": replace(territory, value=listed, source=source, items=places),
    }


def _existing(book: TermBook) -> dict[str, Term]:
    """The league's own agreements: those that stand at the start, and those that are over then."""
    deals, given = book.term(_DEALS), book.term(_START)
    if not isinstance(deals.value, list) or deals.source is None:
        return {}
    # A start that is itself in doubt ends nothing.
    known = given.value is not None and book.doubts.about(_START) is None
    start = date.fromisoformat(given.value) if known else date.min
    found: dict[str, Term] = {}
    for name, over in (("standing_deals", False), ("ended_deals", True)):
        chosen = [
            number
            for number, deal in enumerate(deals.value)
            if ended_before(str(deal), start) is over
        ]
        found[f"/deal/{name}"] = replace(
            deals,
            value=[deals.value[number] for number in chosen],
            items=tuple(f"{deals.source.pointer}/{number}" for number in chosen),
        )
    return found


def _people(facts: Facts) -> dict[str, Term]:
    """Who signs, and whom to call about daily matters, each with the pointer of that contact."""
    contacts: Sequence[Json] = facts.profile.get("contacts") or []
    named = [i for i, contact in enumerate(contacts) if contact.get("name")]
    signing = [i for i in named if facts.stated(f"/contacts/{i}/is_signatory") is True]
    others = [i for i in named if i not in signing]
    chosen = dict(zip(("signatory", "second_signatory"), signing, strict=False))
    if others:
        chosen["operations"] = others[0]
    terms: dict[str, Term] = {}
    for role, index in chosen.items():
        for key in ("name", "role", "email", "phone"):
            pointer = f"/contacts/{index}/{key}"
            value, origin = facts.value(pointer), facts.origin(pointer)
            if value is not None and origin is not None:
                terms[f"/deal/{role}/{key}"] = Term(
                    value,
                    Source(pointer, origin),
                    mark="inferred" if origin == "inferred" else None,
                )
    return terms


def _classified(book: TermBook, classified: Mapping[str, Any]) -> dict[str, Term]:
    """The competition's format: as stated, else as the sport's archetype has it."""
    tier = Term(classified["tier"], Source("/deal/tier", "record"))
    stated = book.term("/sport/format")
    if stated.value not in (None, "other"):
        return {"/deal/tier": tier, "/deal/format": stated}
    usual = classified["archetype"].get("format")
    if usual is None:
        return {"/deal/tier": tier}
    rule = "the usual format of this sport"
    source = Source("/deal/format", "inferred", ("/sport/name",), rule=rule)
    return {"/deal/tier": tier, "/deal/format": Term(usual, source, mark="inferred")}
