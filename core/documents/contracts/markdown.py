"""A contract document as Markdown (CommonMark with GitHub's tables).

Whatever a value says, it stays text: it can neither end a paragraph nor begin a list, a link, a
table cell, an entity or a tag.
"""

import re
from collections.abc import Iterator, Sequence

from core.documents.contracts.model import (
    Block,
    ContractDocument,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
)

INDENT = "\u2003"
"""An em space, which Markdown keeps at the beginning of a line."""

_MARKS = {"inferred": "inferred", "ambiguous": "to be confirmed"}
_REFERENCE = re.compile(r"^Reference: `([^`]+)` \(`([a-z_]+)`\)$", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_REORDERING = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPECIAL = re.compile(r"[\\`*\[\]<>|~$]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
"""An underscore inside a word is no markup."""

_LINE_START = re.compile(r"(?P<sign>[#>=+-])|(?P<digits>\d{1,9})(?P<mark>[.)])(?=\s|$)")


def to_markdown(document: ContractDocument) -> str:
    """`document` as a Markdown text that ends with a newline."""
    parts = [
        f"# {escaped(document.title)}",
        f"Reference: `{document.reference}` (`{document.name}`)",
        f"> **Draft for a lawyer.** {escaped(document.notice)}",
        *(_open_points(document)),
        "---",
    ]
    for section in document.sections:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def reference_of(markdown: str) -> tuple[str, str] | None:
    """The execution and the document's name that a text of `to_markdown` carries."""
    found = _REFERENCE.search(markdown)
    return (found.group(1), found.group(2)) if found is not None else None


def escaped(text: str) -> str:
    """`text` such that Markdown shows it as it is, within one line."""
    text = _REORDERING.sub("", _CONTROLS.sub(" ", text))
    return _SPECIAL.sub(lambda found: "\\" + found.group(), text)


def _open_points(document: ContractDocument) -> Iterator[str]:
    if document.brief:
        if document.blanks:
            listed = "; ".join(f"●{blank.id} {escaped(blank.label)}" for blank in document.blanks)
            yield f"**To be filled in:** {listed}."
        if document.inferred:
            listed = "; ".join(
                f"{escaped(one.label)}: {escaped(one.value)} ({escaped(one.why)})"
                for one in document.inferred
            )
            yield f"**Not stated by the League, to be confirmed:** {listed}."
        return
    if document.blanks:
        yield "**Blanks.** To be filled in before signature:"
        yield _grid(
            ("No.", "What is missing", "Where"),
            [(f"●{b.id}", escaped(b.label), escaped(", ".join(b.places))) for b in document.blanks],
        )
    if document.inferred:
        yield "**To be confirmed.** These values were not stated by the League in these words:"
        yield _grid(
            ("Value", "As used here", "Why", "Where"),
            [
                (escaped(i.label), escaped(i.value), escaped(i.why), escaped(", ".join(i.places)))
                for i in document.inferred
            ],
        )


def _section(section: Section) -> Iterator[str]:
    number = f"{section.number}. " if section.number is not None else ""
    yield f"## {number}{escaped(section.heading)}"
    for block in section.blocks:
        yield _table(block) if isinstance(block, Table) else _paragraph(block)


def _paragraph(block: Paragraph) -> str:
    text = _runs(block.runs).strip()
    match block.kind:
        case "item":
            printed = (block.number or "").rpartition("(")[2]
            return f"{INDENT}({printed} {text}"
        case "definition":
            return f"{INDENT}{text}"
        case _ if block.number is not None:
            return f"**{block.number}** {text}"
        case _:
            return _LINE_START.sub(_defused, text, count=1) if _LINE_START.match(text) else text


def _defused(found: re.Match[str]) -> str:
    if found.group("sign"):
        return "\\" + found.group("sign")
    return f"{found.group('digits')}\\{found.group('mark')}"


def _table(block: Table) -> str:
    return _grid(
        [_runs(column) for column in block.columns],
        [[_runs(cell) for cell in row] for row in block.rows],
    )


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are escaped already."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cell.strip() or ' ' for cell in line)} |" for line in lines)


def _runs(runs: Runs) -> str:
    """The runs one after another; emphasis stands apart from words, or Markdown ignores it."""
    text, emphasised = "", False
    for run in runs:
        printed = _run(run)
        opens = run.blank is not None or run.style is not None
        touching = bool(text) and not text[-1].isspace() and not printed[:1].isspace()
        after = emphasised and (run.source is not None or printed[:1].isalnum())
        before = opens and not text.endswith("(")
        if touching and (after or before):
            text += " "
        text += printed
        emphasised = opens or run.mark is not None
    return text


def _run(run: Run) -> str:
    text = escaped(run.text)
    if run.blank is not None:
        return f"**[●{run.blank} {text.strip()}]**"
    if run.style == "term":
        return f"**“{text}”**"
    if run.mark is not None:
        return f"{text} *[{_MARKS[run.mark]}]*"
    return text


def plain(block: Block) -> str:
    """The words of `block` without any markup, cells of a table set apart by ` | `."""
    if isinstance(block, Paragraph):
        return _plain(block.runs)
    rows = [block.columns, *block.rows]
    return "\n".join(" | ".join(_plain(cell) for cell in row) for row in rows)


def _plain(runs: Runs) -> str:
    return "".join(f"[●{run.blank} {run.text}]" if run.blank else run.text for run in runs).strip()
