"""A document's headings, each with the lines under it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.documents.questionnaires.lines import Line
from core.documents.questionnaires.ticking import has_box


@dataclass(slots=True)
class Part:
    """A heading and the lines under it, up to the next heading."""

    heading: Line | None
    body: list[Line] = field(default_factory=list)

    @property
    def full(self) -> list[Line]:
        return [line for line in self.body if line.look != "blank"]

    @property
    def labels(self) -> int:
        return sum(
            1
            for line in self.body
            if line.look in ("label", "row", "question") and not has_box(line.text)
        )


def parts_of(lines: Sequence[Line]) -> list[Part]:
    parts = [Part(None)]
    for line in lines:
        if line.look == "heading":
            parts.append(Part(line))
        else:
            parts[-1].body.append(line)
    return parts


def prose_shares(parts: Sequence[Part]) -> dict[int, float]:
    """For each level of headings, how many of those with a body have prose alone in it."""
    counts: dict[int, list[int]] = {}
    for part in parts:
        if part.heading is not None and part.full:
            prose = part.labels == 0 and not all(line.look == "bullet" for line in part.full)
            counts.setdefault(part.heading.level, []).append(prose)
    return {level: sum(flags) / len(flags) for level, flags in counts.items()}
