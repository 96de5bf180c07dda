"""The number words of one language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`units` add, `hundreds` multiply what stands before them, `scales` close a group.

    `bare` are the multipliers that mean one of themselves without a number in front ("mil",
    "hundert"). `links` may stand inside a number where at least `link_room` may still be added
    ("hundred and one", "treinta y dos"), `joins` before a closing fraction ("and a half").
    """

    units: Mapping[str, int]
    hundreds: Mapping[str, int]
    scales: Mapping[str, float]
    bare: frozenset[str]
    links: frozenset[str]
    link_room: int
    articles: frozenset[str]
    halves: frozenset[str]
    denominators: Mapping[str, int]
    joins: frozenset[str]
    fillers: frozenset[str]
