"""What can happen to a prompt, and how each fact is written as an event's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from core.catalogue.model import Origin, Ref, Suggestion, Text
from core.events.envelope import NewEvent


@dataclass(frozen=True, slots=True)
class Stamp:
    """The idempotency key a command came with, and the fingerprint of what it asked for."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Written:
    """A version came to be. `genesis` is the hash of the file it was imported from, if any;
    `routing` names the projections that are to hear of it."""

    ref: Ref
    version: int
    body: Text
    metadata: Mapping[str, Any]
    suggestions: tuple[Suggestion, ...]
    origin: Origin
    genesis: str | None
    routing: tuple[str, ...]
    message: str | None
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class PromptCreated(Written):
    TYPE: ClassVar[str] = "prompt.created"


@dataclass(frozen=True, slots=True)
class PromptRevised(Written):
    TYPE: ClassVar[str] = "prompt.revised"


@dataclass(frozen=True, slots=True)
class PromptRolledBack(Written):
    """The new version says what version `back_to` said."""

    TYPE: ClassVar[str] = "prompt.rolled_back"
    back_to: int


@dataclass(frozen=True, slots=True)
class Shelved:
    """A prompt left use, or came back to it; its versions stay."""

    ref: Ref
    origin: Origin
    routing: tuple[str, ...]
    message: str | None
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class PromptArchived(Shelved):
    TYPE: ClassVar[str] = "prompt.archived"


@dataclass(frozen=True, slots=True)
class PromptRestored(Shelved):
    TYPE: ClassVar[str] = "prompt.restored"


@dataclass(frozen=True, slots=True)
class GenesisAdopted:
    """The file caught up with what an update had written: from here on it leads again."""

    TYPE: ClassVar[str] = "genesis.adopted"
    ref: Ref
    genesis: str


@dataclass(frozen=True, slots=True)
class LabelMoved:
    """`label` came to point at `version`; `previous` is where it pointed before, if anywhere."""

    TYPE: ClassVar[str] = "label.moved"
    ref: Ref
    label: str
    version: int
    previous: int | None
    routing: tuple[str, ...]
    message: str | None
    stamp: Stamp | None


CatalogueEvent: TypeAlias = (
    PromptCreated
    | PromptRevised
    | PromptRolledBack
    | PromptArchived
    | PromptRestored
    | GenesisAdopted
    | LabelMoved
)

SHAPE_VERSIONS: Mapping[str, int] = {
    PromptCreated.TYPE: 2,
    PromptRevised.TYPE: 2,
    PromptRolledBack.TYPE: 1,
    PromptArchived.TYPE: 1,
    PromptRestored.TYPE: 1,
    GenesisAdopted.TYPE: 1,
    LabelMoved.TYPE: 1,
}


def to_data(event: CatalogueEvent) -> dict[str, Any]:
    """`event` as the data of its envelope."""
    match event:
        case PromptRolledBack():
            return {**_written_to_data(event), "back_to": event.back_to}
        case Written():
            return _written_to_data(event)
        case LabelMoved():
            return {
                "ref": str(event.ref),
                "label": event.label,
                "version": event.version,
                "previous": event.previous,
                "routing": list(event.routing),
                "message": event.message,
                "receipt": _stamp_to_data(event.stamp),
            }
        case Shelved():
            return {
                "ref": str(event.ref),
                "origin": event.origin,
                "routing": list(event.routing),
                "message": event.message,
                "receipt": _stamp_to_data(event.stamp),
            }
        case GenesisAdopted():
            return {"ref": str(event.ref), "genesis": event.genesis}


def from_event(event: NewEvent) -> CatalogueEvent | None:
    """The fact in `event`, whose shape is current; `None` for a type not known here."""
    data = event.data
    match event.type:
        case PromptCreated.TYPE:
            return PromptCreated(**_written(data))
        case PromptRevised.TYPE:
            return PromptRevised(**_written(data))
        case PromptRolledBack.TYPE:
            return PromptRolledBack(**_written(data), back_to=data["back_to"])
        case LabelMoved.TYPE:
            return _label_moved(data)
        case PromptArchived.TYPE:
            return PromptArchived(**_shelved(data))
        case PromptRestored.TYPE:
            return PromptRestored(**_shelved(data))
        case GenesisAdopted.TYPE:
            return GenesisAdopted(_ref(data), data["genesis"])
        case _:
            return None


def _written_to_data(event: Written) -> dict[str, Any]:
    return {
        "ref": str(event.ref),
        "version": event.version,
        "body": {"inline": event.body.inline, "blob": event.body.blob},
        "metadata": dict(event.metadata),
        "suggestions": [{"text": s.text, "by": s.by} for s in event.suggestions],
        "origin": event.origin,
        "genesis": event.genesis,
        "routing": list(event.routing),
        "message": event.message,
        "receipt": _stamp_to_data(event.stamp),
    }


def _written(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ref": _ref(data),
        "version": data["version"],
        "body": Text(**data["body"]),
        "metadata": data["metadata"],
        "suggestions": tuple(Suggestion(**s) for s in data["suggestions"]),
        "origin": data["origin"],
        "genesis": data["genesis"],
        "routing": tuple(data["routing"]),
        "message": data["message"],
        "stamp": _stamp_from_data(data["receipt"]),
    }


def _shelved(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ref": _ref(data),
        "origin": data["origin"],
        "routing": tuple(data["routing"]),
        "message": data["message"],
        "stamp": _stamp_from_data(data["receipt"]),
    }


def _label_moved(data: Mapping[str, Any]) -> LabelMoved:
    return LabelMoved(
        ref=_ref(data),
        label=data["label"],
        version=data["version"],
        previous=data["previous"],
        routing=tuple(data["routing"]),
        message=data["message"],
        stamp=_stamp_from_data(data["receipt"]),
    )


def _ref(data: Mapping[str, Any]) -> Ref:
    # What was appended was checked then; an event that happened is never refused.
    kind, _, name = data["ref"].partition("/")
    return Ref(kind, name)


def _stamp_to_data(stamp: Stamp | None) -> dict[str, str] | None:
    return {"key": stamp.key, "fingerprint": stamp.fingerprint} if stamp else None


def _stamp_from_data(data: Mapping[str, str] | None) -> Stamp | None:
    return Stamp(data["key"], data["fingerprint"]) if data else None
