"""Clause texts become blocks: facts are put in with their sources, missing ones become blanks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from core.canonical import Json
from core.documents.contracts.library import Clause, DefinitionEntry
from core.documents.contracts.model import Block, Paragraph, Run, Runs, Source, Table, Term
from core.documents.contracts.templates import (
    Definition,
    DefinitionsBlock,
    Fact,
    Gap,
    Guard,
    Part,
    Parts,
    Reference,
    TableBlock,
    TemplateBlock,
    Text,
    TextBlock,
)
from core.documents.contracts.values import Words, render
from core.errors import InvalidInput


class Terms(Protocol):
    """Every value that a template may name."""

    def term(self, pointer: str) -> Term:
        """The value at `pointer` with its source; an empty `Term` where nothing is known."""


Holds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills templates with `terms`. `holds` reads conditions.

    `words` says how the words of closed lists read, by the name of the field.
    """

    terms: Terms
    holds: Holds
    words: Mapping[str, Words]

    def clause(self, clause: Clause) -> tuple[Block, ...]:
        """The blocks of `clause`; the place of the definitions stays open for `definitions`."""
        return tuple(
            block for template in clause.blocks for block in self._block(template, clause.ref)
        )

    def definition(self, entry: DefinitionEntry, ref: str) -> Paragraph:
        """The paragraph that defines one term."""
        when = None if entry.when == "always" else entry.when
        return Paragraph("definition", self._runs(entry.block.parts, None), ref, when=when)

    def runs(self, parts: Parts) -> Runs:
        """One stretch of text on its own."""
        return self._runs(parts, None)

    def _block(self, template: TemplateBlock, ref: str) -> Iterator[Block]:
        match template:
            case TextBlock():
                for item in self._times(template.guard):
                    yield self._paragraph(template, ref, item)
            case TableBlock():
                for _ in self._times(template.guard):
                    yield from self._table(template, ref)
            case DefinitionsBlock():
                yield Paragraph("definition", (), ref)

    def _paragraph(self, template: TextBlock, ref: str, item: "_Item | None") -> Paragraph:
        guard = template.guard
        runs = self._runs(template.parts, item)
        return Paragraph(template.kind, runs, ref, guard.anchor, guard.when)

    def _table(self, template: TableBlock, ref: str) -> Iterator[Table]:
        rows = [
            tuple(self._runs(cell, item) for cell in row.cells)
            for row in template.rows
            for item in self._times(row.guard)
        ]
        if rows:
            columns = tuple(self._runs(column, None) for column in template.columns)
            yield Table(columns, tuple(rows), ref, template.guard.when)

    def _times(self, guard: Guard) -> "Sequence[_Item | None]":
        """What the guarded part appears for: nothing, once (`None`), or each item of a list."""
        if guard.when is not None and not self.holds(guard.when):
            return ()
        if guard.each is None:
            return (None,)
        listed = self.terms.term(guard.each)
        if not isinstance(listed.value, list):
            return ()
        pointers = listed.items or [f"{guard.each}/{i}" for i in range(len(listed.value))]
        return [_Item(*item, listed) for item in zip(listed.value, pointers, strict=True)]

    def _runs(self, parts: Parts, item: "_Item | None") -> Runs:
        return tuple(run for part in parts for run in self._part(part, item))

    def _part(self, part: Part, item: "_Item | None") -> Iterator[Run]:
        match part:
            case Text():
                yield Run(part.text)
            case Reference():
                yield Run("", target=part.target)
            case Definition():
                yield Run(part.term, style="term")
            case Gap():
                yield Run(part.label, blank=f"label:{part.label}")
            case Fact(relative=True):
                if item is None:
                    raise InvalidInput(
                        "placeholder", f".{part.pointer} stands outside each", "write {{each: ...}}"
                    )
                yield from self._value(item.term(part.pointer), item.pointer + part.pointer, part)
            case Fact():
                yield from self._value(self.terms.term(part.pointer), part.pointer, part)

    def _value(self, term: Term, pointer: str, part: Fact) -> Iterator[Run]:
        if term.value is None or term.value == [] or term.source is None:
            doubt = f" ({term.doubt})" if term.doubt else ""
            yield Run(doubt, blank=pointer)
            return
        words = self.words.get(_field(pointer), {})
        for piece in render(term.value, part.style, words):
            if piece.glue:
                yield Run(piece.text)
            elif piece.lacks is not None:
                yield Run("", blank=f"{pointer}/{piece.lacks}")
            else:
                yield Run(piece.text, _of_piece(term, term.source, piece.below), mark=term.mark)


@dataclass(frozen=True, slots=True)
class _Item:
    """The current item of an `each` over `listed`."""

    value: Json
    pointer: str
    listed: Term

    def term(self, below: str) -> Term:
        value = self.value
        for key in below.split("/")[1:]:
            value = value.get(key) if isinstance(value, Mapping) else None
        source = self.listed.source
        if source is None:
            return Term()
        inner = self.pointer.removeprefix(source.pointer)
        return replace(self.listed, value=value, source=_below(source, inner), items=())


def _field(pointer: str) -> str:
    """The name of the field at `pointer`, without the number of a list's item."""
    return next((part for part in reversed(pointer.split("/")) if not part.isdigit()), "")


def _of_piece(term: Term, source: Source, below: str) -> Source:
    """The source of a piece of `term`; one item of a selection has a pointer of its own."""
    number = below.removeprefix("/")
    if term.items and number.isdigit():
        return replace(source, pointer=term.items[int(number)])
    return _below(source, below)


def _below(source: Source, path: str) -> Source:
    """The source of a part of a value: a fact's part has a pointer of its own."""
    if not path or source.origin not in ("stated", "person", "derived", "inferred"):
        return source
    return replace(source, pointer=source.pointer + path)
