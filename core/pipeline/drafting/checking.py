"""A clause of the library looked at before it is used: its grammar, its facts, its terms and what
it refers to, each problem with the line it stands in."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.documents.contracts.glossary import FACT, Glossary
from core.documents.contracts.library import Clause, read_clause
from core.documents.contracts.linting import undefined_in
from core.documents.contracts.templates import (
    Definition,
    Fact,
    Guard,
    Parts,
    Reference,
    Text,
    inner,
)
from core.errors import InvalidInput
from core.pipeline.conditions import parse
from core.pipeline.drafting.documents import DOCUMENTS
from core.pipeline.drafting.vocabulary import general

_LINE = re.compile(r"line (\d+)")
_COMPUTED = ("/clauses/", "/house/", "/party/")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of the library has. Empty `pointers` or `terms`: nothing to check against."""

    pointers: Collection[str] = ()
    sections: Collection[str] = ()
    anchors: Collection[str] = ()
    terms: Collection[str] = ()
    ordinary: Collection[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at `line` of the clause's text (`None`: in its front matter)."""

    line: int | None
    problem: str
    remedy: str


def clause_problems(
    name: str, text: str, metadata: Mapping[str, Any], around: Surroundings
) -> list[Problem]:
    """Every problem of one clause."""
    try:
        clause = read_clause(f"clauses/{name}@1", name, text, metadata)
    except InvalidInput as error:
        return [_told(error)]
    return [
        *_front_matter(clause),
        *_conditions(clause),
        *_facts(clause, around),
        *_references(clause, around),
        *_terms(clause, around),
    ]


def condition_problem(text: str, line: int | None) -> Problem | None:
    """What is wrong with a condition, if anything."""
    try:
        parse(text)
    except InvalidInput as error:
        return Problem(line, f"condition {error.problem}", error.remedy)
    return None


def _told(error: InvalidInput) -> Problem:
    place = _LINE.fullmatch(error.field)
    if place is not None:
        return Problem(int(place.group(1)), error.problem, error.remedy)
    return Problem(None, f"{error.field}: {error.problem}", error.remedy)


def _front_matter(clause: Clause) -> Iterator[Problem]:
    for document in clause.documents:
        if document not in DOCUMENTS:
            yield Problem(None, f"documents: no {document!r}", f"use {', '.join(DOCUMENTS)}")


def _stretches(clause: Clause) -> Iterator[tuple[Guard, Parts, int]]:
    for block in clause.blocks:
        yield from inner(block)


def _conditions(clause: Clause) -> Iterator[Problem]:
    found = [condition_problem(clause.when, None)]
    seen: set[tuple[str, int]] = set()
    for guard, _, line in _stretches(clause):
        if guard.when is not None and (guard.when, line) not in seen:
            seen.add((guard.when, line))
            found.append(condition_problem(guard.when, line))
    yield from (problem for problem in found if problem is not None)


def _facts(clause: Clause, around: Surroundings) -> Iterator[Problem]:
    """Every pointer is known, and `takes` lists just those of the league's facts and the deal."""
    used = dict(_pointers(clause))
    for pointer, line in used.items():
        if pointer.startswith("/clauses/"):
            if pointer.removeprefix("/clauses/") not in around.sections:
                yield Problem(line, f"{pointer} is no section", "name a section of the library")
        elif around.pointers and general(pointer) not in around.pointers:
            yield Problem(line, f"{pointer} is unknown", "name a fact of the profile or the deal")
    known = around.pointers or {general(pointer) for pointer in used}
    wanted = {
        general(pointer): line
        for pointer, line in used.items()
        if general(pointer) in known and not pointer.startswith(_COMPUTED)
    }
    for pointer in sorted(set(wanted) - set(clause.takes)):
        yield Problem(wanted[pointer], f"takes lacks {pointer}", f"add `- {pointer}` to takes")
    for pointer in sorted(set(clause.takes) - set(wanted)):
        yield Problem(None, f"takes lists {pointer}, which is not used", "remove it from takes")


def _pointers(clause: Clause) -> Iterator[tuple[str, int | None]]:
    """Every pointer that a placeholder or condition names, with its line, the last one last."""
    for guard, parts, line in reversed(list(_stretches(clause))):
        for path in _paths(guard.when):
            yield path, line
        if guard.each is not None:
            yield guard.each, line
        for part in parts:
            if isinstance(part, Fact) and not part.relative:
                yield part.pointer, line
    for path in _paths(clause.when):
        yield path, None


def _paths(when: str | None) -> tuple[str, ...]:
    try:
        return parse(when).paths if when is not None else ()
    except InvalidInput:
        return ()


def _references(clause: Clause, around: Surroundings) -> Iterator[Problem]:
    for _, parts, line in _stretches(clause):
        for part in parts:
            if not isinstance(part, Reference):
                continue
            section, dot, _ = part.target.partition(".")
            if section not in around.sections or (dot and part.target not in around.anchors):
                yield Problem(line, f"ref: {part.target} points nowhere", "name a section or an id")


def _terms(clause: Clause, around: Surroundings) -> Iterator[Problem]:
    defined = [
        part.term
        for _, parts, _ in _stretches(clause)
        for part in parts
        if isinstance(part, Definition)
    ]
    for term in sorted(set(defined) ^ set(clause.defines)):
        if term in clause.defines:
            yield Problem(None, f"defines {term!r}, but its text does not", "write {{define: ...}}")
        else:
            yield Problem(None, f"defines lacks {term!r}", f"add `- {term}` to defines")
    if not around.terms:
        return
    glossary = Glossary.of({*around.terms, *defined})
    for _, parts, line in _stretches(clause):
        own = "".join(part.text if isinstance(part, Text) else FACT for part in parts)
        for word in undefined_in(own, glossary, around.ordinary):
            yield Problem(line, f"{word!r} is no defined term", "define it, or write it small")
