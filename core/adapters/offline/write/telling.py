"""A fact in words: how it is printed, and what the league said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.adapters.offline.write.markup import cut, grid, inline, line
from core.canonical import Json
from core.documents.contracts.templates import Fact, Part, Parts, Text
from core.documents.contracts.values import Words, render
from core.documents.outlines import Paragraph, Row, Table, facts_in
from core.errors import InvalidInput
from core.pipeline.facts import Facts

ANSWER_LIMIT = 160
"""The profile holds an answer in full; here it is read at a glance."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OPEN = "not stated"


@dataclass(frozen=True, slots=True)
class Teller:
    """Prints `facts`. `words` says how the words of closed lists read, by field; `nones` with
    which words the league said that there is none, by pointer."""

    facts: Facts
    words: Mapping[str, Words]
    nones: Mapping[str, str]

    def title(self, titles: Sequence[Parts]) -> str:
        """The first of `titles` whose facts are known, else the last."""
        whole = (t for t in titles if all(self.shown(fact) is not None for fact in facts_in(t)))
        parts = next(whole, titles[-1])
        return cut("".join(self._part(part) or _OPEN for part in parts), ANSWER_LIMIT)

    def paragraph(self, paragraph: Paragraph) -> str:
        """Its sentences, but for those in which a fact is missing."""
        told = [
            "".join(inline_keeping_ends(self._part(part) or "") for part in sentence).strip()
            for sentence in paragraph.sentences
            if all(self.shown(fact) is not None for fact in facts_in(sentence))
        ]
        return line(" ".join(told))

    def table(self, table: Table, quote: int) -> str:
        """Label, answer and the league's words, cut at `quote` characters; 0: without them."""
        rows = []
        for row in table.rows:
            answer = self.answer(row)
            told = inline(answer) if answer is not None else f"**{_OPEN}**"
            cells = [inline(row.label), told]
            rows.append([*cells, inline(cut(self.said(row), quote))] if quote else cells)
        columns = ["Fact", "Answer", "In their words"][: 3 if quote else 2]
        return grid(columns, rows)

    def answer(self, row: Row) -> str | None:
        """What the facts of `row` say together; `None` where none of them is known."""
        known = [self.shown(fact) for fact in facts_in(row.parts)]
        if all(one is None for one in known):
            return None
        return cut(", ".join(self._piece(piece) for piece in _pieces(row.parts)), ANSWER_LIMIT)

    def said(self, row: Row) -> str:
        """The league's words for `row`, or where else its facts come from."""
        told = dict.fromkeys(self._origin(fact.pointer) for fact in facts_in(row.parts))
        words = [one for one in told if one]
        quoted = all(one.startswith("“") for one in words)
        if words and quoted and _bare(" ".join(words)) == _bare(self.answer(row) or ""):
            return "the same"
        return "; ".join(words)

    def shown(self, fact: Fact) -> str | None:
        """The value at the fact's pointer; `none` where the league said that there is none."""
        value = self.facts.value(fact.pointer)
        if value is None:
            return "none" if self.facts.answered_none(fact.pointer) else None
        return self.printed(value, fact.pointer, fact.style)

    def printed(self, value: Json, pointer: str, style: str = "text") -> str:
        field = next((part for part in reversed(pointer.split("/")) if not part.isdigit()), "")
        words = self.words.get(field, {})
        chosen = _style(value, words) if style == "text" else style
        if chosen == "word" and isinstance(value, bool):
            words = {"true": "yes", "false": "no", **words}
        pieces = render(value, chosen, words)
        told = "".join(piece.text or "currency not stated" for piece in pieces)
        period = value.get("period") if isinstance(value, Mapping) else None
        return f"{told} {str(period).replace('_', ' ')}" if period else told

    def to_json(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The facts of `rows` as data, with where they come from."""
        return [
            {
                "label": row.label,
                "answer": self.answer(row),
                "facts": [
                    {
                        "pointer": fact.pointer,
                        "value": self.facts.value(fact.pointer),
                        "origin": self.facts.origin(fact.pointer),
                        "quote": self.facts.quote(fact.pointer),
                    }
                    for fact in facts_in(row.parts)
                ],
            }
            for row in rows
        ]

    def _piece(self, piece: Parts) -> str:
        """What stands between two commas of a row; its own words say what is missing from it."""
        facts = facts_in(piece)
        if facts and all(self.shown(fact) is None for fact in facts):
            about = " ".join(part.text.strip() for part in piece if isinstance(part, Text))
            return f"{about} {_OPEN}".strip()
        return "".join(self._part(part) or _OPEN for part in piece).strip()

    def _part(self, part: Any) -> str | None:
        match part:
            case Text():
                return part.text
            case Fact():
                return self.shown(part)
            case _:
                raise InvalidInput("outline", "holds something else than facts", "mend it")

    def _origin(self, pointer: str) -> str:
        derivation = self.facts.derivation(pointer)
        if derivation is not None:
            return f"{derivation['certainty']}: {derivation['explanation']}"
        quotes = [_flat(str(place["quote"])) for place in self.facts.places(pointer)]
        told = [quote for quote in dict.fromkeys(quotes) if not _within(quote, quotes)]
        if told:
            return f"“{', '.join(told)}”"
        if self.facts.value(pointer) is None and pointer in self.nones:
            return f"“{_flat(self.nones[pointer])}”"
        return "entered by a person" if self.facts.given_by_person(pointer) else ""


def _pieces(parts: Parts) -> list[Parts]:
    """`parts` cut at the commas of its own words; those within a fact are the league's."""
    pieces: list[list[Part]] = [[]]
    for part in parts:
        if not isinstance(part, Text):
            pieces[-1].append(part)
            continue
        for number, text in enumerate(part.text.split(", ")):
            if number:
                pieces.append([])
            if text:
                pieces[-1].append(Text(text))
    return [tuple(piece) for piece in pieces]


def _flat(quote: str) -> str:
    """A quotation on one line; where it runs over a table's cells, without their bars."""
    return re.sub(r"\s*\|[\s|]*", " / ", " ".join(quote.split())).strip(" /")


def _within(quote: str, others: Sequence[str]) -> bool:
    return any(quote != other and quote in other for other in others)


def _bare(text: str) -> list[str]:
    """The words of `text` in lower case, for telling whether two texts say the same."""
    return [word for word in re.findall(r"[^\W_]+", text.casefold()) if word != "and"]


def inline_keeping_ends(text: str) -> str:
    """`text` escaped, with the white space that sets it apart from its neighbours."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{inline(text)}{after}" if text.strip() else before


def _style(value: Json, words: Words) -> str:
    """How a value is printed where the outline does not say."""
    if isinstance(value, bool) or (isinstance(value, str) and value in words):
        return "word"
    if isinstance(value, list):
        return "list"
    if isinstance(value, Mapping):
        return "figures"
    if isinstance(value, int | float):
        return "count"
    return "date" if _DATE.fullmatch(str(value)) else "text"
