"""The catalogue's nouns. A prompt remembers at which sequence number everything about it changed,
so that one state answers for its present and for every earlier point."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from core.errors import InvalidInput

RESERVED_TYPES = frozenset(
    {"search", "catalog", "update", "feedback", "preferences", "execute", "executions"}
)
USER_TYPES = frozenset({"user_preferences", "user_history"})
"""What belongs to one person: it lives in `users/<uid>`, never in the catalogue."""

TYPE_ALIASES: Mapping[str, str] = {
    "agent": "agents",
    "clause": "clauses",
    "command": "commands",
    "example": "examples",
    "schema": "schemas",
    "stage": "stages",
    "workflow": "workflows",
}
LATEST = "latest"
WORD = r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}"
NAME = r"[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*"
NAME_LIMIT = 200
_WORD = re.compile(WORD)
_NAME = re.compile(NAME)

Origin = Literal["genesis", "update"]


def prompt_type(text: str, *, field: str = "type") -> str:
    """`text` as a prompt type, with its singular read as the plural."""
    if text in RESERVED_TYPES:
        raise InvalidInput(field, f"{text!r} is reserved", "choose another type")
    if not _WORD.fullmatch(text):
        raise InvalidInput(
            field, f"{text[:60]!r} is no type", "use letters, digits, - and _, 100 at most"
        )
    return TYPE_ALIASES.get(text, text)


def prompt_name(text: str, *, field: str = "name") -> str:
    """`text` as a prompt name: words joined by dots; the dots make sub-namespaces."""
    if not _NAME.fullmatch(text) or len(text) > NAME_LIMIT:
        raise InvalidInput(
            field,
            f"{text[:60]!r} is no name",
            f"use letters, digits, - and _, with single dots between, {NAME_LIMIT} at most",
        )
    return text


def label_name(text: str, *, field: str = "label") -> str:
    """`text` as the name of a label that can be moved; raises `InvalidInput`."""
    if text == LATEST:
        raise InvalidInput(field, f"{LATEST!r} is reserved", "it moves by itself; choose another")
    if not _WORD.fullmatch(text) or text.isdigit():
        raise InvalidInput(
            field,
            f"{text[:60]!r} is no label",
            "use letters, digits, - and _, 100 at most and not digits alone",
        )
    return text


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Names one prompt: `agents/contract.drafter`."""

    type: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `type/name`; raises `InvalidInput`."""
        kind, slash, name = text.partition("/")
        if not slash:
            raise InvalidInput("ref", f"{text[:60]!r} has no type", "write type/name")
        return cls(prompt_type(kind), prompt_name(name))

    def __str__(self) -> str:
        return f"{self.type}/{self.name}"

    def within(self, namespace: str) -> bool:
        """Whether this lies in `namespace`: a type, or a path under one (`agents/contract`)."""
        kind, _, path = namespace.strip("/").partition("/")
        inner = path.replace("/", ".")
        return self.type == TYPE_ALIASES.get(kind, kind) and (
            not inner or self.name == inner or self.name.startswith(inner + ".")
        )


@dataclass(frozen=True, slots=True)
class Selector:
    """A prompt at a version number or a label; the latest version where both are `None`."""

    ref: Ref
    version: int | None = None
    label: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `type/name`, `type/name@3` or `type/name@production`; raises `InvalidInput`."""
        bare, at, which = text.partition("@")
        ref = Ref.parse(bare)
        if not at or which == LATEST:
            return cls(ref)
        if which.isascii() and which.isdigit():
            return cls(ref, version=int(which[:9]))
        if not _WORD.fullmatch(which):
            raise InvalidInput("ref", f"{which[:60]!r} is no version or label", "write @3 or @name")
        return cls(ref, label=which)


@dataclass(frozen=True, slots=True)
class Text:
    """A text kept in the event itself (`inline`) or, where large, as a blob named by its hash."""

    inline: str | None = None
    blob: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One wish about a prompt, kept as structure; `by` is the actor who made it."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable version, made by append `sequence`. `body` is the text without suggestions."""

    number: int
    sequence: int
    body: Text
    metadata: Mapping[str, Any]
    suggestions: tuple[Suggestion, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class LabelMove:
    """At `sequence`, `label` came to point at `version`."""

    sequence: int
    label: str
    version: int


@dataclass(frozen=True, slots=True)
class Archival:
    """At `sequence`, the prompt was archived or restored, by whom `origin` says."""

    sequence: int
    archived: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Imported:
    """At `sequence`, the prompt came to say what its file with this `hash` says."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything known of one prompt."""

    ref: Ref
    versions: tuple[Version, ...]
    labels: tuple[LabelMove, ...] = ()
    archivals: tuple[Archival, ...] = ()
    imports: tuple[Imported, ...] = ()

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    @property
    def archived(self) -> bool:
        return bool(self.archivals) and self.archivals[-1].archived

    @property
    def genesis(self) -> str | None:
        """The hash of the file that was imported last, if any."""
        return self.imports[-1].hash if self.imports else None

    @property
    def filed(self) -> Version | None:
        """The version that says what the file said when it was imported last, if it ever was."""
        at = self.imports[-1].sequence if self.imports else 0
        return next((v for v in reversed(self.versions) if v.sequence <= at), None)

    @property
    def replaced(self) -> bool:
        """Whether an update wrote the text, and the file has not caught up with it since."""
        caught_up = bool(self.imports) and self.imports[-1].sequence > self.latest.sequence
        return self.latest.origin == "update" and not caught_up

    def labelled(self, label: str) -> int | None:
        """The version number that `label` points at, or `None`."""
        return next((m.version for m in reversed(self.labels) if m.label == label), None)

    @property
    def label_versions(self) -> Mapping[str, int]:
        """Every label with the number of the version it points at, sorted by label."""
        return dict(sorted({move.label: move.version for move in self.labels}.items()))

    def version(self, number: int) -> Version | None:
        return self.versions[number - 1] if 0 < number <= len(self.versions) else None

    def in_use(self) -> Version:
        """What an execution reads: the `production` version where one is set, else the latest."""
        return self.version(self.labelled("production") or 0) or self.latest

    def as_of(self, sequence: int) -> "Prompt | None":
        """This prompt as it stood after append `sequence`; `None` where it did not exist yet."""
        versions = tuple(v for v in self.versions if v.sequence <= sequence)
        if not versions:
            return None
        return replace(
            self,
            versions=versions,
            labels=tuple(m for m in self.labels if m.sequence <= sequence),
            archivals=tuple(a for a in self.archivals if a.sequence <= sequence),
            imports=tuple(i for i in self.imports if i.sequence <= sequence),
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an idempotency key led to, so that the same request gets the same answer."""

    fingerprint: str
    ref: Ref
    version: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every prompt after append `sequence` of the catalogue's stream."""

    sequence: int = 0
    prompts: Mapping[Ref, Prompt] = field(default_factory=dict)
    receipts: Mapping[str, Receipt] = field(default_factory=dict)

    def live(self) -> Iterator[Prompt]:
        """The prompts that are not archived, sorted by reference."""
        return (p for _, p in sorted(self.prompts.items()) if not p.archived)

    def types(self) -> list[str]:
        return sorted({p.ref.type for p in self.live()})
