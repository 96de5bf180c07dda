"""Carrying out an update of one prompt, as a caller words it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core import canonical
from core.actors import Actor
from core.catalogue.appending import Appended, Appender, CatalogueView
from core.catalogue.body_checks import NONE, BodyChecks
from core.catalogue.deciding import Route, Update, decide_update
from core.catalogue.events import CatalogueEvent, Written
from core.catalogue.frontmatter import FrontMatterError, split
from core.catalogue.genesis import json_metadata
from core.catalogue.limits import (
    BODY_LIMIT,
    SUGGESTION_LIMIT,
    SUGGESTIONS_LIMIT,
    check_message,
    check_text,
    check_version,
    stamp_of,
)
from core.catalogue.model import (
    USER_TYPES,
    Receipt,
    Ref,
    Suggestion,
    prompt_name,
    prompt_type,
)
from core.catalogue.rendering import keep
from core.errors import InvalidInput
from core.events.blobs import BlobStore


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
    """Updates prompts; `checks` say what a whole new body must be readable as."""

    def __init__(
        self, appender: Appender, blobs: BlobStore, route: Route, checks: BodyChecks = NONE
    ) -> None:
        self._appender = appender
        self._blobs = blobs
        self._route = route
        self._checks = checks

    def update(self, request: UpdateRequest, *, actor: Actor) -> UpdateOutcome:
        """Carry out `request`; raises a `Rejection`, or `StorageUnavailable`."""
        command, first_line = self._command(request, actor)
        routing = self._route(command.ref)

        def decide(view: CatalogueView, receipt: Receipt | None) -> list[CatalogueEvent]:
            prompt = view.prompt(command.ref)
            events = decide_update(prompt, receipt, command, routing)
            for event in events:
                if command.body is not None and isinstance(event, Written):
                    self._checks.check(view, self._blobs, prompt, event, first_line)
            return events

        done = self._appender.carry_out("update", decide, stamp=command.stamp, actor=actor.name)
        return UpdateOutcome(command.ref, _version_after(done, command.ref), done.sequence, routing)

    def _command(self, request: UpdateRequest, actor: Actor) -> tuple[Update, int]:
        """The command, and the line of the request's body that the text begins in."""
        ref = Ref(
            prompt_type(request.prompt_type, field="prompt_type"),
            prompt_name(request.prompt_name, field="prompt_name"),
        )
        if ref.type in USER_TYPES:
            raise InvalidInput(
                "prompt_type",
                f"{ref.type} belong to one person and are not in the catalogue",
                "use `promptintel preferences`, or PUT /api/prompts/preferences; "
                "history writes itself",
            )
        _check_limits(request)
        metadata, body, first_line = _body(request.body)
        stamp = stamp_of(request.idempotency_key, request.fingerprint)
        command = Update(
            ref=ref,
            suggestions=tuple(Suggestion(text.strip(), actor.name) for text in request.suggestions),
            body=keep(body, self._blobs) if body is not None else None,
            metadata=metadata or None,
            create=request.create,
            archive=request.archive,
            message=request.message,
            expected_version=request.expected_version,
            stamp=stamp,
            admin=actor.admin,
        )
        return command, first_line


def _version_after(done: Appended, ref: Ref) -> int:
    if done.receipt is not None:
        return done.receipt.version
    written = [event.version for event in done.events if isinstance(event, Written)]
    if written:
        return written[-1]
    prompt = done.view.prompt(ref)
    return prompt.latest.number if prompt is not None else 0


def _check_limits(request: UpdateRequest) -> None:
    if len(request.suggestions) > SUGGESTIONS_LIMIT:
        raise InvalidInput(
            "suggestions",
            f"{len(request.suggestions)} of them",
            f"send {SUGGESTIONS_LIMIT} at most",
        )
    for number, text in enumerate(request.suggestions):
        check_text(f"suggestions/{number}", text, SUGGESTION_LIMIT)
        if not text.strip():
            raise InvalidInput(f"suggestions/{number}", "is empty", "write some words")
    check_message(request.message)
    check_version("expected_version", request.expected_version, least=0)


def _body(text: str | None) -> tuple[Mapping[str, Any], str | None, int]:
    """The metadata, the text below them, and the line that the text begins in.

    JSON brings its metadata as a file of it does, so that one can catch up with the other.
    """
    if text is None:
        return {}, None, 1
    check_text("body", text, BODY_LIMIT)
    whole = text.replace("\r\n", "\n")
    try:
        metadata, body = split(whole)
        metadata = metadata or json_metadata(body)
    except FrontMatterError as error:
        raise InvalidInput("body", f"line {error.line}: {error.problem}", error.remedy) from error
    if not body.strip():
        raise InvalidInput("body", "is empty", "send the whole new text, or archive the prompt")
    return metadata, body, whole.count("\n") - body.count("\n") + 1
