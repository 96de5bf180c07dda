"""The closed grammar of clause texts. Everything outside `{{...}}` is plain text.

Blocks are set apart by an empty line:

    a paragraph, whose lines are joined
    - an item of a list under the paragraph right above it, which it is left out with;
      a line that begins with two spaces goes on with it
    | a | table |   (its first row the headings, a row of dashes below)
    {{definitions}} the definitions of the terms that the document uses

A block, an item or a row may begin with

    {{id: NAME}}        what a reference can point at, as `section.NAME`
    {{when: CONDITION}} left out unless it holds
    {{each: /POINTER}}  once for every item of a list; `{{.}}` and `{{./field}}` are its values

and any text may hold

    {{/POINTER FORMAT}} a fact, printed in a format (`text` unless told); a blank where missing
    {{ref: SECTION}}    the printed number of a section, or of `SECTION.NAME` in it
    {{define: Term}}    the term that is being defined
    {{blank: label}}    a blank that a person fills in
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from core.documents.contracts.values import FORMATS
from core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """`relative` pointers start at the current item of an `each`."""

    pointer: str
    style: str
    relative: bool


@dataclass(frozen=True, slots=True)
class Reference:
    target: str


@dataclass(frozen=True, slots=True)
class Definition:
    term: str


@dataclass(frozen=True, slots=True)
class Gap:
    label: str


Part = Text | Fact | Reference | Definition | Gap
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands before a block: whether and how often it appears, and its anchor."""

    anchor: str | None = None
    when: str | None = None
    each: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    guard: Guard
    cells: tuple[Parts, ...]
    line: int


@dataclass(frozen=True, slots=True)
class TextBlock:
    kind: Literal["paragraph", "item"]
    guard: Guard
    parts: Parts
    line: int


@dataclass(frozen=True, slots=True)
class TableBlock:
    guard: Guard
    columns: tuple[Parts, ...]
    rows: tuple[Row, ...]
    line: int


@dataclass(frozen=True, slots=True)
class DefinitionsBlock:
    """Where the definitions of all terms in use are printed."""

    line: int
    guard: Guard = field(default=Guard())


TemplateBlock = TextBlock | TableBlock | DefinitionsBlock

_DIRECTIVE = re.compile(r"\{\{([^{}]*)\}\}")
_FACT = re.compile(r"(\./|\.|/)([A-Za-z0-9_/]*)(?:\s+([a-z]+))?")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_TERM = re.compile(r"[A-Z][A-Za-z]*( [A-Z][A-Za-z]*)*")
_POINTER = re.compile(r"(/[A-Za-z0-9_]+)+")
_GUARDS = ("id", "when", "each")


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[TemplateBlock, ...]:
    """The blocks of a clause's text. Raises `InvalidInput` with field `line N`."""
    return tuple(block for group in _groups(text) for block in _blocks(group))


def parse_parts(text: str, line: int = 1) -> Parts:
    """One stretch of text with its placeholders, without anything before it."""
    return tuple(_parts(text, line))


def inner(block: TemplateBlock) -> Iterator[tuple[Guard, Parts, int]]:
    """Every stretch of `block` with the guard over it and its line."""
    match block:
        case TextBlock():
            yield block.guard, block.parts, block.line
        case TableBlock():
            for column in block.columns:
                yield block.guard, column, block.line
            for row in block.rows:
                for cell in row.cells:
                    yield row.guard, cell, row.line
        case DefinitionsBlock():
            yield block.guard, (), block.line


Line = tuple[int, str]


def _groups(text: str) -> Iterator[list[Line]]:
    group: list[Line] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            group.append((number, line.rstrip()))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _blocks(group: Sequence[Line]) -> Iterator[TemplateBlock]:
    number, first = group[0]
    if first.strip() == "{{definitions}}" and len(group) == 1:
        yield DefinitionsBlock(number)
    elif any(line.startswith("|") for _, line in group):
        yield _table(group)
    else:
        lead: Guard | None = None
        for kind, line, text in _joined(group):
            guard, rest = _guarded(text, line)
            if kind == "paragraph":
                lead = guard
            yield TextBlock(kind, _under(lead, guard), tuple(_parts(rest, line)), line)


def _under(lead: Guard | None, guard: Guard) -> Guard:
    """An item goes with the paragraph that it stands under: where that is left out, it is too."""
    if lead is None or lead is guard or lead.when is None:
        return guard
    both = lead.when if guard.when is None else f"({lead.when}) and ({guard.when})"
    return replace(guard, when=both)


def _joined(group: Sequence[Line]) -> Iterator[tuple[Literal["paragraph", "item"], int, str]]:
    """The group's lines put together: a lead-in paragraph, then an item for every `- `."""
    kind: Literal["paragraph", "item"] = "paragraph"
    start, pending = group[0][0], ""
    for number, line in group:
        if line.startswith("- "):
            if pending:
                yield kind, start, pending
            kind, start, pending = "item", number, line[2:].strip()
        elif kind == "item" and not line.startswith("  "):
            raise _wrong(number, "goes on neither with the item nor apart", "indent by two spaces")
        else:
            pending = f"{pending} {line.strip()}".strip()
    yield kind, start, pending


def _table(group: Sequence[Line]) -> TableBlock:
    guard, lines = Guard(), list(group)
    if not lines[0][1].startswith("|"):
        guard, rest = _guarded(lines[0][1], lines[0][0])
        if rest:
            raise _wrong(lines[0][0], "text touches a table", "set it apart with an empty line")
        lines = lines[1:]
    if len(lines) < 3 or not set(lines[1][1]) <= set("|- :"):
        raise _wrong(group[0][0], "is no table", "write headings, a row of dashes, and rows")
    columns = tuple(tuple(_parts(cell, lines[0][0])) for cell in _cells(*lines[0]))
    rows = tuple(_row(number, line, len(columns)) for number, line in lines[2:])
    return TableBlock(guard, columns, rows, group[0][0])


def _row(number: int, line: str, width: int) -> Row:
    found = _cells(number, line)
    if len(found) != width:
        raise _wrong(number, f"{len(found)} cells under {width} headings", "even them out")
    guard, first = _guarded(found[0], number)
    parts = [tuple(_parts(cell, number)) for cell in (first, *found[1:])]
    return Row(guard, tuple(parts), number)


def _cells(number: int, line: str) -> list[str]:
    if not (line.startswith("|") and line.endswith("|") and len(line) > 1):
        raise _wrong(number, "is no row of a table", "begin and end it with |")
    return [cell.strip() for cell in line[1:-1].split("|")]


def _guarded(text: str, line: int) -> tuple[Guard, str]:
    """The guards that `text` begins with, and what follows them."""
    found: dict[str, str] = {}
    while True:
        directive = _DIRECTIVE.match(text)
        key, colon, value = directive.group(1).partition(":") if directive else ("", "", "")
        if directive is None or not colon or key not in _GUARDS:
            break
        if key in found:
            raise _wrong(line, f"{key} stands twice", "write it once")
        found[key] = value.strip()
        text = text[directive.end() :].lstrip()
    if "id" in found and not _NAME.fullmatch(found["id"]):
        raise _wrong(line, f"{found['id']!r} is no id", "use small letters, digits and _")
    if "each" in found and not _POINTER.fullmatch(found["each"]):
        raise _wrong(line, f"{found['each']!r} is no pointer", "write {{each: /a/list}}")
    return Guard(found.get("id"), found.get("when"), found.get("each")), text


def _parts(text: str, line: int) -> Iterator[Part]:
    place = 0
    for directive in _DIRECTIVE.finditer(text):
        yield from _plain(text[place : directive.start()], line)
        yield _part(directive.group(1).strip(), line)
        place = directive.end()
    yield from _plain(text[place:], line)


def _plain(text: str, line: int) -> Iterator[Text]:
    if "{{" in text or "}}" in text:
        raise _wrong(line, "a placeholder is not closed", "write {{...}} in one line")
    if text:
        yield Text(text)


def _part(body: str, line: int) -> Part:
    fact = _FACT.fullmatch(body)
    if fact is not None:
        return _fact(fact, line)
    key, colon, value = (part.strip() for part in body.partition(":"))
    if colon and key == "ref" and _NAME.fullmatch(value):
        return Reference(value)
    if colon and key == "define" and _TERM.fullmatch(value):
        return Definition(value)
    if colon and key == "blank" and value:
        return Gap(value)
    if key in _GUARDS:
        raise _wrong(line, f"{{{{{body}}}}} stands inside the text", "move it to the beginning")
    raise _wrong(line, f"{{{{{body}}}}} is unknown", "write a /pointer, ref, define or blank")


def _fact(found: re.Match[str], line: int) -> Fact:
    root, path, style = found.groups()
    style = style or "text"
    if style not in FORMATS:
        raise _wrong(line, f"{style!r} is no format", f"use {', '.join(FORMATS)}")
    if root == ".":
        if path:
            raise _wrong(line, f".{path} is no pointer", "write {{.}} or {{./field}}")
        return Fact("", style, relative=True)
    pointer = f"/{path}"
    if not _POINTER.fullmatch(pointer):
        raise _wrong(line, f"{pointer} is no pointer", "write {{/a/field}}")
    return Fact(pointer, style, relative=root == "./")


def _wrong(line: int, problem: str, remedy: str) -> InvalidInput:
    return InvalidInput(f"line {line}", problem, remedy)
