"""Documents drafted from the clause library: chosen, filled, defined, numbered, with blanks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.documents.contracts.filling import Filler
from core.documents.contracts.glossary import (
    Glossary,
    defined_in,
    definitions_needed,
    terms_in_use,
)
from core.documents.contracts.library import (
    Clause,
    DefinitionEntry,
    Outline,
    chosen,
    read_clause,
    read_definitions,
    read_outline,
)
from core.documents.contracts.model import Block, ContractDocument, Paragraph, Section
from core.documents.contracts.numbering import Blanks, numbered, referenced
from core.errors import InvalidInput
from core.pipeline.drafting.terms import TermBook
from core.pipeline.ports import Knowledge

DOCUMENTS = ("master_agreement", "term_sheet", "data_specification")
"""In the order in which blanks are counted; a document stands after the one it builds on."""


@dataclass(frozen=True, slots=True)
class Library:
    """All that drafting takes from the catalogue, read."""

    outlines: tuple[Outline, ...]
    clauses: tuple[Clause, ...]
    definitions: tuple[DefinitionEntry, ...]
    definitions_ref: str
    labels: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    ordinary: frozenset[str]

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Library":
        """Read the clause library. Raises `InvalidInput` naming the entry to mend."""
        wording: Mapping[str, Any] = knowledge.json("documents", "wording")
        return cls(
            tuple(_outline(knowledge, name) for name in DOCUMENTS),
            tuple(_clause(e.ref, e.name, e.text, e.metadata) for e in knowledge.entries("clauses")),
            read_definitions(knowledge.json("documents", "definitions")),
            knowledge.entry("documents", "definitions").ref,
            wording["labels"],
            wording["words"],
            frozenset(wording["ordinary"]),
        )


def draft(library: Library, book: TermBook, reference: str) -> tuple[ContractDocument, ...]:
    """Every document, filled from `book`, with `reference` on it."""
    done: dict[str, ContractDocument] = {}
    blanks = Blanks(library.labels)
    for outline in library.outlines:
        above = done.get(outline.inherits) if outline.inherits is not None else None
        sections = _sections(library, book, outline, above)
        document = ContractDocument(
            outline.name, outline.title, reference, outline.notice, outline.brief, sections
        )
        done[outline.name] = blanks.settle(document)
    return tuple(done.values())


def _sections(
    library: Library, book: TermBook, outline: Outline, above: ContractDocument | None
) -> tuple[Section, ...]:
    clauses = chosen(
        library.clauses,
        outline.name,
        {c.ref: replace(book, only_stated=c.stated_only).holds(c.when) for c in library.clauses},
    )
    book = replace(book, sections=frozenset(clause.section for clause in clauses))
    sections = [_section(clause, _filler(library, book, clause)) for clause in clauses]
    known = _defined(above.sections) if above is not None else set()
    sections = _with_definitions(library, book, sections, known)
    return referenced(numbered(sections), outline.reference_word)


def _filler(library: Library, book: TermBook, clause: Clause) -> Filler:
    seen = replace(book, only_stated=clause.stated_only)
    return Filler(seen, seen.holds, library.words)


def _section(clause: Clause, filler: Filler) -> Section:
    return Section(
        id=clause.section,
        heading=clause.heading,
        clause=clause.ref,
        blocks=filler.clause(clause),
        numbering=clause.numbering,
        when=None if clause.when == "always" else clause.when,
        defines=clause.defines,
    )


def _with_definitions(
    library: Library, book: TermBook, sections: Sequence[Section], known: set[str]
) -> list[Section]:
    """`sections` with the place for definitions filled by those that are in use."""
    filler = Filler(book, book.holds, library.words)
    here = _defined(sections)
    available: dict[str, Paragraph] = {}
    for entry in library.definitions:
        if entry.term in here | known or not book.holds(entry.when):
            continue
        if entry.term in available:
            raise InvalidInput(
                library.definitions_ref,
                f"two meanings of {entry.term!r} apply at once",
                "give them conditions that exclude each other",
            )
        available[entry.term] = filler.definition(entry, library.definitions_ref)
    glossary = Glossary.of({*available, *here, *known})
    used = terms_in_use((b for section in sections for b in section.blocks), glossary)
    needed = definitions_needed(used, available, glossary)
    return [replace(section, blocks=tuple(_opened(section.blocks, needed))) for section in sections]


def _opened(blocks: Sequence[Block], definitions: Sequence[Paragraph]) -> list[Block]:
    opened: list[Block] = []
    for block in blocks:
        place = isinstance(block, Paragraph) and block.kind == "definition" and not block.runs
        opened += definitions if place else [block]
    return opened


def _defined(sections: Sequence[Section]) -> set[str]:
    return {term for section in sections for term in defined_in(section.blocks)}


def _outline(knowledge: Knowledge, name: str) -> Outline:
    return read_outline(
        knowledge.entry("documents", name).ref, name, knowledge.json("documents", name)
    )


def _clause(ref: str, name: str, text: str, metadata: Mapping[str, Any]) -> Clause:
    try:
        return read_clause(ref, name, text, metadata)
    except InvalidInput as error:
        raise InvalidInput(f"{ref}: {error.field}", error.problem, error.remedy) from error
