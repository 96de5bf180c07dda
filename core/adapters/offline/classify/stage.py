"""The classify stage, by rules alone."""

from core.adapters.offline.classify.archetype import archetype_of
from core.adapters.offline.classify.readiness import readiness_of
from core.adapters.offline.classify.tiers import tier_of
from core.canonical import Json
from core.pipeline.facts import Facts
from core.pipeline.ports import Draft, Knowledge, StageRequest
from core.pipeline.pricing.measures import Gauge
from core.pipeline.tasks.price import gauge_in

MODEL = "offline-rules-1"


def run(request: StageRequest) -> Draft:
    """Archetype, readiness and tier of the league that the earlier stages describe."""
    facts = Facts(request.results["extract"], request.results.get("enhance") or {})
    gauge = gauge_in(request.knowledge)
    return Draft(classified(facts, gauge, request.knowledge), MODEL)


def classified(facts: Facts, gauge: Gauge, knowledge: Knowledge) -> dict[str, Json]:
    """The stage's result for `facts`."""
    look = gauge.look(facts.value)
    readiness = readiness_of(facts, look, knowledge.json("rules", "readiness"))
    tier, reasons = tier_of(readiness, look, knowledge.json("rules", "tiers"))
    return {
        "archetype": archetype_of(facts, knowledge.json("taxonomies", "sports")),
        "readiness": readiness,
        "tier": tier,
        "tier_reasons": reasons,
    }
