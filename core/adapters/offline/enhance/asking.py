"""What to ask the league, ordered by what the answer moves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from core.adapters.offline.enhance.contradicting import Contradiction
from core.canonical import Json
from core.pipeline.conditions import parse
from core.pipeline.facts import Facts
from core.pipeline.pricing.measures import Look
from core.pipeline.pricing.suggestions import Suggestion

KINDS = ("condition", "price", "other")
QUOTE_LIMIT = 160

Moves = Callable[[str, Sequence[Json]], int | None]


def questions_for(
    facts: Facts,
    look: Look,
    doubts: Sequence[Contradiction],
    offer: Suggestion,
    rules: Mapping[str, Any],
    conflict_rules: Mapping[str, Any],
    words: Mapping[str, str],
    language: str,
) -> list[dict[str, Json]]:
    """At most as many questions as the rules allow: conditions of a sale, then price, then rest.

    `doubts` are contradictions and ambiguities to be settled.
    `offer` is the suggestion whose fee shows what an answer moves; `words` are the letter's.
    """
    conditions = {q["pointer"] for q in rules["questions"] if q["kind"] == "condition"}
    asked = list(_open_questions(facts, look, offer, rules, language))
    settling = list(_settling(doubts, conditions, offer, conflict_rules, words, language))
    ranked = _ranked([*asked, *settling])
    return _fewer(ranked, {q["id"] for q in settling}, rules["most"])


def _ranked(questions: Sequence[dict[str, Json]]) -> list[dict[str, Json]]:
    """Conditions in the rules' own order, as all must be met; the price by amount; the rest."""
    by_kind = {kind: [q for q in questions if q["kind"] == kind] for kind in KINDS}
    by_kind["price"].sort(key=lambda q: -(q["moves"] or 0))
    return [question for kind in KINDS for question in by_kind[kind]]


def _fewer(
    ranked: Sequence[dict[str, Json]], settling: set[str], most: int
) -> list[dict[str, Json]]:
    """The first `most` of `ranked`; what contradicts itself goes before what is merely open."""
    settled = [q for q in ranked if q["id"] in settling][:most]
    room = most - len(settled)
    opened = [q for q in ranked if q["id"] not in settling][:room]
    kept = {q["id"] for q in (*settled, *opened)}
    return [q for q in ranked if q["id"] in kept]


def _open_questions(
    facts: Facts, look: Look, offer: Suggestion, rules: Mapping[str, Any], language: str
) -> Iterator[dict[str, Json]]:
    for rule in rules["questions"]:
        if facts.answered_none(rule["pointer"]) or not parse(rule["open"]).holds(look):
            continue
        if "applies" in rule and not parse(rule["applies"]).holds(look):
            continue
        moves = _moved(rule, offer)
        yield {
            "id": rule["id"],
            "pointer": rule["pointer"],
            "question": rule["question"][language],
            "why": rule["why"][language],
            "if_open": rule["if_open"][language],
            "kind": _kind(rule["kind"], moves),
            "moves": moves,
        }


def _moved(rule: Mapping[str, Any], offer: Suggestion) -> int | None:
    """By how much the fee differs between the worst and the best answer; `None`: not priced."""
    if "moves_as" in rule:
        return offer.spread(rule["moves_as"]["pointer"], rule["moves_as"]["values"])
    pointer = rule["pointer"]
    open_now = pointer in offer.middle.missing or pointer in offer.high.missing
    return offer.most_moved(pointer) if open_now else None


def _kind(kind: str, moves: int | None) -> str:
    """A question whose answer moves no amount now is not one about the price."""
    return "other" if kind == "price" and not moves else kind


def _settling(
    doubts: Sequence[Contradiction],
    conditions: set[str],
    offer: Suggestion,
    rules: Mapping[str, Any],
    words: Mapping[str, str],
    language: str,
) -> Iterator[dict[str, Json]]:
    for conflict in doubts:
        pointer = conflict.pointers[0]
        moves = None
        if pointer in offer.case.disputed:
            moves = offer.most_moved(pointer)
        kind = "condition" if pointer in conditions else "price" if moves else conflict.kind
        yield {
            "id": conflict.id,
            "pointer": pointer,
            "question": _question(conflict, rules, words, language),
            "why": rules["why_asked"][language],
            "if_open": rules["if_open"][language],
            "kind": kind,
            "moves": moves,
        }


def _question(
    conflict: Contradiction, rules: Mapping[str, Any], words: Mapping[str, str], language: str
) -> str:
    """The problem, the league's words at both places, and which one holds."""
    quotes = list(dict.fromkeys(_short(place["quote"]) for place in conflict.places))
    parts = [conflict.problem[language]]
    if quotes:
        listed = f" {words['and']} ".join(f"\u201c{quote}\u201d" for quote in quotes)
        readings = f" ({' / '.join(conflict.readings)})" if conflict.readings else ""
        parts.append(f"{words['you_wrote']} {listed}{readings}.")
    parts.append(rules["ask"][language])
    return " ".join(parts)


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= QUOTE_LIMIT else flat[: QUOTE_LIMIT - 1].rstrip() + "\u2026"
