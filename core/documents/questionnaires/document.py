"""A questionnaire once it is text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A questionnaire as it arrived: its name, and its whole text, into which spans point.

    Spans are offsets in characters (code points) of `text`, end exclusive.
    """

    name: str
    text: str
