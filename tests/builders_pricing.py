"""Leagues in plain values, and the shipped knowledge that classifies and prices them."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from core import canonical
from core.documents.questionnaires.document import Document
from core.pipeline.facts import Facts, leaves
from core.pipeline.ports import Entry, StageRequest
from core.pipeline.pricing.card import RateCard
from core.pipeline.pricing.measures import Gauge
from core.pipeline.pricing.offer import price
from core.pipeline.tasks.price import card_in, gauge_in

DATABASE = Path(__file__).parent.parent / "database"
STAGES = DATABASE / "output-styles" / "league_questionnaire_to_contract"

NOTHING: Mapping[str, Any] = {
    "league": dict.fromkeys(
        [
            "legal_name",
            "brand_name",
            "entity_type",
            "jurisdiction",
            "founded_year",
            "website",
            "headquarters_city",
            "headquarters_country",
        ]
    ),
    "contacts": [],
    "sport": dict.fromkeys(("name", "format")),
    "governance": dict.fromkeys(
        ("sanctioning_body", "has_rulebook", "officials_certified", "dispute_process")
    ),
    "season": dict.fromkeys(
        [
            "start_date",
            "end_date",
            "events_per_season",
            "contests_per_event",
            "event_duration_minutes",
            "teams_count",
            "athletes_count",
            "minimum_age",
        ]
    ),
    "data": dict.fromkeys(
        [
            "capture_method",
            "latency_seconds",
            "feed_available",
            "feed_format",
            "historical_seasons",
            "incumbent_supplier",
        ]
    ),
    "integrity": dict.fromkeys(
        [
            "officer_name",
            "betting_ban",
            "anti_doping",
            "monitoring_partner",
            "inside_information_policy",
        ]
    ),
    "betting": {
        "wants_betting": None,
        "markets_requested": [],
        "existing_operators": [],
        "territories": [],
    },
    "audience": dict.fromkeys(
        [
            "average_attendance",
            "annual_attendance",
            "average_viewers",
            "social_followers",
            "primary_demographic",
        ]
    ),
    "media": {"broadcast_partners": [], "streaming_platforms": [], "rights_available": None},
    "commercial": {
        "fee_model": None,
        "minimum_guarantee": None,
        "revenue_share_percent": None,
        "term_months": None,
        "exclusivity": None,
        "territory": [],
        "sublicensing_allowed": None,
        "existing_deals": [],
    },
    "financials": dict.fromkeys(
        ("annual_revenue", "annual_budget", "prize_money", "liability_insurance")
    ),
}
"""The profile of a questionnaire that nobody filled in."""


def money(amount: float, currency: str | None = "EUR", period: str | None = "per_year") -> Any:
    return {"amount": amount, "amount_max": None, "currency": currency, "period": period}


KNOWN: Mapping[str, Any] = {
    "/league/legal_name": "Lakeside Rowing League GmbH",
    "/league/headquarters_country": "DE",
    "/league/entity_type": "corporation",
    "/league/founded_year": 2014,
    "/league/jurisdiction": "Bavaria, Germany",
    "/contacts": [
        {
            "name": "Ana Weiss",
            "role": "Managing Director",
            "email": "ana@lakeside-rowing.example",
            "phone": None,
            "is_signatory": True,
        }
    ],
    "/sport/name": "Rowing",
    "/sport/format": "race",
    "/governance/sanctioning_body": "Lakes Rowing Union",
    "/governance/has_rulebook": True,
    "/governance/officials_certified": True,
    "/season/start_date": "2027-05-01",
    "/season/end_date": "2027-09-30",
    "/season/events_per_season": 10,
    "/season/contests_per_event": 20,
    "/season/minimum_age": 18,
    "/data/capture_method": "timing_system",
    "/data/latency_seconds": 2,
    "/data/feed_available": True,
    "/data/feed_format": "json_api",
    "/data/historical_seasons": 5,
    "/data/incumbent_supplier": "Wavetrack Marine",
    "/integrity/officer_name": "Dr Fergal Quinn",
    "/integrity/betting_ban": True,
    "/integrity/anti_doping": True,
    "/integrity/monitoring_partner": "Clearwater Sports Integrity",
    "/integrity/inside_information_policy": True,
    "/betting/wants_betting": True,
    "/betting/territories": ["Germany", "Austria"],
    "/audience/average_attendance": 1500,
    "/audience/average_viewers": 20000,
    "/audience/social_followers": 60000,
    "/media/rights_available": True,
    "/commercial/fee_model": "fixed_fee",
    "/commercial/sublicensing_allowed": True,
    "/commercial/term_months": 24,
    "/commercial/exclusivity": "non_exclusive",
    "/commercial/territory": ["Germany", "Austria"],
    "/commercial/existing_deals": ["Naming rights with Borealis Batteries until 2028"],
    "/financials/annual_revenue": money(900_000),
    "/financials/liability_insurance": money(5_000_000, "EUR", None),
}
"""A league of which everything is known that a price needs or a letter would ask."""


def a_profile(values: Mapping[str, Any]) -> dict[str, Any]:
    """The empty profile with `values` put in by pointer."""
    profile = deepcopy(dict(NOTHING))
    for pointer, value in values.items():
        *sections, name = pointer.split("/")[1:]
        place = profile
        for section in sections:
            place = place[section]
        place[name] = deepcopy(value)
    return profile


def an_extraction(values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """What the extract stage gives for `values`, each quoted from a made-up document."""
    profile = a_profile(values)
    evidence, start = {}, 0
    for pointer, value in leaves(profile):
        quote = str(value)
        evidence[pointer] = {
            "quote": quote,
            "start": start,
            "end": start + len(quote),
            "question": None,
            "confidence": 1.0,
        }
        start += len(quote) + 1
    return {
        "profile": profile,
        "evidence": evidence,
        "unmapped": [],
        "contradictions": [],
        "ambiguities": [],
        "unread": [],
        "language": "en",
        **more,
    }


def a_league(changes: Mapping[str, Any] | None = None) -> Facts:
    """The known league with `changes` by pointer."""
    return Facts(an_extraction({**KNOWN, **(changes or {})}), {})


class ShippedKnowledge:
    """The genesis files as the `Knowledge` port gives them, all at version 1."""

    encoder = None

    def entry(self, type: str, name: str) -> Entry:
        path = DATABASE / "prompts" / type / f"{name}.json"
        return Entry(type, name, 1, path.read_text(encoding="utf-8"), {})

    def entries(self, type: str, prefix: str = "") -> Sequence[Entry]:
        raise NotImplementedError

    def json(self, type: str, name: str) -> Any:
        value = canonical.decode(self.entry(type, name).text)
        value.pop("$meta", None)
        return value


@cache
def the_card() -> RateCard:
    return card_in(ShippedKnowledge())


@cache
def the_gauge() -> Gauge:
    return gauge_in(ShippedKnowledge())


def priced(facts: Facts, tier: str = "2.2", **more: Any) -> dict[str, Any]:
    return price(facts, the_card(), the_gauge(), tier, **more)


def suggestion(result: Mapping[str, Any], name: str = "standard") -> dict[str, Any]:
    return next(s for s in result["suggestions"] if s["name"] == name)


def fee(changes: Mapping[str, Any] | None = None, tier: str = "2.2") -> int:
    """The standard annual fee of the known league with `changes`."""
    amount: int = suggestion(priced(a_league(changes), tier))["annual_fee"]["amount"]
    return amount


def a_request(task: str, results: Mapping[str, Any], text: str = "a questionnaire") -> StageRequest:
    return StageRequest(
        "execution", "w@1", task, task, Document("q.md", text), results, ShippedKnowledge(), "", {}
    )


def schema_of(folder: str) -> dict[str, Any]:
    """The result's schema in a stage's folder."""
    schema: dict[str, Any] = canonical.decode((STAGES / folder / "schema/result.json").read_text())
    return schema
