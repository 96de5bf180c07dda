"""What an exported document is held against when it is looked at again.

The results of its execution say it best; a provenance that lies beside it says what was printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.documents.contracts.attributing import Fact, attributed, facts_of, printed
from core.documents.contracts.codec import from_json
from core.documents.contracts.linting import Expected, Finding, lint
from core.documents.contracts.model import ContractDocument
from core.pipeline.drafting.documents import Library
from core.pipeline.ports import StageRequest
from core.pipeline.tasks.assemble import expected_in

_OF_FACTS = frozenset({"undefined_term", "left_over", "amount_without_source"})
_OF_FACTS |= {"date_without_source", "differs_from_earlier_stage"}
_OF_TERMS = frozenset({"undefined_term"})


@dataclass(frozen=True, slots=True)
class Grounds:
    """`facts` are the texts that the documents printed, `expected` what they must say, and
    `documents` those of the same contract as they were made, as far as they are known."""

    facts: Sequence[Fact]
    expected: Expected
    documents: Sequence[ContractDocument]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A rule that could not be held against the document, and why."""

    rule: str
    why: str


def from_results(request: StageRequest) -> Grounds:
    """The grounds of a contract that was assembled; `request` holds the results up to that."""
    documents = [from_json(value) for value in request.results["assemble"]["documents"]]
    facts = facts_of(documents)
    expected = expected_in(request)
    # What the price came to goes before what was printed of it.
    return Grounds(
        facts, replace(expected, printed={**printed(facts), **expected.printed}), documents
    )


def from_trace(
    trace: Mapping[str, Any], library: Library, documents: Sequence[ContractDocument]
) -> Grounds:
    """The grounds that a provenance gives; `documents` are those that lie beside it."""
    facts = list(_told(trace))
    return Grounds(facts, replace(_house(library), printed=printed(facts)), documents)


def without_any(library: Library, documents: Sequence[ContractDocument]) -> Grounds:
    """Nothing is known but the library and the documents that lie beside it."""
    return Grounds((), _house(library), documents)


def looked_at_again(
    document: ContractDocument, grounds: Grounds, library: Library, *, plain_words: bool
) -> tuple[list[Finding], list[Unchecked]]:
    """The mistakes in `document`, and the rules that there was nothing to hold against it for.

    `plain_words`: it was read back from Markdown, in which facts and references carry no mark.
    """
    if plain_words:
        word = next(o.reference_word for o in library.outlines if o.name == document.name)
        document = attributed(document, grounds.facts, word)
    others = [one for one in grounds.documents if one.name != document.name]
    unchecked = list(_unchecked(document, grounds, others, plain_words=plain_words))
    skipped = {one.rule for one in unchecked}
    found = lint([document, *others], grounds.expected)
    return [
        finding
        for finding in found
        if finding.document == document.name and finding.rule not in skipped
    ], unchecked


def _unchecked(
    document: ContractDocument,
    grounds: Grounds,
    others: Sequence[ContractDocument],
    *,
    plain_words: bool,
) -> Iterator[Unchecked]:
    known = bool(grounds.facts)
    above = grounds.expected.inherits.get(document.name)
    lacking = above is not None and above not in {one.name for one in others}
    if not known and plain_words:
        why = "neither this home nor a file beside it tells the league's words from ours"
        yield from (Unchecked(rule, why) for rule in sorted(_OF_FACTS))
    elif not known:
        why = "neither this home nor a file beside it says what earlier stages came to"
        yield Unchecked("differs_from_earlier_stage", why)
    if lacking and (known or not plain_words):
        why = f"it uses the terms of the {above}, which does not lie beside it"
        yield from (Unchecked(rule, why) for rule in sorted(_OF_TERMS))


def _house(library: Library) -> Expected:
    return Expected(
        {},
        library.ordinary,
        {o.name: o.inherits for o in library.outlines if o.inherits is not None},
    )


def _told(trace: Mapping[str, Any]) -> Iterator[Fact]:
    for name, document in trace["documents"].items():
        for section in document["sections"]:
            for paragraph in section["paragraphs"]:
                for source in paragraph["sources"]:
                    yield Fact(name, section["heading"], source["text"], source["pointer"])
