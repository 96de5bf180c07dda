"""Moving labels. Pure: time, ids and blobs come from outside."""

from collections.abc import Collection
from dataclasses import dataclass

from core.catalogue.deciding import carried_out
from core.catalogue.events import LabelMoved, Stamp
from core.catalogue.model import Prompt, Receipt, Ref
from core.catalogue.permissions import check_may_change, check_may_move
from core.catalogue.reading import numbered_version
from core.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class MoveLabel:
    """`label` of one prompt is to point at `version`."""

    ref: Ref
    label: str
    version: int
    message: str | None = None
    stamp: Stamp | None = None
    admin: bool = False


def decide_label(
    prompt: Prompt | None,
    receipt: Receipt | None,
    command: MoveLabel,
    protected: Collection[str],
    routing: tuple[str, ...],
) -> list[LabelMoved]:
    """The event of `command`; none where the label points there already, or was moved before.

    Raises a `Rejection` that says why not.
    """
    check_may_change(command.ref, admin=command.admin)
    check_may_move(command.label, protected, admin=command.admin)
    if carried_out(receipt, command.stamp):
        return []
    if prompt is None:
        raise NotFound("prompt", str(command.ref), "search for it, or see the catalog")
    if prompt.archived:
        raise Conflict(f"{command.ref} is archived; bring it back before you label it")
    version = numbered_version(prompt, command.version).number
    previous = prompt.labelled(command.label)
    if previous == version:
        return []
    return [
        LabelMoved(
            ref=command.ref,
            label=command.label,
            version=version,
            previous=previous,
            routing=routing,
            message=command.message,
            stamp=command.stamp,
        )
    ]
