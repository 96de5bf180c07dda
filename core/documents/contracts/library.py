"""Clauses, document outlines and definitions as the catalogue keeps them, read into values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from core.canonical import Json
from core.documents.contracts.model import Numbering
from core.documents.contracts.templates import TemplateBlock, TextBlock, parse
from core.errors import InvalidInput

_KEYS = frozenset(
    {"title", "purpose", "questions", "tags", "why"}
    | {"section", "heading", "order", "documents", "numbering", "when", "stated_only"}
    | {"takes", "defines"}
)
_DEFINITION_KEYS = frozenset({"term", "text", "when"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the library. `section` is what references name; variants share it.

    `stated_only`: its facts are those that the league stated itself, nothing derived or inferred.
    """

    ref: str
    section: str
    heading: str
    order: int
    documents: tuple[str, ...]
    numbering: Numbering
    when: str
    stated_only: bool
    takes: tuple[str, ...]
    defines: tuple[str, ...]
    blocks: tuple[TemplateBlock, ...]


@dataclass(frozen=True, slots=True)
class DefinitionEntry:
    """What a defined term means: `**“term”** text`, one variant of it."""

    term: str
    block: TextBlock
    when: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What makes one kind of document: its title, the notice on its first page, what a reference
    calls a section, and the document whose defined terms it may use."""

    name: str
    ref: str
    title: str
    notice: str
    reference_word: str
    inherits: str | None
    brief: bool


def read_clause(ref: str, name: str, text: str, metadata: Mapping[str, Any]) -> Clause:
    """The clause in an entry. Raises `InvalidInput` naming the key or the line to mend."""
    for key in metadata:
        if key not in _KEYS:
            raise InvalidInput(key, "is unknown", f"use {', '.join(sorted(_KEYS))}")
    heading = metadata.get("heading", metadata.get("title"))
    if not isinstance(heading, str) or not heading:
        raise InvalidInput("title", "is missing", "write the clause's heading")
    order = metadata.get("order")
    if not isinstance(order, int) or isinstance(order, bool):
        raise InvalidInput("order", f"{order!r} is no number", "write order: 10")
    documents = _words(metadata, "documents")
    if not documents:
        raise InvalidInput("documents", "is missing", "list the documents it belongs to")
    section = metadata.get("section", name.rpartition(".")[2])
    return Clause(
        ref=ref,
        section=_text(section, "section"),
        heading=heading,
        order=order,
        documents=documents,
        numbering=_numbering(metadata),
        when=_text(metadata.get("when", "always"), "when"),
        stated_only=_flag(metadata, "stated_only", default=False),
        takes=_words(metadata, "takes"),
        defines=_words(metadata, "defines"),
        blocks=parse(text),
    )


def read_definitions(value: Json) -> tuple[DefinitionEntry, ...]:
    """The glossary: a list of `{term, text, when?}`. Raises `InvalidInput`."""
    if not isinstance(value, Mapping) or not isinstance(value.get("definitions"), list):
        raise InvalidInput("definitions", "is no list", 'write {"definitions": [...]}')
    return tuple(_definition(i, item) for i, item in enumerate(value["definitions"]))


def _definition(number: int, item: Json) -> DefinitionEntry:
    where = f"definitions/{number}"
    if not isinstance(item, Mapping) or not set(item) <= _DEFINITION_KEYS:
        raise InvalidInput(where, "is no definition", "write term, text and perhaps when")
    term, text = _text(item.get("term"), f"{where}/term"), _text(item.get("text"), f"{where}/text")
    try:
        (block,) = parse(f"{{{{define: {term}}}}} {text}")
    except (InvalidInput, ValueError) as error:
        raise InvalidInput(where, str(error), "write the meaning in one paragraph") from error
    if not isinstance(block, TextBlock):
        raise InvalidInput(where, "is no paragraph", "write the meaning in one paragraph")
    return DefinitionEntry(term, block, _text(item.get("when", "always"), f"{where}/when"))


def read_outline(ref: str, name: str, value: Json) -> Outline:
    """The outline in a document's entry. Raises `InvalidInput`."""
    if not isinstance(value, Mapping):
        raise InvalidInput(ref, "is no outline", "write an object")
    inherits = value.get("inherits")
    return Outline(
        name,
        ref,
        _text(value.get("title"), f"{ref}/title"),
        _text(value.get("notice"), f"{ref}/notice"),
        _text(value.get("reference_word", "clause"), f"{ref}/reference_word"),
        None if inherits is None else _text(inherits, f"{ref}/inherits"),
        _flag(value, "brief", default=False),
    )


def chosen(clauses: Iterable[Clause], document: str, holds: Mapping[str, bool]) -> Sequence[Clause]:
    """The clauses of `document` whose condition holds (`holds`, by reference), in their order.

    Raises `InvalidInput` where two variants of one section apply at once.
    """
    applying = sorted(
        (c for c in clauses if document in c.documents and holds[c.ref]),
        key=lambda c: (c.order, c.section),
    )
    taken: dict[str, Clause] = {}
    for clause in applying:
        twin = taken.setdefault(clause.section, clause)
        if twin is not clause:
            raise InvalidInput(
                clause.ref,
                f"applies together with {twin.ref}",
                f"give the variants of {clause.section} conditions that exclude each other",
            )
    return applying


def _words(metadata: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = metadata.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise InvalidInput(key, "is no list of words", "write one `- word` a line")
    return tuple(value)


def _text(value: Json, field: str) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidInput(field, f"{value!r} is no text", "write words")
    return value


def _numbering(metadata: Mapping[str, Any]) -> Numbering:
    value = metadata.get("numbering", "clauses")
    if value not in get_args(Numbering):
        choices = ", ".join(get_args(Numbering))
        raise InvalidInput("numbering", f"{value!r} is unknown", f"use {choices}")
    numbering: Numbering = value
    return numbering


def _flag(metadata: Mapping[str, Any], key: str, *, default: bool) -> bool:
    value = metadata.get(key, default)
    if not isinstance(value, bool):
        raise InvalidInput(key, f"{value!r} is neither true nor false", f"write {key}: true")
    return value
