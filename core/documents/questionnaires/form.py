"""What a layout reader makes of a questionnaire: answers, each with its question and its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "number", "true", "false", "null", "list"]
"""`text` unless the format itself says more (JSON does)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document: `text` as a person reads them, from `start` to `end` in the document.

    `places[i]` is where character i of `text` stands, for text that the format escapes (JSON, CSV)
    or that was put together from parts; without it `text` is the slice itself.
    """

    text: str
    start: int
    end: int
    places: tuple[tuple[int, int], ...] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span in the document of `text[start:end]`."""
        if self.places is None or start >= end:
            return self.start + start, self.start + end
        return self.places[start][0], self.places[end - 1][1]

    def part(self, start: int, end: int) -> "Passage":
        """The words `text[start:end]`, without the white space around them."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end = max(start, end - (len(words) - len(words.rstrip())))
        where = self.place(start, end)
        inner = self.places[start:end] if self.places is not None else None
        return Passage(self.text[start:end], *where, inner)

    def stripped(self) -> "Passage":
        return self.part(0, len(self.text))


def slice_of(text: str, start: int, end: int) -> Passage:
    """The passage `text[start:end]` of a document, without the white space around it."""
    return Passage(text[start:end], start, end).stripped()


def joined(parts: Sequence[Passage], glue: str = ", ") -> Passage:
    """`parts` as one passage, with `glue` between them; spans inside a part stay exact."""
    if len(parts) == 1:
        return parts[0]
    words: list[str] = []
    places: list[tuple[int, int]] = []
    for number, part in enumerate(parts):
        if number:
            words.append(glue)
            places += [
                (places[-1][1], places[-1][1]) if places else (part.start, part.start)
            ] * len(glue)
        words.append(part.text)
        places += part.places or [
            (part.start + i, part.start + i + 1) for i in range(len(part.text))
        ]
    if not places:
        return Passage("", parts[0].start, parts[0].start) if parts else Passage("", 0, 0)
    return Passage("".join(words), places[0][0], places[-1][1], tuple(places))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as the document gives it.

    `question` is the label or question in words, `sections` the titles it stands under (outermost
    first), `number` how the form counts it ("3.2"), `record` what one person or row shares. `items`
    are the parts where the format itself lists them. `amendment` is what somebody added beside the
    answer, and stands where the two differ. `period` names the column of a table with
    several; `aside` is what stands beside the answer that counts: an earlier year's figure.
    """

    question: str
    answer: Passage
    sections: tuple[str, ...] = ()
    number: str | None = None
    record: int | None = None
    kind: Kind = "text"
    items: tuple[Passage, ...] = ()
    note: Passage | None = None
    amendment: Passage | None = None
    period: str | None = None
    aside: bool = False
    correction: bool = False
    replaced: "Answer | None" = None

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def position(self) -> int:
        return self.answer.start


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire's structure. `remarks` could not be read as answers to a question."""

    answers: tuple[Answer, ...]
    remarks: tuple[Passage, ...] = ()


@dataclass(slots=True)
class Draft:
    """A form while it is being read."""

    answers: list[Answer] = field(default_factory=list)
    remarks: list[Passage] = field(default_factory=list)
    records: int = 0

    def new_record(self) -> int:
        self.records += 1
        return self.records

    def remark(self, passages: Iterable[Passage]) -> None:
        self.remarks += [passage for passage in passages if passage.text]

    def form(self) -> Form:
        answers = sorted(self.answers, key=lambda a: (a.answer.start, a.answer.end, a.question))
        return Form(tuple(answers), tuple(self.remarks))
