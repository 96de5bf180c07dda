"""An exported document read back from its Markdown, as far as the text tells what it was made of.

Sections, numbers, blanks and definitions come back. Facts and references look like any other
words in Markdown; `attributing` finds them again.
"""

import re
from collections.abc import Iterator

from core.documents.contracts.markdown import reference_of
from core.documents.contracts.model import (
    Blank,
    Block,
    ContractDocument,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
)
from core.errors import InvalidInput

_CLAUSE = "markdown"
_HEADING = re.compile(r"## (?:(?P<number>\d+)\. )?(?P<heading>.*)")
_NUMBERED = re.compile(r"\*\*(?P<number>\d[\d.]*|\([A-Za-z0-9]+\))\*\* ?(?P<text>.*)", re.DOTALL)
_ITEM = re.compile(r"\((?P<letter>[a-z]+)\) (?P<text>.*)", re.DOTALL)
_TOKEN = re.compile(
    r"\*\*\[●(?P<blank>\d+) (?P<label>.*?)\]\*\*"
    r"|\*\*“(?P<term>.+?)”\*\*"
    r"|(?P<mark> ?\*\[(?:inferred|to be confirmed)\]\*)"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BAR = re.compile(r"(?<!\\)\|")
_LISTED = re.compile(r"●(\d+)\b")


def from_markdown(text: str, *, field: str) -> ContractDocument:
    """The document that `to_markdown` wrote, perhaps changed by hand since.

    Raises `InvalidInput` naming `field` where the text is none of ours.
    """
    text = text.replace("\r\n", "\n")
    found = reference_of(text)
    head, line, body = text.partition("\n---\n")
    if found is None or not line:
        raise InvalidInput(field, "is no contract document", "name a file that `run` exported")
    reference, name = found
    blanks = tuple(Blank(i, "", None, ()) for i in dict.fromkeys(_LISTED.findall(head)))
    title = head.strip().partition("\n")[0].removeprefix("# ")
    sections = tuple(_sections(body))
    return ContractDocument(
        name, unescaped(title), reference, "", brief=False, sections=sections, blanks=blanks
    )


def unescaped(text: str) -> str:
    """`text` without the backslashes that keep it from being markup."""
    return _ESCAPED.sub(r"\1", text)


def _sections(body: str) -> Iterator[Section]:
    for part in re.split(r"^(?=## )", body, flags=re.MULTILINE):
        heading, _, rest = part.partition("\n")
        found = _HEADING.match(heading)
        if found is None:
            continue
        number, title = found["number"], unescaped(found["heading"].strip())
        yield Section(
            number or title,
            title,
            _CLAUSE,
            tuple(_blocks(rest, number)),
            numbering="clauses" if number is not None else "none",
            number=number,
        )


def _blocks(text: str, section: str | None) -> Iterator[Block]:
    current = section
    for piece in re.split(r"\n\s*\n", text.strip()):
        piece = piece.strip()
        numbered, item = _NUMBERED.match(piece), _ITEM.match(piece)
        if not piece:
            continue
        if piece.startswith("|"):
            yield _table(piece, current)
        elif numbered is not None:
            current = numbered["number"]
            yield _paragraph("paragraph", numbered["text"], section, current)
        elif item is not None:
            yield _paragraph("item", item["text"], section, f"{current or ''}({item['letter']})")
        elif piece.startswith("**“"):
            yield _paragraph("definition", piece, section, current)
        else:
            yield _paragraph("plain", piece, section, current)


def _paragraph(kind: str, text: str, section: str | None, number: str | None) -> Paragraph:
    """A paragraph; its anchor is such that `section.anchor` is its own printed number."""
    anchor = None
    if kind in ("paragraph", "item") and section is not None and number is not None:
        anchor = number.removeprefix(section).removeprefix(".")
    match kind:
        case "paragraph" | "item" | "definition":
            return Paragraph(kind, _runs(text), _CLAUSE, anchor or None, number=number)
        case _:
            return Paragraph("plain", _runs(text), _CLAUSE, number=number)


def _table(text: str, number: str | None) -> Table:
    lines = [_BAR.split(line.strip())[1:-1] for line in text.split("\n") if line.startswith("|")]
    columns, *rows = [tuple(_runs(cell) for cell in line) for line in lines]
    return Table(columns, tuple(rows[1:]), _CLAUSE, number=number)


def _runs(text: str) -> Runs:
    return tuple(_pieces(" ".join(text.split())))


def _pieces(text: str) -> Iterator[Run]:
    place = 0
    for token in _TOKEN.finditer(text):
        if token.start() > place:
            yield Run(unescaped(text[place : token.start()]))
        if token["blank"] is not None:
            yield Run(unescaped(token["label"]), blank=token["blank"])
        elif token["term"] is not None:
            yield Run(unescaped(token["term"]), style="term")
        place = token.end()
    if text[place:]:
        yield Run(unescaped(text[place:]))
