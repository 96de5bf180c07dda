"""The price stage: contract suggestions from the rate card, reckoned by code alone."""

from core.pipeline.facts import Facts
from core.pipeline.ports import Draft, Knowledge, StageRequest
from core.pipeline.pricing.card import RateCard
from core.pipeline.pricing.measures import Gauge
from core.pipeline.pricing.offer import disputed_facts, gauge_of, price
from core.pipeline.pricing.reading import read_card

CARD = ("rate_cards", "house")
TERRITORIES = ("taxonomies", "territories")


def run(request: StageRequest) -> Draft:
    """Three priced suggestions for the league that the earlier stages describe."""
    extracted, knowledge = request.results["extract"], request.knowledge
    facts = Facts(extracted, request.results["enhance"])
    tier = request.results["classify"]["tier"]
    card = card_in(knowledge)
    gauge = gauge_of(card, knowledge.json(*TERRITORIES))
    return Draft(price(facts, card, gauge, tier, disputed_facts(extracted)), "code")


def card_in(knowledge: Knowledge) -> RateCard:
    """The rate card in use. Raises `InvalidInput` naming the place where it is wrong."""
    return read_card(knowledge.json(*CARD), knowledge.entry(*CARD).ref)


def gauge_in(knowledge: Knowledge) -> Gauge:
    """Measures as the rate card and the taxonomy of territories in use have them."""
    return gauge_of(card_in(knowledge), knowledge.json(*TERRITORIES))
