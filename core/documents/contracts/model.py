"""A contract document as plain values: sections of numbered blocks, made of runs of text.

A run that came from a fact says so in its `source`, so that every word that is not the clause
library's own can be traced; a run that stands for a missing fact is a `blank`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from core.canonical import Json

Origin = Literal["stated", "person", "derived", "inferred", "price", "house", "record"]
"""Who vouches for a value: the league, a person who corrected it, a rule over stated values, a
guess, the price stage, the house's own positions, or the record of the run."""

Kind = Literal["paragraph", "item", "definition", "plain"]
Mark = Literal["inferred", "ambiguous"]
Style = Literal["term"]
Numbering = Literal["clauses", "parties", "recitals", "none"]
"""How a section's paragraphs count: 4.1 under 4; (1), (2); (A), (B); or not at all."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from. `behind` are profile pointers it rests on, `lines` price lines."""

    pointer: str
    origin: Origin
    behind: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A value that a template may name, with its source; both `None` where nothing is known.

    `doubt` says why a value that was given cannot be relied on. `items` are the pointers of a
    list's items where the list is a selection, so that they do not count from the source's.
    """

    value: Json = None
    source: Source | None = None
    doubt: str | None = None
    mark: Mark | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one reason to be there.

    `blank` is the key of a missing fact (its number once numbered), `target` the section and
    anchor that a cross-reference points at, `style` "term" a defined term where it is defined.
    """

    text: str
    source: Source | None = None
    blank: str | None = None
    target: str | None = None
    style: Style | None = None
    mark: Mark | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `clause` is the entry with version that its words come from."""

    kind: Kind
    runs: Runs
    clause: str
    anchor: str | None = None
    when: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; each cell is a sequence of runs."""

    columns: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    clause: str
    when: str | None = None
    number: str | None = None


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Section:
    """One clause as printed. `id` is what cross-references name; only `clauses` have a number."""

    id: str
    heading: str
    clause: str
    blocks: tuple[Block, ...]
    numbering: Numbering = "clauses"
    when: str | None = None
    defines: tuple[str, ...] = ()
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Blank:
    """A missing fact as the first page lists it. `places` are the printed numbers."""

    id: str
    label: str
    pointer: str | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inferred:
    """A value that nobody stated, as the first page lists it."""

    label: str
    value: str
    pointer: str
    why: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContractDocument:
    """A whole document. `reference` is the execution it came from; a `brief` one lists its open
    points in a line instead of a table."""

    name: str
    title: str
    reference: str
    notice: str
    brief: bool
    sections: tuple[Section, ...]
    blanks: tuple[Blank, ...] = field(default=())
    inferred: tuple[Inferred, ...] = field(default=())


def cells(block: Block) -> Sequence[Runs]:
    """The sequences of runs in `block`: one of a paragraph, one a cell of a table."""
    if isinstance(block, Paragraph):
        return (block.runs,)
    return (*block.columns, *(cell for row in block.rows for cell in row))


def texts(document: ContractDocument) -> Iterator[tuple[Section, Block, Runs]]:
    """Every sequence of runs with the block and section it stands in, in reading order."""
    for section in document.sections:
        for block in section.blocks:
            for runs in cells(block):
                yield section, block, runs
