"""Facts and references found again in a document that was read back from plain words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.documents.contracts.linting import AMOUNT, DATE
from core.documents.contracts.model import (
    Block,
    ContractDocument,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    cells,
    texts,
)

_IN_WORDS = re.compile(r" \([^()]*\)")


@dataclass(frozen=True, slots=True)
class Fact:
    """A text that a document printed for the value at `pointer`, and under which heading."""

    document: str
    heading: str
    text: str
    pointer: str


def facts_of(documents: Iterable[ContractDocument]) -> list[Fact]:
    """Every fact that `documents` print."""
    return [
        Fact(document.name, section.heading, run.text, run.source.pointer)
        for document in documents
        for section, _, runs in texts(document)
        for run in runs
        if run.source is not None
    ]


def printed(facts: Iterable[Fact]) -> dict[str, frozenset[str]]:
    """By pointer, the texts in which its value was printed."""
    found: dict[str, set[str]] = {}
    for fact in facts:
        found.setdefault(fact.pointer, set()).add(fact.text)
    return {pointer: frozenset(told) for pointer, told in found.items()}


def attributed(
    document: ContractDocument, facts: Sequence[Fact], reference_word: str
) -> ContractDocument:
    """`document` with the source of each of `facts` that it prints, and with its references.

    Where a section lacks an amount or a date that it printed, one that stands in its own words
    is taken to be in its place.
    """
    ours = [fact for fact in facts if fact.document == document.name]
    headings = {section.heading for section in document.sections}
    # A section whose heading was changed has the facts of those that nothing else can have.
    homeless = [fact for fact in ours if fact.heading not in headings]
    references = re.compile(rf"\b{re.escape(reference_word)} (\d+(?:\.\d+)*(?:\([a-z]+\))*)")
    sections = []
    for section in document.sections:
        known = [fact for fact in ours if fact.heading == section.heading] or homeless
        sections.append(_section(section, known, references))
    return replace(document, sections=tuple(sections))


def _section(section: Section, facts: Sequence[Fact], references: re.Pattern[str]) -> Section:
    found = _mapped(section, _Finder({fact.text: fact.pointer for fact in facts}))
    seen = {run.text for block in found.blocks for runs in cells(block) for run in runs}
    lost = [fact for fact in facts if fact.text not in seen]
    return _mapped(_mapped(found, _Replacer(lost)), _References(references))


@dataclass(frozen=True, slots=True)
class _Finder:
    """Cuts known texts out of a stretch of words, the longest first."""

    pointers: Mapping[str, str]

    def __call__(self, text: str) -> Iterator[Run]:
        known = sorted((t for t in self.pointers if t.strip()), key=lambda t: (-len(t), t))
        if not known:
            yield Run(text)
            return
        pattern = re.compile("|".join(map(_bounded, known)))
        for words, found in _cut(text, pattern):
            yield Run(words, _stated(self.pointers[words])) if found else Run(words)


class _Replacer:
    """Takes an amount or a date for the one that was printed in its place, each once."""

    def __init__(self, lost: Sequence[Fact]) -> None:
        self._amounts = [fact for fact in lost if AMOUNT.search(fact.text)]
        self._dates = [fact for fact in lost if DATE.fullmatch(fact.text)]

    def __call__(self, text: str) -> Iterator[Run]:
        pattern = re.compile(
            f"(?:{AMOUNT.pattern})(?<![.,])(?:{_IN_WORDS.pattern})?|{DATE.pattern}"
        )
        for words, found in _cut(text, pattern):
            waiting = self._dates if DATE.fullmatch(words) else self._amounts
            if found and waiting:
                yield Run(words, _stated(waiting.pop(0).pointer))
            else:
                yield Run(words)


@dataclass(frozen=True, slots=True)
class _References:
    pattern: re.Pattern[str]

    def __call__(self, text: str) -> Iterator[Run]:
        for words, found in _cut(text, self.pattern):
            yield Run(words, target=words.rpartition(" ")[2]) if found else Run(words)


def _stated(pointer: str) -> Source:
    return Source(pointer, "record")


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """The parts of `text` in order, each with whether `pattern` found it."""
    place = 0
    for found in pattern.finditer(text):
        if found.start() > place:
            yield text[place : found.start()], False
        yield found.group(), True
        place = found.end()
    if text[place:]:
        yield text[place:], False


def _bounded(text: str) -> str:
    """A pattern for `text` where no word and no figure goes on before or after it."""
    before = r"(?<!\w)(?<!\d[.,])" if text[0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if text[-1].isalnum() else ""
    return before + re.escape(text) + after


def _mapped(section: Section, split: "_Finder | _Replacer | _References") -> Section:
    def over(runs: Runs) -> Runs:
        done: list[Run] = []
        for run in runs:
            own = run.source is None and run.blank is None and run.style is None
            done += split(run.text) if own and run.target is None else [run]
        return tuple(done)

    def within(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, runs=over(block.runs))
        rows = tuple(tuple(map(over, row)) for row in block.rows)
        return replace(block, columns=tuple(map(over, block.columns)), rows=rows)

    return replace(section, blocks=tuple(map(within, section.blocks)))
