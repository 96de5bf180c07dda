"""The enhance stage, by rules alone."""

from core.adapters.offline.classify.stage import classified
from core.adapters.offline.enhance.asking import questions_for
from core.adapters.offline.enhance.completeness import completeness_of
from core.adapters.offline.enhance.contradicting import ambiguities_in, contradictions_in
from core.adapters.offline.enhance.deriving import derived_values
from core.adapters.offline.enhance.letter import letter_to
from core.canonical import Json
from core.pipeline.facts import Facts
from core.pipeline.ports import Draft, Knowledge, StageRequest
from core.pipeline.pricing.measures import Gauge
from core.pipeline.pricing.offer import disputed_facts, suggestions_for
from core.pipeline.pricing.suggestions import Suggestion
from core.pipeline.tasks.price import card_in, gauge_in

MODEL = "offline-rules-1"
FALLBACK_LANGUAGE = "en"


def run(request: StageRequest) -> Draft:
    """What follows from the questionnaire, what is open in it, and the letter that asks."""
    extracted, knowledge = request.results["extract"], request.knowledge
    gauge = gauge_in(knowledge)
    stated = Facts(extracted, {})
    derived = derived_values(stated, gauge, knowledge.json("rules", "derivations"))
    facts = Facts(extracted, {"derived": derived})
    look = gauge.look(facts.value)
    conflict_rules = knowledge.json("rules", "contradictions")
    contradictions = contradictions_in(extracted, facts, look, conflict_rules)
    doubts = [*contradictions, *ambiguities_in(extracted, facts, conflict_rules)]
    letters = knowledge.json("rules", "letter")["languages"]
    spoken = extracted.get("language")
    language = spoken if spoken in letters else FALLBACK_LANGUAGE
    rules = knowledge.json("rules", "follow_up")
    questions = questions_for(
        facts,
        look,
        doubts,
        _offer(facts, gauge, knowledge, extracted),
        rules,
        conflict_rules,
        letters[language],
        language,
    )
    value = {
        "derived": derived,
        "completeness": completeness_of(facts, look, rules),
        "contradictions": [contradiction.to_json() for contradiction in contradictions],
        "questions": questions,
        "letter_language": language,
        "letter": letter_to(facts, questions, letters[language]),
    }
    return Draft(value, MODEL)


def _offer(facts: Facts, gauge: Gauge, knowledge: Knowledge, extracted: Json) -> Suggestion:
    """The suggestion that would be chosen with what is known now."""
    card = card_in(knowledge)
    tier = classified(facts, gauge, knowledge)["tier"]
    suggestions, _ = suggestions_for(facts, card, gauge, tier, disputed_facts(extracted))
    return next(s for s in suggestions if s.rule.name == card.chosen)
