"""What follows an event: files are laid out, the next stage wakes, settled work is unmarked.

All of it can be done again at any time, to no other effect: that is how a redelivery or a sweep
heals a crash.
"""

from collections.abc import Callable

from core.crashpoints import crash_point
from core.events.blobs import BlobStore
from core.pipeline.artifacts import lay_out
from core.pipeline.bus import Bus
from core.pipeline.execution import Execution
from core.pipeline.pending import Pending
from core.pipeline.ports import ArtifactStore
from core.pipeline.starting import wake


def nothing_to_note(_execution: Execution) -> None:
    """Where nobody keeps a history."""


class FollowUp:
    """Does what is left to do beside an execution's events.

    `note` is told of every execution that settles, perhaps more than once.
    """

    def __init__(
        self,
        artifacts: ArtifactStore,
        blobs: BlobStore,
        pending: Pending,
        bus: Bus,
        note: Callable[[Execution], None] = nothing_to_note,
    ) -> None:
        self._artifacts = artifacts
        self._blobs = blobs
        self._pending = pending
        self._bus = bus
        self._note = note

    def wake(self, execution: Execution) -> None:
        """Publish the next stage, after the files of those before it are where they belong."""
        self._lay_out(execution)
        wake(self._bus, execution)

    def settle(self, execution: Execution) -> None:
        """The files of a settled execution are laid out and it is noted for its user, then the
        marks of its work go."""
        self._lay_out(execution)
        self._note(execution)
        crash_point("execution.noted")
        crash_point("pending.clearing")
        for mark in execution.pending:
            self._pending.clear(mark)
        crash_point("pending.cleared")

    def _lay_out(self, execution: Execution) -> None:
        lay_out(self._artifacts, self._blobs, execution)
        crash_point("stage.laid_out")
