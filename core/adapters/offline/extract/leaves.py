"""What a reader takes from an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from core.canonical import Json
from core.documents.questionnaires.form import Answer, Passage


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value for `pointer` of the profile, and where the document states it.

    An item of a list has the list's pointer with `/-` at the end, until its place is known.
    `other` is what else the words could mean (a date's other order of day and month).
    """

    pointer: str
    value: Json
    start: int
    end: int
    confidence: float = 1.0
    other: Json = None


class State(Enum):
    """What an answer is to a field: it states a value, is blank, or speaks of something else."""

    STATED = "stated"
    BLANK = "blank"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a field takes from an answer."""

    state: State
    leaves: Sequence[Leaf] = ()


UNFIT = Reading(State.UNFIT)
BLANK = Reading(State.BLANK)


@dataclass(frozen=True, slots=True)
class Source:
    """The words to read a value from: an answer, or a part of one, and how it was asked for.

    `part` of `parts` says which of several questions in one this is.
    """

    answer: Answer
    words: Passage
    question: str
    part: int = 0
    parts: int = 1
    items: Sequence[Passage] = field(default=())

    def leaf(
        self,
        pointer: str,
        value: Json,
        start: int,
        end: int,
        confidence: float = 1.0,
        other: Json = None,
    ) -> Leaf:
        """A leaf whose words are `words.text[start:end]`."""
        return Leaf(pointer, value, *self.words.place(start, end), confidence, other)
