"""Steering which text is in use: moving labels and rolling back, as a caller words it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import canonical
from core.actors import Actor
from core.catalogue.appending import Appender, CatalogueView
from core.catalogue.deciding import Route
from core.catalogue.events import CatalogueEvent, Written
from core.catalogue.labelling import MoveLabel, decide_label
from core.catalogue.limits import check_message, check_version, stamp_of
from core.catalogue.model import Receipt, Ref, label_name
from core.catalogue.permissions import PROTECTED_LABELS, protected_labels
from core.catalogue.rendering import body_of
from core.catalogue.rollback import Rollback, decide_rollback
from core.events.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """`label` of `ref` is to point at `version`."""

    ref: Ref
    label: str
    version: int
    message: str | None = None
    idempotency_key: str | None = None

    def fingerprint(self) -> str:
        """Equal for equal requests; the key itself does not count."""
        return canonical.fingerprint(
            ["label", str(self.ref), self.label, self.version, self.message]
        )


@dataclass(frozen=True, slots=True)
class LabelOutcome:
    """Where the label points once that is durable; `moved` is false where it did already."""

    ref: Ref
    label: str
    version: int
    moved: bool
    sequence: int
    routing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer that the command line and HTTP give."""
        return {
            "status": "moved" if self.moved else "unchanged",
            "type": self.ref.type,
            "name": self.ref.name,
            "label": self.label,
            "version": self.version,
            "sequence": self.sequence,
            "routing": list(self.routing),
        }


@dataclass(frozen=True, slots=True)
class RollbackRequest:
    """`ref` is to say again what its `version` said."""

    ref: Ref
    version: int
    message: str | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None

    def fingerprint(self) -> str:
        """Equal for equal requests; the key itself does not count."""
        return canonical.fingerprint(
            ["rollback", str(self.ref), self.version, self.message, self.expected_version]
        )


@dataclass(frozen=True, slots=True)
class RollbackOutcome:
    """The new version `version`, which says what version `back_to` said."""

    ref: Ref
    version: int
    back_to: int
    sequence: int
    routing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer that the command line and HTTP give."""
        return {
            "status": "rolled_back",
            "type": self.ref.type,
            "name": self.ref.name,
            "new_version": self.version,
            "back_to": self.back_to,
            "sequence": self.sequence,
            "routing": list(self.routing),
        }


class Steering:
    """Moves labels and rolls prompts back."""

    def __init__(self, appender: Appender, blobs: BlobStore, route: Route) -> None:
        self._appender = appender
        self._blobs = blobs
        self._route = route

    def move_label(self, request: LabelRequest, *, actor: Actor) -> LabelOutcome:
        """Carry out `request`; raises a `Rejection`, or `StorageUnavailable`."""
        check_version("version", request.version)
        check_message(request.message)
        command = MoveLabel(
            ref=request.ref,
            label=label_name(request.label),
            version=request.version,
            message=request.message,
            stamp=stamp_of(request.idempotency_key, request.fingerprint),
            admin=actor.admin,
        )
        routing = self._route(command.ref)

        def decide(view: CatalogueView, receipt: Receipt | None) -> Sequence[CatalogueEvent]:
            prompt = view.prompt(command.ref)
            return decide_label(prompt, receipt, command, self._protected(view), routing)

        done = self._appender.carry_out("label", decide, stamp=command.stamp, actor=actor.name)
        moved = bool(done.events) or done.receipt is not None
        return LabelOutcome(
            command.ref, command.label, command.version, moved, done.sequence, routing
        )

    def roll_back(self, request: RollbackRequest, *, actor: Actor) -> RollbackOutcome:
        """Carry out `request`; raises a `Rejection`, or `StorageUnavailable`."""
        check_version("version", request.version)
        check_version("expected_version", request.expected_version, least=0)
        check_message(request.message)
        command = Rollback(
            ref=request.ref,
            version=request.version,
            message=request.message,
            expected_version=request.expected_version,
            stamp=stamp_of(request.idempotency_key, request.fingerprint),
            admin=actor.admin,
        )
        routing = self._route(command.ref)

        def decide(view: CatalogueView, receipt: Receipt | None) -> Sequence[CatalogueEvent]:
            return decide_rollback(view.prompt(command.ref), receipt, command, routing)

        done = self._appender.carry_out("rollback", decide, stamp=command.stamp, actor=actor.name)
        if done.receipt is not None:
            version = done.receipt.version
        else:
            (version,) = (e.version for e in done.events if isinstance(e, Written))
        return RollbackOutcome(command.ref, version, command.version, done.sequence, routing)

    def _protected(self, view: CatalogueView) -> frozenset[str]:
        """The labels that are protected now; none where no entry says so."""
        entry = view.prompt(PROTECTED_LABELS)
        if entry is None or entry.archived:
            return frozenset()
        return protected_labels(body_of(entry.in_use(), self._blobs))
