"""Every value that a clause may name: the league's facts, the deal, both parties, the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.canonical import Json
from core.documents.contracts.model import Origin, Source, Term
from core.pipeline.conditions import parse
from core.pipeline.facts import Facts, resolve

_CONTRADICTED = "the questionnaire gives different answers"
_AMBIGUOUS = "the questionnaire's words can be read in two ways"
_TWICE = "two_values"
"""The rule of contradictions within one question, which the extract stage has told already."""

_QUOTE_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Doubts:
    """What cannot be relied on, by pointer, with the questionnaire's words.

    `contradicted`: one question with several answers, of which none is taken over. `unsettled`:
    an answer that can be read in two ways, or that another answer speaks against.
    """

    contradicted: Mapping[str, str] = field(default_factory=dict)
    unsettled: Mapping[str, str] = field(default_factory=dict)

    def about(self, pointer: str) -> str | None:
        """Why the value at `pointer`, or a part of it, is in doubt."""
        return _within_any(self.contradicted, pointer) or _within_any(self.unsettled, pointer)


@dataclass(frozen=True, slots=True)
class TermBook:
    """Answers templates and conditions. `computed` holds what is not the league's own word.

    `only_stated` hides whatever the league did not state itself, for what it is to vouch for.
    """

    facts: Facts
    computed: Mapping[str, Term]
    doubts: Doubts = field(default_factory=Doubts)
    sections: frozenset[str] = frozenset()
    only_stated: bool = False

    def term(self, pointer: str) -> Term:
        """The value at `pointer` with its source; an empty `Term` where nothing is known."""
        if pointer in self.computed:
            return self.computed[pointer]
        root = pointer.split("/")[1] if "/" in pointer else ""
        return self._fact(pointer) if root in self.facts.profile else Term()

    def holds(self, condition: str) -> bool:
        """Whether `condition` holds.

        `/clauses/NAME` is true for sections of this document, `/none/POINTER` where the league
        answered that there is none, `/doubt/POINTER` where its answers do not agree.
        """
        return parse(condition).holds(self._look)

    def _look(self, pointer: str) -> Json:
        if pointer.startswith("/clauses/"):
            return pointer.removeprefix("/clauses/") in self.sections
        if pointer.startswith("/none/"):
            return self.facts.answered_none(pointer.removeprefix("/none"))
        if pointer.startswith("/doubt/"):
            return self.doubts.about(pointer.removeprefix("/doubt")) is not None
        return self.term(pointer).value

    def _fact(self, pointer: str) -> Term:
        contradicted = _within_any(self.doubts.contradicted, pointer)
        if contradicted is not None:
            return Term(doubt=contradicted)
        value, origin = self.facts.value(pointer), self.facts.origin(pointer)
        if value is None or origin is None:
            return Term()
        if self.only_stated and origin not in ("stated", "person"):
            return Term()
        derivation = self.facts.derivation(pointer) or {}
        source = Source(
            pointer, origin, tuple(derivation.get("from", ())), rule=derivation.get("explanation")
        )
        term = Term(value, source, mark="inferred" if origin == "inferred" else None)
        unsettled = _within_any(self.doubts.unsettled, pointer)
        if unsettled is not None:
            term = replace(term, source=replace(source, rule=unsettled), mark="ambiguous")
        return self._with_currency(pointer, term) if isinstance(value, Mapping) else term

    def _with_currency(self, pointer: str, term: Term) -> Term:
        """An amount whose currency was not stated takes the derived one, and says so."""
        if term.value.get("amount") is None:
            return Term()
        currency = f"{pointer}/currency"
        value, origin = self.facts.value(currency), self.facts.origin(currency)
        if value is None or term.value.get("currency") is not None or self.only_stated:
            return term
        mark = "inferred" if origin == "inferred" else term.mark
        rule = (self.facts.derivation(currency) or {}).get("explanation")
        source = replace(term.source, rule=rule) if term.source is not None else None
        return replace(term, value={**term.value, "currency": value}, source=source, mark=mark)


def doubts_in(extracted: Mapping[str, Any], enhanced: Mapping[str, Any]) -> Doubts:
    """What the questionnaire leaves in doubt, by its own reading and by its answers' agreement.

    Of answers that disagree with each other, lists are left alone: what is in question is what
    was answered beside them.
    """
    contradicted = {
        item["pointer"]: _with_quotes(_CONTRADICTED, item.get("places", ()))
        for item in extracted.get("contradictions", ())
    }
    unsettled = {
        item["pointer"]: _with_quotes(_AMBIGUOUS, [item] if item.get("quote") else ())
        for item in extracted.get("ambiguities", ())
        if not item.get("settled_by")
    }
    for item in enhanced.get("contradictions", ()):
        if item["id"].partition(":")[0] == _TWICE:
            continue
        words = _with_quotes(item["problem"].rstrip("."), item["places"])
        for pointer in item["pointers"]:
            if not isinstance(resolve(extracted["profile"], pointer), list):
                unsettled.setdefault(pointer, words)
    return Doubts(contradicted, unsettled)


def _with_quotes(problem: str, places: Sequence[Mapping[str, Any]]) -> str:
    quotes = list(dict.fromkeys(_short(place["quote"]) for place in places))
    if not quotes:
        return problem
    *others, last = quotes
    return f"{problem}: {', '.join(others)} and {last}" if others else f"{problem}: {last}"


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return f"“{flat}”" if len(flat) <= _QUOTE_LIMIT else f"“{flat[: _QUOTE_LIMIT - 1].rstrip()}…”"


def given_terms(root: str, values: Mapping[str, Any], *, house: bool) -> dict[str, Term]:
    """Values of a data file under `/root`; those marked with a `value` and a `why` are positions.

    Nulls are left out, so that they become blanks.
    """
    terms: dict[str, Term] = {}
    origin: Origin = "house" if house else "record"
    for name, given in values.items():
        position = given if isinstance(given, Mapping) else {"value": given}
        if position["value"] is not None:
            pointer = f"/{root}/{name}"
            source = Source(pointer, origin, rule=position.get("why"))
            terms[pointer] = Term(position["value"], source)
    return terms


def _within_any(doubts: Mapping[str, str], pointer: str) -> str | None:
    return next((words for place, words in doubts.items() if _within(place, pointer)), None)


def _within(place: str, pointer: str) -> bool:
    """Whether `place` is `pointer` or lies beneath it."""
    return place == pointer or place.startswith(pointer + "/")
