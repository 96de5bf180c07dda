"""A document of as much as fits: said in full where there is room, in fewer words where there is
not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.adapters.offline.write.findings import Findings, Limits
from core.adapters.offline.write.markup import inline
from core.adapters.offline.write.telling import Teller
from core.documents.outlines import Outline, Paragraph, Row, Section, Show, Table

PAGE_LINES = 50
LINE_WIDTH = 95
"""A printed page, as we reckon it (house): lines, and characters of one."""

_TIGHT = (Limits(30, 8, 1, True), Limits(0, 6, 1, False), Limits(0, 3, 0, False))
_LADDERS: Mapping[str, Sequence[Limits]] = {
    "full": (Limits(140, None, 2, True), Limits(60, None, 1, True), *_TIGHT),
    "standard": (Limits(60, None, 1, True), *_TIGHT),
    "brief": (Limits(0, None, 0, False), Limits(0, 3, 0, False)),
}
"""By level of detail, what is tried one after another until it fits."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A section as it is written."""

    heading: str | None
    blocks: Sequence[str]

    @property
    def text(self) -> str:
        heading = [f"## {inline(self.heading)}"] if self.heading is not None else []
        return "\n\n".join([*heading, *self.blocks])


def fitted(outline: Outline, teller: Teller, findings: Findings, detail: str) -> dict[str, Any]:
    """The document as text and as data. Where nothing else helps its last sections are left out,
    and named."""
    title = teller.title(outline.titles)
    room = outline.pages * PAGE_LINES if outline.pages is not None else None
    parts: Sequence[_Part] = ()
    for limits in _LADDERS.get(detail, _LADDERS["standard"]):
        parts = [part for s in outline.sections if (part := _part(s, teller, findings, limits))]
        if room is None or lines_of(_text(title, parts)) <= room:
            break
    text, left_out = _within(title, parts, room)
    return {
        "title": title,
        "text": text,
        "lines": lines_of(text),
        "left_out": left_out,
        "facts": teller.to_json(list(_rows(outline))),
        "open": [one.to_json() for one in findings.open],
    }


def lines_of(text: str) -> int:
    """How many printed lines `text` fills, long ones wrapped."""
    return sum(max(1, -(-len(line) // LINE_WIDTH)) for line in text.rstrip("\n").split("\n"))


def _within(title: str, parts: Sequence[_Part], room: int | None) -> tuple[str, list[str]]:
    kept, left_out = list(parts), list[str]()
    while True:
        note = f"Left out for want of room: {', '.join(left_out)}."
        ending = [_Part(None, [inline(note)])] if left_out else []
        text = _text(title, [*kept, *ending])
        if room is None or not kept or lines_of(text) <= room:
            return text, left_out
        left_out.insert(0, kept.pop().heading or "what stands under the title")


def _text(title: str, parts: Sequence[_Part]) -> str:
    return "\n\n".join([f"# {inline(title)}", *(part.text for part in parts)]) + "\n"


def _part(section: Section, teller: Teller, findings: Findings, limits: Limits) -> _Part | None:
    """The section; `None` where nothing is to be said in it."""
    blocks = [text for text in _blocks(section, teller, findings, limits) if text]
    return _Part(section.heading, blocks) if blocks else None


def _blocks(section: Section, teller: Teller, findings: Findings, limits: Limits) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Table():
                yield teller.table(block, limits.quote)
            case Paragraph():
                yield teller.paragraph(block)
            case Show():
                yield from findings.parts(block, limits)


def _rows(outline: Outline) -> Iterator[Row]:
    for section in outline.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield from block.rows
