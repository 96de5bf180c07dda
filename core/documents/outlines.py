"""The closed grammar of outlines: how a stage's instruction lays out the document to be written.

An instruction holds its outline in a fence, where rules and models read the same lines:

    ```outline
    pages: 2                                     the most that it may fill
    # {{/league/brand_name}}: a brief            the title; of several the first that has its facts
    # A brief
    {{/sport/name}} in {{/league/jurisdiction}}. a sentence, left out where a fact in it is missing
    ## What they want                            a section
    - Territory: {{/commercial/territory}}       a fact under its label, with the league's words
    {{show: readiness}}                          what an earlier stage found
    {{show: questions 8}}                        the same, so many of it at most
    ```

Placeholders are those of clauses: `{{/POINTER FORMAT}}`; without a format a value is printed by
its kind. Sentences that stand together make a paragraph, facts that stand together a table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from core.documents.contracts.templates import Fact, Parts, Text, parse_parts
from core.errors import InvalidInput

FINDINGS = ("readiness", "questions", "conflicts", "people", "unplaced")
"""What may be shown of earlier results."""

_FENCE = re.compile(r"^```outline[ \t]*\n(?P<lines>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_SHOW = re.compile(r"\{\{show: *([a-z]+)(?: +([0-9]{1,3}))?\}\}")
_PAGES = re.compile(r"pages: *([1-9][0-9]?)")
_ROW = re.compile(r"- +(?P<label>[^:{}]+): +(?P<value>.+)")


@dataclass(frozen=True, slots=True)
class Row:
    """A fact, or several in a few words, under a label."""

    label: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; each goes where a fact in it is missing."""

    sentences: tuple[Parts, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """One of `FINDINGS`, `most` items of it at most."""

    what: str
    most: int | None = None


Block: TypeAlias = Table | Paragraph | Show


@dataclass(frozen=True, slots=True)
class Section:
    """`heading` is `None` for what stands under the title itself."""

    heading: str | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Of the `titles` the first that has its facts is taken. `pages` is the most that the document
    may fill; `None`: as many as it takes."""

    titles: tuple[Parts, ...]
    sections: tuple[Section, ...]
    pages: int | None = None


def outline_in(text: str) -> Outline | None:
    """The outline that an instruction holds, if it does.

    Raises `InvalidInput` with field `line N`, counted in `text`.
    """
    found = _FENCE.search(text)
    if found is None:
        return None
    first = text.count("\n", 0, found.start("lines")) + 1
    return _outline(list(enumerate(found["lines"].split("\n"), start=first)))


def pointers_in(outline: Outline) -> list[str]:
    """Every pointer that `outline` names, in order."""
    return [part.pointer for parts in _all_parts(outline) for part in facts_in(parts)]


def facts_in(parts: Parts) -> list[Fact]:
    return [part for part in parts if isinstance(part, Fact)]


def _all_parts(outline: Outline) -> Iterator[Parts]:
    yield from outline.titles
    for section in outline.sections:
        for block in section.blocks:
            match block:
                case Table():
                    yield from (row.parts for row in block.rows)
                case Paragraph():
                    yield from block.sentences


Line: TypeAlias = tuple[int, str]


def _outline(lines: Sequence[Line]) -> Outline:
    titles: list[Parts] = []
    pages: int | None = None
    sections: list[Section] = []
    heading: str | None = None
    pending: list[Line] = []
    for number, line in lines:
        text = line.strip()
        if found := _PAGES.fullmatch(text):
            pages = int(found[1])
        elif text.startswith("# "):
            titles.append(_parts(text[2:].strip(), number))
        elif text.startswith("## "):
            sections += _section(heading, pending)
            heading, pending = text[3:].strip(), []
        else:
            pending.append((number, text))
    sections += _section(heading, pending)
    if not titles:
        raise _wrong(lines[0][0], "the outline has no title", "begin it with # and a title")
    return Outline(tuple(titles), tuple(sections), pages)


def _section(heading: str | None, lines: Sequence[Line]) -> Iterator[Section]:
    blocks = tuple(_blocks(lines))
    if blocks or heading is not None:
        yield Section(heading, blocks)


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    rows: list[Row] = []
    sentences: list[Parts] = []
    for number, text in [*lines, (0, "")]:
        row = _row(text, number)
        if rows and row is None:
            yield Table(tuple(rows))
            rows = []
        plain = row is None and bool(text) and not text.startswith("{{show:")
        if sentences and not plain:
            yield Paragraph(tuple(sentences))
            sentences = []
        if row is not None:
            rows.append(row)
        elif plain:
            sentences.append(_parts(text, number))
        elif text:
            yield _show(text, number)


def _row(text: str, number: int) -> Row | None:
    if not text.startswith("- "):
        return None
    found = _ROW.fullmatch(text)
    parts = _parts(found["value"], number) if found is not None else ()
    if found is None or not facts_in(parts):
        raise _wrong(number, f"{text[:60]!r} is no fact", "write - Label: {{/a/pointer}}")
    return Row(found["label"].strip(), parts)


def _show(text: str, number: int) -> Show:
    found = _SHOW.fullmatch(text)
    if found is None or found[1] not in FINDINGS:
        raise _wrong(number, f"{text[:60]!r} shows nothing", f"show one of {', '.join(FINDINGS)}")
    return Show(found[1], int(found[2]) if found[2] else None)


def _parts(text: str, number: int) -> Parts:
    parts = parse_parts(text, number)
    for part in parts:
        if not isinstance(part, Text | Fact) or (isinstance(part, Fact) and part.relative):
            raise _wrong(number, "names something else than a fact", "write {{/a/pointer}}")
    return parts


def _wrong(line: int, problem: str, remedy: str) -> InvalidInput:
    return InvalidInput(f"line {line}", problem, remedy)
