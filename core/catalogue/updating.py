"""Carrying out an update: read, decide, append; again where another writer was first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core import canonical
from core.catalogue.deciding import Route, Update, decide_update
from core.catalogue.events import SHAPE_VERSIONS, CatalogueEvent, Stamp, Written, to_data
from core.catalogue.frontmatter import FrontMatterError, split
from core.catalogue.model import Prompt, Receipt, Ref, Suggestion, prompt_name, prompt_type
from core.catalogue.rendering import keep
from core.crashpoints import crash_point
from core.errors import InvalidInput, StorageUnavailable, TooLarge
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE, NewEvent
from core.events.log import AppendConflict, EventLog
from core.events.minting import Mint

SUGGESTION_LIMIT = 4 * 1024
SUGGESTIONS_LIMIT = 50
BODY_LIMIT = 1024 * 1024
MESSAGE_LIMIT = 1024
_KEY_LIMIT = 200
_LAST_VERSION = 10**9
_LOST_RACES = 64
_USER_TYPES = frozenset({"user_preferences", "user_history"})


class CatalogueView(Protocol):
    """The catalogue at append `sequence`; it does not change while somebody decides on it."""

    @property
    def sequence(self) -> int: ...
    def prompt(self, ref: Ref) -> Prompt | None: ...
    def receipt(self, key: str) -> Receipt | None: ...


class CatalogueReader(Protocol):
    """Reads the catalogue: a snapshot and the events after it."""

    def latest(self) -> CatalogueView:
        """The catalogue up to date with the log. Raises `StorageUnavailable`."""


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update as a caller words it; `body` is a whole text, front matter and all."""

    prompt_type: str
    prompt_name: str
    suggestions: tuple[str, ...] = ()
    body: str | None = None
    create: bool = False
    archive: bool = False
    message: str | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def fingerprint(self) -> str:
        """Equal for equal requests; the key itself does not count."""
        return canonical.fingerprint(
            [
                self.prompt_type,
                self.prompt_name,
                list(self.suggestions),
                self.body,
                self.create,
                self.archive,
                self.message,
                self.expected_version,
            ]
        )


@dataclass(frozen=True, slots=True)
class UpdateOutcome:
    """Where the prompt stands once the update is durable. `routing` names the projections."""

    ref: Ref
    version: int
    sequence: int
    routing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer that the command line and HTTP give."""
        return {
            "status": "updated",
            "prompt_type": self.ref.type,
            "prompt_name": self.ref.name,
            "new_version": self.version,
            "sequence": self.sequence,
            "routing": list(self.routing),
        }


class Updater:
    """Appends updates to the catalogue's stream and waits for nobody else."""

    def __init__(
        self, log: EventLog, blobs: BlobStore, reader: CatalogueReader, route: Route, mint: Mint
    ) -> None:
        self._log = log
        self._blobs = blobs
        self._reader = reader
        self._route = route
        self._mint = mint

    def update(self, request: UpdateRequest, *, actor: str) -> UpdateOutcome:
        """Carry out `request`; raises a `Rejection`, or `StorageUnavailable`."""
        command = self._command(request, actor)
        routing = self._route(command.ref)
        for _ in range(_LOST_RACES):
            view = self._reader.latest()
            receipt = view.receipt(command.stamp.key) if command.stamp else None
            prompt = view.prompt(command.ref)
            events = decide_update(prompt, receipt, command, routing)
            if receipt is not None:
                return UpdateOutcome(receipt.ref, receipt.version, receipt.sequence, routing)
            try:
                sequence = self._append(events, command, actor, expected=view.sequence)
            except AppendConflict:
                continue
            crash_point("update.appended")
            return UpdateOutcome(command.ref, _version_after(prompt, events), sequence, routing)
        raise StorageUnavailable("the catalogue is being written by many others; try again")

    def _append(
        self, events: list[CatalogueEvent], command: Update, actor: str, *, expected: int
    ) -> int:
        envelopes = [
            self._envelope(event, command, actor, index) for index, event in enumerate(events)
        ]
        return self._log.append(CATALOGUE, envelopes, expected=expected)

    def _envelope(self, event: CatalogueEvent, command: Update, actor: str, index: int) -> NewEvent:
        stamp = command.stamp
        # The fingerprint is part of the id: another request under the same key is not ours.
        key = f"catalogue\0{stamp.key}\0{stamp.fingerprint}\0{index}" if stamp else None
        return self._mint.event(
            event.TYPE, SHAPE_VERSIONS[event.TYPE], to_data(event), actor=actor, key=key
        )

    def _command(self, request: UpdateRequest, actor: str) -> Update:
        ref = Ref(
            prompt_type(request.prompt_type, field="prompt_type"),
            prompt_name(request.prompt_name, field="prompt_name"),
        )
        if ref.type in _USER_TYPES:
            raise InvalidInput(
                "prompt_type",
                f"{ref.type} belong to one person and are not in the catalogue",
                "choose a type of the catalogue",
            )
        _check_limits(request)
        metadata, body = _body(request.body)
        return Update(
            ref=ref,
            suggestions=tuple(Suggestion(text.strip(), actor) for text in request.suggestions),
            body=keep(body, self._blobs) if body is not None else None,
            metadata=metadata or None,
            create=request.create,
            archive=request.archive,
            message=request.message,
            expected_version=request.expected_version,
            stamp=_stamp(request),
        )


def _version_after(prompt: Prompt | None, events: list[CatalogueEvent]) -> int:
    written = [event.version for event in events if isinstance(event, Written)]
    if written:
        return written[-1]
    return prompt.latest.number if prompt is not None else 0


def _stamp(request: UpdateRequest) -> Stamp | None:
    key = request.idempotency_key
    if key is None:
        return None
    if not key.strip() or len(key) > _KEY_LIMIT or not key.isprintable():
        raise InvalidInput(
            "Idempotency-Key", "is no usable key", f"send 1 to {_KEY_LIMIT} printable characters"
        )
    return Stamp(key, request.fingerprint())


def _check_limits(request: UpdateRequest) -> None:
    if len(request.suggestions) > SUGGESTIONS_LIMIT:
        raise InvalidInput(
            "suggestions",
            f"{len(request.suggestions)} of them",
            f"send {SUGGESTIONS_LIMIT} at most",
        )
    for number, text in enumerate(request.suggestions):
        _check_text(f"suggestions/{number}", text, SUGGESTION_LIMIT)
        if not text.strip():
            raise InvalidInput(f"suggestions/{number}", "is empty", "write some words")
    if request.message is not None:
        _check_text("message", request.message, MESSAGE_LIMIT)
    if request.expected_version is not None and not 0 <= request.expected_version <= _LAST_VERSION:
        raise InvalidInput("expected_version", "is no version", "give the version you read")


def _check_text(field: str, text: str, limit: int) -> None:
    """Refuses what no projection could keep, before any of it is written."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        # Python reads foreign bytes of a command line as halves of characters.
        raise InvalidInput(field, "holds bytes that are not UTF-8", "send text") from error
    if size > limit:
        raise TooLarge(field, size, limit)
    if "\0" in text:
        raise InvalidInput(field, "holds a NUL character", "send text")


def _body(text: str | None) -> tuple[Mapping[str, Any], str | None]:
    if text is None:
        return {}, None
    _check_text("body", text, BODY_LIMIT)
    try:
        metadata, body = split(text.replace("\r\n", "\n"))
    except FrontMatterError as error:
        raise InvalidInput("body", f"line {error.line}: {error.problem}", error.remedy) from error
    if not body.strip():
        raise InvalidInput("body", "is empty", "send the whole new text, or archive the prompt")
    return metadata, body
