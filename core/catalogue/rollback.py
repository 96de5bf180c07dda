"""Rolling back: an old text becomes a new version. Pure, as `deciding` is."""

from dataclasses import dataclass

from core.catalogue.deciding import carried_out, check_expected
from core.catalogue.events import PromptRolledBack, Stamp
from core.catalogue.model import Origin, Prompt, Receipt, Ref, Version
from core.catalogue.permissions import check_may_change
from core.catalogue.reading import numbered_version
from core.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Rollback:
    """One prompt is to say again what its `version` said."""

    ref: Ref
    version: int
    message: str | None = None
    expected_version: int | None = None
    stamp: Stamp | None = None
    admin: bool = False


def decide_rollback(
    prompt: Prompt | None, receipt: Receipt | None, command: Rollback, routing: tuple[str, ...]
) -> list[PromptRolledBack]:
    """The event of `command`; none where `receipt` shows that it was carried out before.

    Raises a `Rejection` that says why not.
    """
    check_may_change(command.ref, admin=command.admin)
    if carried_out(receipt, command.stamp):
        return []
    check_expected(command.ref, prompt, command.expected_version)
    if prompt is None:
        raise NotFound("prompt", str(command.ref), "search for it, or see the catalog")
    if prompt.archived:
        raise Conflict(f"{command.ref} is archived; bring it back before you roll it back")
    target = numbered_version(prompt, command.version)
    if target is prompt.latest:
        raise Conflict(
            f"{command.ref} is at version {target.number} already; roll back to an earlier one"
        )
    return [
        PromptRolledBack(
            ref=command.ref,
            version=prompt.latest.number + 1,
            body=target.body,
            metadata=target.metadata,
            suggestions=target.suggestions,
            origin=_origin(prompt, target),
            genesis=None,
            routing=routing,
            message=command.message,
            stamp=command.stamp,
            back_to=target.number,
        )
    ]


def _origin(prompt: Prompt, target: Version) -> Origin:
    """Who leads from here on: the file where it says the same, else whoever rolled back.

    Behind an older state of the file a change of the file would come as a surprise, so that it is
    a conflict; where the prompt says again what the file says, nothing of a person's stands
    against the file's next change.
    """
    filed = prompt.filed
    same = filed is not None and (filed.body, filed.metadata) == (target.body, target.metadata)
    return "genesis" if same else "update"
