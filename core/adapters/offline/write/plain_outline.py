"""The outline where an instruction gives none: all that was stated, then what was found."""

from collections.abc import Iterator

from core.canonical import Json
from core.documents.contracts.templates import Fact, Text
from core.documents.outlines import Block, Outline, Row, Section, Show, Table
from core.pipeline.facts import Facts

_FINDINGS = (
    ("People", Show("people")),
    ("Readiness", Show("readiness")),
    ("What does not fit together", Show("conflicts")),
    ("Open questions", Show("questions")),
    ("Not placed", Show("unplaced")),
)


def everything(title: str, facts: Facts) -> Outline:
    """A section for each part of the profile that says something, in the profile's order."""
    sections = [
        Section(_words(root), (Table(tuple(rows)),))
        for root, value in facts.profile.items()
        if (rows := list(_rows(f"/{root}", value)))
    ]
    found: list[Section] = [Section(heading, _one(show)) for heading, show in _FINDINGS]
    return Outline(((Text(title),),), (*sections, *found))


def _one(block: Block) -> tuple[Block, ...]:
    return (block,)


def _rows(root: str, value: Json) -> Iterator[Row]:
    """A row for each field with an answer; people have a table of their own."""
    for key, part in value.items() if isinstance(value, dict) else ():
        if part not in (None, [], {}):
            yield Row(_words(key), (Fact(f"{root}/{key}", "text", relative=False),))


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
