"""Every value that a clause may name: the league's facts, the deal, both parties, the house."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.canonical import Json
from core.documents.contracts.model import Origin, Source, Term
from core.pipeline.conditions import parse
from core.pipeline.facts import Facts

_CONTRADICTED = "the questionnaire gives different answers"
_AMBIGUOUS = "the questionnaire's words can be read in two ways"


@dataclass(frozen=True, slots=True)
class TermBook:
    """Answers templates and conditions. `computed` holds what is not the league's own word.

    `only_stated` hides whatever the league did not state itself, for what it is to vouch for.
    """

    facts: Facts
    computed: Mapping[str, Term]
    contradicted: frozenset[str]
    ambiguous: frozenset[str]
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
        answered that there is none.
        """
        return parse(condition).holds(self._look)

    def _look(self, pointer: str) -> Json:
        if pointer.startswith("/clauses/"):
            return pointer.removeprefix("/clauses/") in self.sections
        if pointer.startswith("/none/"):
            return self.facts.answered_none(pointer.removeprefix("/none"))
        return self.term(pointer).value

    def _fact(self, pointer: str) -> Term:
        if any(_within(place, pointer) for place in self.contradicted):
            return Term(doubt=_CONTRADICTED)
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
        if any(_within(place, pointer) for place in self.ambiguous):
            term = replace(term, source=replace(source, rule=_AMBIGUOUS), mark="ambiguous")
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


def doubts(extracted: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Pointers whose answers contradict each other, and those whose words nothing settled."""
    contradicted = frozenset(item["pointer"] for item in extracted.get("contradictions", ()))
    ambiguous = frozenset(
        item["pointer"] for item in extracted.get("ambiguities", ()) if not item.get("settled_by")
    )
    return contradicted, ambiguous


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


def _within(place: str, pointer: str) -> bool:
    """Whether `place` is `pointer` or lies beneath it."""
    return place == pointer or place.startswith(pointer + "/")
