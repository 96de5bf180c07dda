"""What happens when a command meets the catalogue. Pure: time, ids and blobs come from outside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.catalogue.events import (
    CatalogueEvent,
    GenesisAdopted,
    PromptArchived,
    PromptCreated,
    PromptRestored,
    PromptRevised,
    Stamp,
)
from core.catalogue.model import Catalogue, Prompt, Receipt, Ref, Suggestion, Text
from core.catalogue.permissions import check_may_change
from core.errors import Conflict, InvalidInput, KeyReused, NotFound, VersionConflict

Route = Callable[[Ref], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Update:
    """What a caller asks of one prompt. `metadata` is `None` where the new body brings none."""

    ref: Ref
    suggestions: tuple[Suggestion, ...] = ()
    body: Text | None = None
    metadata: Mapping[str, Any] | None = None
    create: bool = False
    archive: bool = False
    message: str | None = None
    expected_version: int | None = None
    stamp: Stamp | None = None
    admin: bool = False


def carried_out(receipt: Receipt | None, stamp: Stamp | None) -> bool:
    """Whether `receipt` shows that the command with `stamp` was carried out before.

    Raises `KeyReused` where it shows that another command had the same key.
    """
    if stamp is None or receipt is None:
        return False
    if receipt.fingerprint != stamp.fingerprint:
        raise KeyReused(stamp.key)
    return True


def check_expected(ref: Ref, prompt: Prompt | None, expected: int | None) -> None:
    """Raises `VersionConflict` where `prompt` is not at the version that the caller read."""
    current = prompt.latest.number if prompt is not None else 0
    if expected not in (None, current):
        raise VersionConflict(str(ref), expected=expected or 0, current=current)


def decide_update(
    prompt: Prompt | None, receipt: Receipt | None, command: Update, routing: tuple[str, ...]
) -> list[CatalogueEvent]:
    """The events of `command`; none where `receipt` shows that it was carried out before.

    Raises a `Rejection` that says why not.
    """
    check_may_change(command.ref, admin=command.admin)
    if carried_out(receipt, command.stamp):
        return []
    _check_shape(command)
    check_expected(command.ref, prompt, command.expected_version)
    if prompt is None:
        return [_created(command, routing)]
    if command.archive:
        if prompt.archived:
            raise Conflict(f"{command.ref} is archived already; nothing is left to do")
        return [PromptArchived(command.ref, "update", routing, command.message, command.stamp)]
    revised = _revised(prompt, command, routing)
    if prompt.archived:
        if not command.create:
            raise Conflict(f"{command.ref} is archived; ask for create to bring it back")
        return [PromptRestored(command.ref, "update", routing, command.message, None), revised]
    if command.create:
        raise Conflict(f"{command.ref} exists already; leave out create to revise it")
    return [revised]


def _check_shape(command: Update) -> None:
    changes = bool(command.suggestions) or command.body is not None
    if command.archive and (changes or command.create):
        raise InvalidInput(
            "archive", "cannot go with suggestions, body or create", "archive in a call of its own"
        )
    if not changes and not command.archive:
        raise InvalidInput(
            "suggestions", "nothing is to change", "give suggestions, a body, or archive"
        )


def _created(command: Update, routing: tuple[str, ...]) -> PromptCreated:
    if not command.create:
        raise NotFound("prompt", str(command.ref), "ask for create to make it")
    if command.body is None:
        raise InvalidInput("body", "is missing", "a new prompt needs its text")
    return PromptCreated(
        ref=command.ref,
        version=1,
        body=command.body,
        metadata=command.metadata or {},
        suggestions=command.suggestions,
        origin="update",
        genesis=None,
        routing=routing,
        message=command.message,
        stamp=command.stamp,
    )


def _revised(prompt: Prompt, command: Update, routing: tuple[str, ...]) -> PromptRevised:
    """A whole new body has taken the old suggestions in; without one they stay and grow."""
    latest = prompt.latest
    written = command.body is not None
    return PromptRevised(
        ref=command.ref,
        version=latest.number + 1,
        body=command.body if command.body is not None else latest.body,
        metadata=latest.metadata if command.metadata is None else command.metadata,
        suggestions=command.suggestions if written else latest.suggestions + command.suggestions,
        origin="update" if written or prompt.replaced else "genesis",
        genesis=None,
        routing=routing,
        message=command.message,
        stamp=command.stamp,
    )


@dataclass(frozen=True, slots=True)
class GenesisEntry:
    """One item as the files have it. `hash` covers body and metadata; `path` is for messages."""

    ref: Ref
    body: Text
    metadata: Mapping[str, Any]
    hash: str
    path: str


@dataclass(frozen=True, slots=True)
class GenesisConflict:
    """A file changed (or went) while an update had replaced or archived what it once held."""

    ref: Ref
    path: str
    problem: str
    remedy: str


def decide_import(
    catalogue: Catalogue, entries: Sequence[GenesisEntry], route: Route
) -> tuple[list[CatalogueEvent], list[GenesisConflict]]:
    """The events that carry the files' changes into the catalogue, and what stands against it.

    Suggestions made through updates are carried onto a changed file's text.
    """
    events: list[CatalogueEvent] = []
    conflicts: list[GenesisConflict] = []
    for entry in sorted(entries, key=lambda e: e.ref):
        outcome = _import_one(catalogue.prompts.get(entry.ref), entry, route(entry.ref))
        if isinstance(outcome, GenesisConflict):
            conflicts.append(outcome)
        else:
            events += outcome
    gone = _import_gone(catalogue.prompts.values(), {entry.ref for entry in entries}, route)
    for archived in gone:
        if isinstance(archived, GenesisConflict):
            conflicts.append(archived)
        else:
            events.append(archived)
    return events, conflicts


def _import_one(
    prompt: Prompt | None, entry: GenesisEntry, routing: tuple[str, ...]
) -> list[CatalogueEvent] | GenesisConflict:
    if prompt is None:
        return [PromptCreated(**_written(entry, 1, (), routing))]
    gone_by_genesis = prompt.archived and prompt.archivals[-1].origin == "genesis"
    if prompt.genesis == entry.hash and not gone_by_genesis:
        return []
    latest = prompt.latest
    revised = PromptRevised(**_written(entry, latest.number + 1, latest.suggestions, routing))
    if prompt.replaced:
        if latest.body == entry.body and not prompt.archived:
            same = latest.metadata == entry.metadata
            return [GenesisAdopted(entry.ref, entry.hash) if same else revised]
        return GenesisConflict(
            entry.ref,
            entry.path,
            f"the file changed, but an update has replaced the text (version {latest.number})",
            "bring the file and that version together, then build again",
        )
    if prompt.archived and not gone_by_genesis:
        return GenesisConflict(
            entry.ref,
            entry.path,
            "the file changed, but the prompt was archived",
            "restore the prompt with create, or remove the file",
        )
    if gone_by_genesis:
        return [PromptRestored(entry.ref, "genesis", routing, None, None), revised]
    return [revised]


def _import_gone(
    prompts: Iterable[Prompt], present: set[Ref], route: Route
) -> Iterable[PromptArchived | GenesisConflict]:
    for prompt in sorted(prompts, key=lambda p: p.ref):
        if prompt.genesis is None or prompt.ref in present or prompt.archived:
            continue
        restored = bool(prompt.archivals) and prompt.archivals[-1].origin == "update"
        if prompt.replaced or restored:
            done = "replaced the text" if prompt.replaced else "brought the prompt back"
            yield GenesisConflict(
                prompt.ref,
                str(prompt.ref),
                f"the file is gone, but an update has {done}",
                "archive the prompt with an update, or put the file back",
            )
        else:
            yield PromptArchived(prompt.ref, "genesis", route(prompt.ref), None, None)


def _written(
    entry: GenesisEntry,
    version: int,
    suggestions: tuple[Suggestion, ...],
    routing: tuple[str, ...],
) -> dict[str, Any]:
    return {
        "ref": entry.ref,
        "version": version,
        "body": entry.body,
        "metadata": entry.metadata,
        "suggestions": suggestions,
        "origin": "genesis",
        "genesis": entry.hash,
        "routing": routing,
        "message": None,
        "stamp": None,
    }
