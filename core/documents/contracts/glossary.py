"""Defined terms: finding them in a text, and printing the definitions of those in use."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.documents.contracts.model import Block, Paragraph, Runs, cells

FACT = "\ufffc"
"""Stands for words that are not the library's own, in which no defined term is looked for."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Finds the terms it was made of in a text, the longest first, in singular and plural."""

    terms: frozenset[str]
    _pattern: re.Pattern[str] | None
    _singular: Mapping[str, str]

    @classmethod
    def of(cls, terms: Iterable[str]) -> "Glossary":
        known = frozenset(terms)
        forms = {form: term for term in sorted(known) for form in _forms(term)}
        if not forms:
            return cls(known, None, {})
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
        return cls(known, pattern, forms)

    def used(self, text: str) -> set[str]:
        """The terms that `text` uses."""
        return set(self._found(text))

    def masked(self, text: str) -> str:
        """`text` with every use of a term put out of sight."""
        return self._pattern.sub(FACT, text) if self._pattern is not None else text

    def _found(self, text: str) -> Iterator[str]:
        if self._pattern is not None:
            for match in self._pattern.finditer(text):
                yield self._singular[match.group()]


def own_words(runs: Runs) -> str:
    """The library's own words in `runs`; facts, blanks, references and definitions masked."""
    return "".join(
        FACT if run.source or run.blank or run.target or run.style else run.text for run in runs
    )


def terms_in_use(blocks: Iterable[Block], glossary: Glossary) -> set[str]:
    """The terms of `glossary` that `blocks` use."""
    return {
        term for block in blocks for runs in cells(block) for term in glossary.used(own_words(runs))
    }


def definitions_needed(
    used: Iterable[str], available: Mapping[str, Paragraph], glossary: Glossary
) -> Sequence[Paragraph]:
    """The definitions of the terms in `used` and of those that they use in turn, by alphabet.

    Terms that `available` does not define are left to whoever checks.
    """
    needed: dict[str, Paragraph] = {}
    waiting = sorted(used)
    while waiting:
        term = waiting.pop()
        if term in needed or term not in available:
            continue
        needed[term] = available[term]
        waiting += sorted(terms_in_use([available[term]], glossary))
    return [needed[term] for term in sorted(needed, key=lambda t: (t.casefold(), t))]


def defined_in(blocks: Iterable[Block]) -> list[str]:
    """The terms that `blocks` define, in order; one that is defined twice stands twice."""
    return [
        run.text for block in blocks for runs in cells(block) for run in runs if run.style == "term"
    ]


def _forms(term: str) -> Iterator[str]:
    yield term
    if term.endswith("y") and term[-2:-1] not in "aeiou":
        yield term[:-1] + "ies"
    elif not term.endswith("s"):
        yield term + "s"
