"""Why a clause says what it says: from a printed number to the words of the questionnaire.

Works on a provenance alone, whether made from the log or read from an exported file.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from core.canonical import Json
from core.errors import InvalidInput
from core.pipeline.conditions import parse

Values = Mapping[str, Any]

_OWN_WORDS = "no fact of the league stands behind it"
_ABOVE = " (above)"
_ORIGINS = {
    "stated": "stated",
    "person": "corrected by a person",
    "derived": "derived",
    "inferred": "inferred, not stated",
    "house": "the house's own position",
    "record": "given, not from the questionnaire",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an explanation with the steps it rests on."""

    label: str
    children: tuple["Node", ...] = field(default=())

    def to_json(self) -> dict[str, Json]:
        return {"label": self.label, "because": [child.to_json() for child in self.children]}


def explain(provenance: Values, document: str, number: str) -> Node:
    """Everything behind `number` of `document`, as a tree.

    Raises `InvalidInput` where there is no such document or number, naming those there are.
    """
    documents = provenance["documents"]
    if document not in documents:
        raise InvalidInput("--document", f"no {document!r}", f"use {', '.join(sorted(documents))}")
    wanted = number.strip().rstrip(".")
    section, paragraphs = _found(documents[document], wanted)
    title = f"{wanted} {section['heading']} ({documents[document]['title']})"
    return Node(
        title,
        _Teller(provenance).section(section, paragraphs),
    )


def _found(document: Values, number: str) -> tuple[Values, Sequence[Values]]:
    """The section, and those of its paragraphs that `number` means: itself and its items."""
    for section in document["sections"]:
        if section["number"] == number:
            return section, section["paragraphs"]
        inner = [p for p in section["paragraphs"] if _belongs(p["number"], number)]
        if inner:
            return section, inner
    raise InvalidInput(
        "CLAUSE",
        f"{document['title']} has no number {number!r}",
        f"it has {_numbers(document)}",
    )


def _belongs(printed: str | None, number: str) -> bool:
    """Whether `printed` is `number` or an item under it: 4.1(a) belongs to 4.1, (A) to itself."""
    if printed is None or not number:
        return False
    return printed == number or (not number.startswith("(") and printed.startswith(f"{number}("))


def _numbers(document: Values) -> str:
    """The numbers there are, those of a section told as a range."""
    told: list[str] = []
    for section in document["sections"]:
        numbers = [p["number"] for p in section["paragraphs"] if p["number"] is not None]
        plain = list(dict.fromkeys(n for n in numbers if n.startswith("(") or "(" not in n))
        if plain:
            told.append(plain[0] if len(plain) == 1 else f"{plain[0]} to {plain[-1]}")
    return ", ".join(told)


class _Teller:
    """Tells each price line and each quote once; later mentions refer to it."""

    def __init__(self, provenance: Values) -> None:
        self._all = provenance
        self._lines: Mapping[str, Values] = {
            line["id"]: line for line in provenance["price"]["lines"]
        }
        self._told: set[str] = set()

    def section(self, section: Values, paragraphs: Sequence[Values]) -> tuple[Node, ...]:
        """The clause with the condition on which it was chosen, and its paragraphs."""
        clause = Node(f"clause {section['clause']}", tuple(self._condition(section["when"])))
        told = (self._paragraph(paragraph, section["clause"]) for paragraph in paragraphs)
        return (clause, *told, self._record({p["clause"] for p in (section, *paragraphs)}))

    def _paragraph(self, paragraph: Values, clause: str) -> Node:
        number = f"{paragraph['number']} " if paragraph["number"] else ""
        label = f"{number}“{_short(paragraph['text'])}”"
        if paragraph["clause"] != clause:
            label += f", words of {paragraph['clause']}"
        children = [*self._condition(paragraph["when"]), *self._sources(paragraph["sources"])]
        children += [
            Node(f"blank ●{blank['id']}: {blank['label']}; no value is known")
            for blank in paragraph["blanks"]
        ]
        return Node(label if children else f"{label}; {_OWN_WORDS}", tuple(children))

    def _record(self, clauses: Collection[str]) -> Node:
        """What took part in making the contract; of the clause library, what this answer is of."""
        every = self._all
        return Node(
            f"execution {every['execution']} of {every['workflow']}, "
            f"catalogue at {every['catalogue']}, snapshot {every['snapshot']}",
            tuple(
                Node(f"{name}: {stage['model']}", tuple(_refs(stage["used"], clauses)))
                for name, stage in every["stages"].items()
            ),
        )

    def _condition(self, when: str | None) -> Iterator[Node]:
        if when is not None:
            bare = (p.removeprefix("/none").removeprefix("/doubt") for p in parse(when).paths)
            paths = dict.fromkeys(bare)
            known = [path for path in paths if path in self._all["facts"]]
            yield Node(f"chosen because {when}", tuple(self._fact(path) for path in known))

    def _sources(self, sources: Sequence[Values]) -> Iterator[Node]:
        """One node for all texts that have the same source."""
        grouped: dict[str, list[Values]] = {}
        for source in sources:
            grouped.setdefault(source["pointer"], []).append(source)
        for pointer, group in grouped.items():
            texts = ", ".join(
                f"“{_short(text)}”" for text in dict.fromkeys(s["text"] for s in group)
            )
            yield self._source(pointer, texts, group[0])

    def _source(self, pointer: str, texts: str, source: Values) -> Node:
        if source["origin"] == "price":
            return self._priced(pointer, texts, source)
        if pointer in self._all["facts"]:
            return Node(texts, (self._fact(pointer),))
        why = f": {source['rule']}" if source["rule"] else ""
        behind = [self._fact(path) for path in source["behind"] if path in self._all["facts"]]
        return Node(f"{texts} {pointer}, {_ORIGINS[source['origin']]}{why}", tuple(behind))

    def _priced(self, pointer: str, texts: str, source: Values) -> Node:
        price = self._all["price"]
        name = pointer.rpartition("/")[2]
        reason = price["choice_reasons"].get(name)
        lines = [self._lines[x] for x in source["lines"] if x in self._lines]
        children = [self._line(line) for line in lines]
        if lines and all(child.label.endswith(_ABOVE) for child in children):
            children = [Node(f"the same {len(lines)} price lines{_ABOVE}")]
        if not lines:
            behind = (path for path in source["behind"] if path in self._all["facts"])
            children = [self._fact(path) for path in behind]
        rule = f"; {reason}" if reason else ""
        return Node(
            f"{texts} {price['suggestion']} offer of {price['rate_card']}{rule}", tuple(children)
        )

    def _line(self, line: Values) -> Node:
        size = f" x {line['factor']:g}" if line["factor"] is not None else ""
        label = f"{line['title']}{size} = {self._all['price']['currency']} {line['amount']:,}"
        if label in self._told:
            return Node(f"{label}{_ABOVE}")
        self._told.add(label)
        facts = tuple(self._fact(path) for path in line["facts"] if path in self._all["facts"])
        return Node(f"{label}: {line['reason']}", facts)

    def _fact(self, pointer: str) -> Node:
        fact = self._all["facts"][pointer]
        quotes = [self._quote(place) for place in fact["places"]]
        if fact["origin"] is None:
            said = "answered with none" if fact["answered_none"] else "not stated"
            return Node(f"{pointer}: {said}", tuple(quotes))
        label = f"{pointer} = {_shown(fact['value'])}, {_ORIGINS[fact['origin']]}"
        if pointer in self._told:
            return Node(f"{label}{_ABOVE}")
        self._told.add(pointer)
        if fact["rule"]:
            label += f": {fact['rule']}"
        grounds = [self._fact(path) for path in fact["from"] if path in self._all["facts"]]
        return Node(label, (*grounds, *quotes))

    def _quote(self, place: Values) -> Node:
        where = f"{self._all['questionnaire']}, line {place['line']}, column {place['column']}"
        return Node(f"“{_short(place['quote'])}” ({where})")


def _refs(used: Sequence[str], clauses: Collection[str]) -> Iterator[Node]:
    """What a stage used, a line for every type; clauses only where the answer is of them."""
    told = [ref for ref in used if not ref.startswith("clauses/") or ref in clauses]
    for _, refs in groupby(told, key=lambda ref: ref.partition("/")[0]):
        yield Node(", ".join(refs))


def as_text(node: Node) -> str:
    """`node` as a tree of lines."""
    return "\n".join([node.label, *_branches(node.children, "")])


def _branches(nodes: Sequence[Node], indent: str) -> Iterator[str]:
    for number, node in enumerate(nodes):
        last = number == len(nodes) - 1
        yield f"{indent}{'└─ ' if last else '├─ '}{node.label}"
        yield from _branches(node.children, indent + ("   " if last else "│  "))


def _short(text: str) -> str:
    """One line of at most 100 characters, without what could steer a terminal."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= 100 else words[:97] + "..."


def _shown(value: Json) -> str:
    if isinstance(value, Mapping) and "amount" in value:
        bounds = [value["amount"], value.get("amount_max")]
        amount = " to ".join(f"{bound:,}" for bound in bounds if bound is not None)
        return f"{value.get('currency') or ''} {amount}".strip()
    if isinstance(value, list):
        return _short(", ".join(_shown(item) for item in value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _short(str(value))
