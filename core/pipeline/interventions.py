"""What people do to executions, carried out: resolve, approve, cancel, run again."""

from collections.abc import Callable, Mapping, Sequence

from core import canonical
from core.canonical import Json
from core.crashpoints import crash_point
from core.errors import Conflict, InvalidInput
from core.events.blobs import BlobStore
from core.events.envelope import stream_id
from core.events.minting import Mint
from core.pipeline.execution import EXTRACT, Execution, Fact
from core.pipeline.following_up import FollowUp
from core.pipeline.given import Given
from core.pipeline.knowledge import CatalogueReader
from core.pipeline.pending import Pending, marked
from core.pipeline.preparing import schema_of
from core.pipeline.profile_schema import ProfileSchema
from core.pipeline.starting import Starter
from core.pipeline.steering import (
    Plan,
    Request,
    decide_approval,
    decide_cancel,
    decide_rerun,
    decide_resolution,
    parked_for_values,
    stage_after_extract,
)
from core.pipeline.store import Executions

SAME, CURRENT = "same", "current"

DecideMarked = Callable[[Execution, str | None], Sequence[Fact]]
"""A decision whose event names the mark of the work that it begins."""


class Interventions:
    """Every method names what `actor` did in the execution's own stream."""

    def __init__(
        self,
        executions: Executions,
        catalogue: CatalogueReader,
        blobs: BlobStore,
        pending: Pending,
        starter: Starter,
        follow_up: FollowUp,
        mint: Mint,
    ) -> None:
        self._executions = executions
        self._catalogue = catalogue
        self._blobs = blobs
        self._pending = pending
        self._starter = starter
        self._follow_up = follow_up
        self._mint = mint

    def resolve(
        self, execution_id: str, values: Mapping[str, Json], *, actor: str, key: str | None = None
    ) -> str:
        """Set `values` (by JSON Pointer into the profile); returns the execution that goes on.

        One that parked over a draft goes on from there. One that has completed, or waits for
        approval, stays as it is: a new one goes on from the stage after the extraction. Raises
        `InvalidInput` naming the pointer, `Conflict` where the state takes no values.
        """
        execution = self._executions.load(execution_id)
        request = Request(canonical.fingerprint(["resolve", execution_id, dict(values)]), key)
        if key in execution.requests:
            # Sent again: it says so, or refuses another request under the key.
            decide_resolution(execution, (), request, None)
            return execution_id
        anew = execution.status == "completed" or execution.held is not None
        if not anew and not parked_for_values(execution):
            decide_resolution(execution, (), request, None)
        given = self._given(execution, values, actor)
        if anew:
            return self._again(
                execution, stage_after_extract(execution), SAME, given, request, actor
            )
        self._begin(execution_id, lambda e, mark: decide_resolution(e, given, request, mark), actor)
        return execution_id

    def approve(self, execution_id: str, *, actor: str) -> None:
        """Let the stage that waits for approval be entered. Raises `Conflict`."""
        self._begin(execution_id, decide_approval, actor)

    def cancel(self, execution_id: str, *, actor: str) -> None:
        """End the execution at its next stage's entry. Raises `Conflict`."""
        stream = stream_id(f"executions/{self._executions.load(execution_id).id}")
        # The marks of one that parked have gone: without another, a crash would leave its end
        # unknown to the history of its user.
        with marked(self._pending, stream, self._mint) as mark:
            crash_point("execution.cancelling")
            self._executions.commit(
                execution_id, lambda e: decide_cancel(e, self._mint.clock()), actor=actor
            )
        crash_point("execution.cancelled")
        execution = self._executions.load(execution_id)
        if execution.settled:
            self._follow_up.settle(execution)
        self._pending.clear(mark)

    def rerun(
        self,
        execution_id: str,
        from_stage: str,
        *,
        actor: str,
        catalogue: str = SAME,
        key: str | None = None,
    ) -> str:
        """Start a new execution from `from_stage` on, with the earlier stages' results kept.

        `catalogue` says whether it stays pinned to the source's point or takes the current one.
        Returns its id. Raises `InvalidInput`, or `Conflict` where the state does not allow it.
        """
        if catalogue not in (SAME, CURRENT):
            raise InvalidInput("catalogue", f"{catalogue[:40]!r}", f"write {SAME} or {CURRENT}")
        source = self._executions.load(execution_id)
        named = canonical.fingerprint(["rerun", execution_id, from_stage, catalogue])
        return self._again(source, from_stage, catalogue, (), Request(named, key), actor)

    def _again(
        self,
        source: Execution,
        from_stage: str,
        catalogue: str,
        values: Sequence[Given],
        request: Request,
        actor: str,
    ) -> str:
        begun = self._starter.begun(request)
        if begun is not None:
            return begun
        plan = Plan.of(source) if catalogue == SAME else self._current(source)
        document = next(self._executions.events(source.id)).data["input"]
        facts = decide_rerun(source, from_stage, plan, document, values, request)
        return self._starter.begin(facts, request, actor=actor)

    def _current(self, source: Execution) -> Plan:
        name = source.workflow.partition("/")[2].partition("@")[0]
        return self._starter.plan(name, source.settings)

    def _begin(
        self,
        execution_id: str,
        decide: Callable[[Execution, str | None], Sequence[Fact]],
        actor: str,
    ) -> None:
        """Append what begins more work on a settled execution, and wake it."""
        execution = self._executions.load(execution_id)
        decide(execution, None)  # what is refused is refused before anything is marked
        stream = stream_id(f"executions/{execution.id}")
        with marked(self._pending, stream, self._mint) as mark:
            crash_point("execution.continuing")
            committed = self._executions.commit(
                execution_id, lambda e: decide(e, mark), actor=actor
            )
        crash_point("execution.continued")
        if not committed.facts:
            self._pending.clear(mark)
        self._follow_up.wake(self._executions.load(execution_id))

    def _given(
        self, execution: Execution, values: Mapping[str, Json], actor: str
    ) -> Sequence[Given]:
        """`values` as the profile's schema takes them."""
        if not values:
            raise InvalidInput("values", "there are none", "give at least one pointer and value")
        stage = next((s for s in execution.stages if s.task == EXTRACT), None)
        schema = (
            ProfileSchema.within(schema_of(execution, stage, self._catalogue.latest(), self._blobs))
            if stage is not None
            else None
        )
        if stage is None or schema is None:
            raise Conflict(f"{execution.workflow} reads no profile that a value could be set in")
        extracted = self._executions.result(execution, stage.name)
        profile = extracted.get("profile") if isinstance(extracted, Mapping) else None
        now = self._mint.now()
        return [Given(p, value, actor, now) for p, value in schema.accepted(profile, values)]
