"""Numbers: of sections and paragraphs, in references to them, and of blanks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.documents.contracts.model import (
    Blank,
    Block,
    ContractDocument,
    Inferred,
    Numbering,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
    cells,
)

_Change = Callable[[Run], Run]
_Settle = Callable[[Section, Block, Run], Run]

UNKNOWN = "?"
"""Printed where a reference points at nothing; the linter finds it."""


def numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """`sections` with their printed numbers: 4, 4.1, 4.1(a); (1) of parties, (A) of recitals."""
    done: list[Section] = []
    count = 0
    for section in sections:
        if section.numbering == "clauses":
            count += 1
        number = str(count) if section.numbering == "clauses" else None
        blocks = tuple(_number_blocks(section.blocks, section.numbering, number))
        done.append(replace(section, number=number, blocks=blocks))
    return tuple(done)


def _number_blocks(
    blocks: Sequence[Block], numbering: Numbering, section: str | None
) -> Iterator[Block]:
    paragraph, item = 0, 0
    current = section
    for block in blocks:
        if isinstance(block, Paragraph) and block.kind == "paragraph":
            paragraph, item = paragraph + 1, 0
            current = _label(numbering, section, paragraph)
        if isinstance(block, Paragraph) and block.kind == "item":
            item += 1
            yield replace(block, number=f"{current or ''}({letters(item)})")
        else:
            yield replace(block, number=current)


def _label(numbering: Numbering, section: str | None, paragraph: int) -> str | None:
    match numbering:
        case "clauses":
            return f"{section}.{paragraph}"
        case "parties":
            return f"({paragraph})"
        case "recitals":
            return f"({letters(paragraph).upper()})"
        case "none":
            return None


def letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    told = ""
    while number:
        number, letter = divmod(number - 1, 26)
        told = chr(ord("a") + letter) + told
    return told


def referenced(sections: Sequence[Section], word: str) -> tuple[Section, ...]:
    """`sections`, numbered before, with every reference printed as `word` and a number."""
    places = targets(sections)

    def resolve(run: Run) -> Run:
        if run.target is None:
            return run
        return replace(run, text=f"{word} {places.get(run.target, UNKNOWN)}")

    return tuple(
        replace(section, blocks=tuple(_mapped(block, resolve) for block in section.blocks))
        for section in sections
    )


def targets(sections: Sequence[Section]) -> dict[str, str]:
    """What can be referred to (`section` or `section.anchor`) with its printed number."""
    found: dict[str, str] = {}
    for section in sections:
        if section.number is None:
            continue
        found[section.id] = section.number
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.anchor and block.number:
                found[f"{section.id}.{block.anchor}"] = block.number
    return found


@dataclass(slots=True)
class Blanks:
    """Numbers blanks in reading order, over all documents: one missing fact has one number."""

    labels: Mapping[str, str]
    _ids: dict[str, str] = field(default_factory=dict)

    def settle(self, document: ContractDocument) -> ContractDocument:
        """`document` with its blanks numbered and labelled, and listed with what was inferred."""
        found: dict[str, Blank] = {}

        def settle(section: Section, block: Block, run: Run) -> Run:
            if run.blank is None:
                return run
            blank = self._blank(run)
            before = found.get(blank.id, blank)
            places = dict.fromkeys((*before.places, place_of(section, block)))
            found[blank.id] = replace(before, places=tuple(places))
            return replace(run, text=blank.label, blank=blank.id)

        sections = tuple(_settled(section, settle) for section in document.sections)
        return replace(
            document,
            sections=sections,
            blanks=tuple(found[key] for key in sorted(found, key=int)),
            inferred=tuple(self._inferred(sections)),
        )

    def _blank(self, run: Run) -> Blank:
        key = run.blank or ""
        number = self._ids.setdefault(key, str(len(self._ids) + 1))
        pointer = None if key.startswith("label:") else key
        label = run.text if pointer is None else label_of(pointer, self.labels) + run.text
        return Blank(number, label, pointer, ())

    def _inferred(self, sections: Sequence[Section]) -> Iterator[Inferred]:
        found: dict[str, Inferred] = {}
        for section in sections:
            for block in section.blocks:
                for run in (run for runs in cells(block) for run in runs):
                    if run.mark is None or run.source is None:
                        continue
                    source = run.source
                    new = Inferred(
                        label_of(source.pointer, self.labels),
                        run.text,
                        source.pointer,
                        source.rule or "not stated in so many words",
                        (),
                    )
                    before = found.get(source.pointer, new)
                    places = dict.fromkeys((*before.places, place_of(section, block)))
                    found[source.pointer] = replace(before, places=tuple(places))
        yield from found.values()


def place_of(section: Section, block: Block) -> str:
    """The printed number of `block`, or its section's heading where it has none."""
    return block.number or section.number or section.heading


def label_of(pointer: str, labels: Mapping[str, str]) -> str:
    """What people call the value at `pointer`; made of its parts where `labels` has no name."""
    known = labels.get(pointer)
    if known is not None:
        return known
    parent, _, name = pointer.rpartition("/")
    if not parent:
        return name.replace("_", " ")
    if name.isdigit():
        return f"{label_of(parent, labels)} (number {int(name) + 1})"
    return f"{name.replace('_', ' ')} of {label_of(parent, labels)}"


def _settled(section: Section, settle: _Settle) -> Section:
    def within(block: Block) -> Block:
        return _mapped(block, lambda run: settle(section, block, run))

    return replace(section, blocks=tuple(within(block) for block in section.blocks))


def _mapped(block: Block, change: _Change) -> Block:
    """`block` with every run changed."""

    def over(runs: Runs) -> Runs:
        return tuple(change(run) for run in runs)

    if isinstance(block, Table):
        rows = tuple(tuple(over(cell) for cell in row) for row in block.rows)
        return replace(block, columns=tuple(over(c) for c in block.columns), rows=rows)
    return replace(block, runs=over(block.runs))
