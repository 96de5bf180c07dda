"""What must not leave the house in a contract: each rule finds one usual mistake.

Rules look at the library's own words, at numbers, and at values that carry a source; what a league
wrote is never taken for a mistake of ours.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from babel.numbers import list_currencies

from core.documents.contracts.glossary import FACT, Glossary, defined_in, own_words, terms_in_use
from core.documents.contracts.model import ContractDocument, Paragraph, texts
from core.documents.contracts.numbering import UNKNOWN, letters, place_of, targets

_LEFT_OVER = re.compile(r"\{\{|\}\}|\[●|\bTBC\b|\bTBD\b|\bXXX\b|\blorem ipsum\b", re.IGNORECASE)
_CURRENCIES = "|".join(sorted(list_currencies()))
AMOUNT = re.compile(rf"\b(?:{_CURRENCIES}) \d[\d,.]*|\b\d{{1,3}}(?:,\d{{3}})+\b|[$€£¥]\s?\d")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b\d{{1,2}} (?:{_MONTHS}) \d{{4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b")
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"(?<![\w.])[A-Z][a-z]\w*")
_SENTENCE_START = re.compile(r"(?:^|[.?!]\s+|[.?!][”\"]\s+|^\W+)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: the rule that found it, the document, the printed place, and what is wrong."""

    rule: str
    document: str
    number: str
    problem: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What earlier stages came to: values by pointer, as they must be printed.

    `ordinary` are capitalised names that are no defined terms.
    """

    printed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ordinary: frozenset[str] = frozenset()
    inherits: Mapping[str, str] = field(default_factory=dict)


def lint(documents: Sequence[ContractDocument], expected: Expected) -> list[Finding]:
    """Every mistake in `documents`, by document, rule and place."""
    return [
        finding
        for document in documents
        for rule in _RULES
        for finding in rule(document, documents, expected)
    ]


def undefined_in(text: str, glossary: Glossary, ordinary: Collection[str]) -> Iterator[str]:
    """Words within a sentence of `text` that are capitalised, but neither defined nor ordinary."""
    words = glossary.masked(DATE.sub(FACT, text))
    for found in _CAPITAL.finditer(words):
        starts = _SENTENCE_START.search(words[: found.start()])
        if found.group() not in ordinary and not starts:
            yield found.group()


_Rule = Callable[[ContractDocument, Sequence[ContractDocument], Expected], Iterator[Finding]]


def _defined(
    document: ContractDocument, documents: Sequence[ContractDocument], expected: Expected
) -> set[str]:
    """The terms that `document` may use: its own, and those of the document it builds on."""
    names = {document.name, expected.inherits.get(document.name, document.name)}
    return {
        term
        for one in documents
        if one.name in names
        for section in one.sections
        for term in defined_in(section.blocks)
    }


def _undefined_terms(
    document: ContractDocument, documents: Sequence[ContractDocument], expected: Expected
) -> Iterator[Finding]:
    glossary = Glossary.of(_defined(document, documents, expected))
    for section, block, runs in texts(document):
        for word in undefined_in(own_words(runs), glossary, expected.ordinary):
            yield Finding(
                "undefined_term",
                document.name,
                place_of(section, block),
                f"{word!r} is capitalised like a defined term, but is not defined",
            )


def _unused_terms(
    document: ContractDocument, documents: Sequence[ContractDocument], expected: Expected
) -> Iterator[Finding]:
    defined = [term for section in document.sections for term in defined_in(section.blocks)]
    for term in sorted({term for term in defined if defined.count(term) > 1}):
        yield Finding("term_defined_twice", document.name, "", f"{term!r} has two definitions")
    glossary = Glossary.of(defined)
    heirs = [d for d in documents if expected.inherits.get(d.name) == document.name]
    used = {
        term
        for one in (document, *heirs)
        for section in one.sections
        for term in terms_in_use(section.blocks, glossary)
    }
    for term in sorted(set(defined) - used):
        yield Finding("unused_term", document.name, "", f"{term!r} is defined, but not used")


def _dangling_references(
    document: ContractDocument, documents: Sequence[ContractDocument], expected: Expected
) -> Iterator[Finding]:
    places = targets(document.sections)
    for section, block, runs in texts(document):
        for run in runs:
            if run.target is None:
                continue
            place = places.get(run.target, UNKNOWN)
            if place == UNKNOWN or not run.text.endswith(f" {place}"):
                yield Finding(
                    "dangling_reference",
                    document.name,
                    place_of(section, block),
                    f"{run.text!r} points at {run.target}, which has "
                    + (f"number {place}" if place != UNKNOWN else "no place in this document"),
                )


def _left_overs(
    document: ContractDocument, documents: Sequence[ContractDocument], expected: Expected
) -> Iterator[Finding]:
    listed = {blank.id for blank in document.blanks}
    for section, block, runs in texts(document):
        place = place_of(section, block)
        found = _LEFT_OVER.search(own_words(runs))
        if found is not None:
            yield Finding("left_over", document.name, place, f"{found.group()!r} was left standing")
        for run in runs:
            if run.blank is not None and run.blank not in listed:
                yield Finding("unlisted_blank", document.name, place, f"{run.text!r} is not listed")


def _values(
    document: ContractDocument, documents: Sequence[ContractDocument], expected: Expected
) -> Iterator[Finding]:
    for section, block, runs in texts(document):
        place = place_of(section, block)
        words = own_words(runs)
        told = ((AMOUNT, "amount"), (DATE, "date")) if _DIGIT.search(words) else ()
        for pattern, what in told:
            for found in pattern.finditer(words):
                yield Finding(
                    f"{what}_without_source",
                    document.name,
                    place,
                    f"{found.group()!r} stands in the clause's own words",
                )
        for run in runs:
            allowed = expected.printed.get(run.source.pointer) if run.source is not None else None
            if allowed is not None and run.text not in allowed:
                yield Finding(
                    "differs_from_earlier_stage",
                    document.name,
                    place,
                    f"{run.text!r} is not what {run.source.pointer if run.source else ''} came to",
                )


def _numbering_gaps(
    document: ContractDocument, documents: Sequence[ContractDocument], expected: Expected
) -> Iterator[Finding]:
    count = 0
    for section in document.sections:
        if section.numbering != "clauses":
            continue
        count += 1
        if section.number != str(count):
            yield Finding(
                "numbering_gap",
                document.name,
                section.number or section.heading,
                f"{section.heading!r} should be number {count}",
            )
        paragraph = item = 0
        for block in section.blocks:
            if not isinstance(block, Paragraph) or block.kind not in ("paragraph", "item"):
                continue
            if block.kind == "paragraph":
                paragraph, item = paragraph + 1, 0
                wanted = f"{section.number}.{paragraph}"
            else:
                item += 1
                stem = f"{section.number}.{paragraph}" if paragraph else section.number
                wanted = f"{stem}({letters(item)})"
            if block.number != wanted:
                yield Finding(
                    "numbering_gap",
                    document.name,
                    block.number or section.heading,
                    f"a paragraph should be number {wanted}",
                )


def _empty_text(
    document: ContractDocument, documents: Sequence[ContractDocument], expected: Expected
) -> Iterator[Finding]:
    for section in document.sections:
        if not section.blocks:
            yield Finding("empty_clause", document.name, section.heading, "has no text")
    for section, block, runs in texts(document):
        if isinstance(block, Paragraph) and not "".join(run.text for run in runs).strip(f" {FACT}"):
            yield Finding("empty_clause", document.name, place_of(section, block), "has no text")


_RULES: Sequence[_Rule] = (
    _undefined_terms,
    _unused_terms,
    _dangling_references,
    _left_overs,
    _values,
    _numbering_gaps,
    _empty_text,
)
