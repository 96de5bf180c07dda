"""The assemble stage: clauses chosen by condition, filled, numbered, cross-referenced, linted."""

from dataclasses import replace

from core.canonical import Json
from core.documents.contracts.codec import to_json
from core.documents.contracts.linting import Expected, lint
from core.documents.contracts.model import ContractDocument
from core.pipeline.drafting.deal import deal_terms
from core.pipeline.drafting.documents import Library, draft
from core.pipeline.drafting.expectations import expected_of
from core.pipeline.drafting.terms import TermBook, doubts_in, given_terms
from core.pipeline.facts import Facts
from core.pipeline.names import folded
from core.pipeline.ports import Draft, StageRequest

MODEL = "code"


def run(request: StageRequest) -> Draft:
    """Draft all documents. Mistakes that the linter finds stand in `findings`.

    The stage's schema allows no finding, so that a contract with one waits for a person.
    """
    library, book = Library.of(request.knowledge), _book(request)
    documents = draft(library, book, request.execution_id)
    expected = expected_of(library, book, request.results["price"])
    return Draft(
        {
            "documents": [to_json(document) for document in documents],
            "blanks": _blanks(documents),
            "chosen": request.results["price"]["chosen"],
            "findings": [
                {
                    "rule": finding.rule,
                    "document": finding.document,
                    "number": finding.number,
                    "problem": finding.problem,
                }
                for finding in lint(documents, expected)
            ],
        },
        MODEL,
    )


def expected_in(request: StageRequest) -> Expected:
    """What the linter holds the documents of `request` against."""
    return expected_of(Library.of(request.knowledge), _book(request), request.results["price"])


def _book(request: StageRequest) -> TermBook:
    results, knowledge = request.results, request.knowledge
    extracted, enhanced = results["extract"], results.get("enhance") or {}
    everywhere = {folded(w) for w in knowledge.json("taxonomies", "territories")["worldwide"]}
    given = {
        **given_terms("party", knowledge.json("house", "party")["party"], house=False),
        **given_terms("house", knowledge.json("house", "positions")["positions"], house=True),
    }
    book = TermBook(Facts(extracted, enhanced), given, doubts_in(extracted, enhanced))
    deal = deal_terms(book, results["classify"], results["price"], everywhere)
    return replace(book, computed={**given, **deal})


def _blanks(documents: tuple[ContractDocument, ...]) -> list[Json]:
    """Every missing fact once, with its first place and all others."""
    found: dict[str, dict[str, Json]] = {}
    for document in documents:
        for blank in document.blanks:
            places = [{"document": document.name, "number": place} for place in blank.places]
            first: dict[str, Json] = {
                "id": blank.id,
                "document": document.name,
                "number": blank.places[0],
                "label": blank.label,
                "pointer": blank.pointer,
                "places": [],
            }
            found.setdefault(blank.id, first)["places"] += places
    return list(found.values())
