"""From an event to the changes it makes: the one function that every projection shares."""

from collections.abc import Sequence
from dataclasses import replace

from core.canonical import Json
from core.events.envelope import CATALOGUE, Event
from core.events.upcasting import upcast
from core.projections.catalogue_rows import Read, catalogue_changes
from core.projections.changes import Change
from core.projections.execution_rows import execution_changes
from core.projections.targets import SQLITE, Target
from core.projections.user_rows import user_changes

KINDS = ("executions", "users")
"""The kinds of streams that are projected beside the catalogue."""


def changes_of(
    event: Event, state: Json, read: Read, target: Target = SQLITE
) -> tuple[Sequence[Change], Json]:
    """What `event` changes of `target` after `state` of its stream, and the state after it.

    Raises `StorageUnavailable` for a shape that this release does not know.
    """
    current = replace(event, new=upcast(event.new))
    changes, after = _all_changes(current, state, read, target)
    return [change for change in changes if target.keeps(change)], after


def _all_changes(
    event: Event, state: Json, read: Read, target: Target
) -> tuple[Sequence[Change], Json]:
    if event.stream == CATALOGUE:
        return catalogue_changes(event, read, target), state
    if event.stream.startswith("users/"):
        return user_changes(event), state
    return execution_changes(event, state, read, target)
