"""A contract's way from a profile, with the shipped clause library and plain results."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from core import canonical
from core.adapters.offline.reckoning import reckoned
from core.canonical import Json
from core.catalogue.genesis import GenesisFile, read_genesis
from core.catalogue.model import Ref
from core.documents.questionnaires.document import Document
from core.errors import NotFound
from core.pipeline.facts import leaves
from core.pipeline.ports import Draft, Entry, StageRequest
from core.pipeline.tasks import assemble, export, price

ROOT = Path(__file__).parents[1]
RUN = {
    "workflow": "workflows/questionnaire_to_contract@1",
    "catalogue": 3,
    "snapshot": "5e1f",
    "stages": {
        "extract": {"model": "fake-1", "used": ["stages/style.extract@2"]},
        "price": {"model": "code", "used": ["rate_cards/house@1"]},
    },
}
EXECUTION = "0123abcd"


@cache
def genesis() -> Mapping[Ref, GenesisFile]:
    return {file.ref: file for file in read_genesis(ROOT / "database")}


class ShippedKnowledge:
    """The genesis files as knowledge, every entry at version 1; `instead` replaces texts."""

    encoder = None

    def __init__(self, instead: Mapping[str, str] | None = None) -> None:
        self._instead = instead or {}

    def entry(self, type: str, name: str) -> Entry:
        file = genesis().get(Ref(type, name))
        if file is None:
            raise NotFound(type, name, "see the genesis files")
        text = self._instead.get(f"{type}/{name}", file.text)
        return Entry(type, name, 1, text, file.metadata)

    def entries(self, type: str, prefix: str = "") -> Sequence[Entry]:
        namespace = f"{type}/{prefix}" if prefix else type
        return [self.entry(r.type, r.name) for r in sorted(genesis()) if r.within(namespace)]

    def json(self, type: str, name: str) -> Json:
        value = canonical.decode(self.entry(type, name).text)
        value.pop("$meta", None)
        return value


@cache
def _empty() -> str:
    schema = json.loads(
        (ROOT / "tests/questionnaires/samples/harbour_futsal.expected.json").read_text()
    )
    return json.dumps({root: _nothing(value) for root, value in schema.items()})


def _nothing(value: Any) -> Any:
    if isinstance(value, list):
        return []
    if isinstance(value, dict) and "amount" not in value:
        return {key: _nothing(inner) for key, inner in value.items()}
    return None


def an_empty_profile() -> dict[str, Any]:
    """A profile in which the league stated nothing."""
    return json.loads(_empty())


def a_profile(**facts: Any) -> dict[str, Any]:
    """An empty profile with facts such as `league__legal_name="Northern Futsal"`."""
    profile = an_empty_profile()
    for name, value in facts.items():
        root, _, field = name.partition("__")
        if field:
            profile[root][field] = value
        else:
            profile[root] = value
    return profile


def a_futsal_league(**facts: Any) -> dict[str, Any]:
    """A league that answered what a contract needs; `facts` change it."""
    return a_profile(
        **{
            "league__legal_name": "Northern Futsal Association",
            "league__entity_type": "association",
            "league__jurisdiction": "Scotland",
            "league__headquarters_city": "Dundee",
            "league__headquarters_country": "GB",
            "contacts": [
                {
                    "name": "Ada Moss",
                    "role": "President",
                    "email": "ada@northernfutsal.example",
                    "phone": None,
                    "is_signatory": True,
                }
            ],
            "sport__name": "Futsal",
            "sport__format": "round_robin",
            "season__start_date": "2026-10-11",
            "season__events_per_season": 22,
            "season__contests_per_event": 6,
            "data__capture_method": "official_scorers",
            "data__latency_seconds": 20,
            "data__feed_available": True,
            "data__feed_format": "json_api",
            "betting__wants_betting": False,
            "commercial__fee_model": "fixed_fee",
            "commercial__term_months": 24,
            "commercial__exclusivity": "non_exclusive",
            "commercial__territory": ["UK", "Ireland"],
            "commercial__sublicensing_allowed": False,
            **facts,
        }
    )


def a_questionnaire(profile: Mapping[str, Any]) -> tuple[Document, dict[str, Json]]:
    """A text that states every leaf of `profile`, a line each, and what extract makes of it."""
    lines: list[str] = []
    evidence: dict[str, Json] = {}
    place = 0
    for pointer, value in leaves(profile):
        label, quote = f"{pointer}: ", str(value)
        evidence[pointer] = {
            "quote": quote,
            "start": place + len(label),
            "end": place + len(label) + len(quote),
            "question": label.strip(),
            "confidence": 1.0,
        }
        lines.append(label + quote + "\n")
        place += len(lines[-1])
    extracted = {
        "profile": deepcopy(dict(profile)),
        "evidence": evidence,
        "unmapped": [],
        "contradictions": [],
        "ambiguities": [],
        "unread": [],
        "language": "en",
    }
    return Document("league.md", "".join(lines)), extracted


NOTHING_ENHANCED: Mapping[str, Json] = {
    "derived": [],
    "completeness": {"overall": 0.5, "sections": {}},
    "contradictions": [],
    "questions": [],
    "letter": "Dear league,\n\nthank you.\n",
}


def a_request(
    profile: Mapping[str, Any],
    *,
    extracted: Mapping[str, Json] | None = None,
    enhanced: Mapping[str, Json] | None = None,
    knowledge: ShippedKnowledge | None = None,
) -> StageRequest:
    """A request for `assemble`, with the price stage's real result for `profile`."""
    document, stated = a_questionnaire(profile)
    results: dict[str, Json] = {
        "extract": {**stated, **(extracted or {})},
        "enhance": {**NOTHING_ENHANCED, **(enhanced or {})},
        "classify": {"archetype": {"sport": None, "format": None}, "tier": "3.2"},
        "upsert": {"league_id": "0" * 64, "facts": []},
    }
    request = StageRequest(
        execution_id=EXECUTION,
        workflow=RUN["workflow"],
        stage="assemble",
        task="assemble",
        document=document,
        results=results,
        knowledge=knowledge or ShippedKnowledge(),
        prompt="",
        schema={},
        settings={"run": RUN},
    )
    results["price"] = price.run(request).value
    return request


def assembled(profile: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    """What `assemble` makes of `profile`."""
    return assemble.run(a_request(profile, **given)).value


def exported(profile: Mapping[str, Any], **given: Any) -> Draft:
    """What `export` makes of `profile`."""
    request = a_request(profile, **given)
    results = dict(request.results)
    results["assemble"] = assemble.run(request).value
    return export.run(
        StageRequest(**{name: getattr(request, name) for name in _FIELDS}, results=results)
    )


def drawn_up(
    profile: Mapping[str, Any], answered_none: Sequence[str] = (), **given: Any
) -> dict[str, Any]:
    """The results of every stage up to `assemble`, each by its own rules."""
    request = a_request(profile, **given)
    words = {"quote": "none", "start": 0, "end": 4, "question": None}
    said = dict.fromkeys(answered_none, words)
    results = reckoned({**request.results["extract"], "answered_none": said}, request.knowledge)
    fields = {name: getattr(request, name) for name in _FIELDS}
    results["assemble"] = assemble.run(StageRequest(**fields, results=results)).value
    return results


_FIELDS = (
    "execution_id",
    "workflow",
    "stage",
    "task",
    "document",
    "knowledge",
    "prompt",
    "schema",
    "settings",
)
