"""Starting an execution: the input becomes a blob, the first event, and the first message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from core import canonical
from core.canonical import Json
from core.crashpoints import crash_point
from core.errors import KeyReused
from core.events.blobs import BlobStore
from core.events.envelope import stream_id
from core.events.log import AppendConflict
from core.events.minting import Mint
from core.pipeline.bus import Bus, StageReady
from core.pipeline.execution import Execution, Fact
from core.pipeline.knowledge import CatalogueReader, PinnedKnowledge
from core.pipeline.pending import Pending, marked
from core.pipeline.steering import Plan, Request, start_of
from core.pipeline.store import Executions
from core.pipeline.workflow import Workflow

NO_SETTINGS: Mapping[str, Json] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Input:
    """A questionnaire as it arrived: its file name and bytes, already found readable."""

    name: str
    content: bytes


class Starter:
    """Starts executions at the present point of the catalogue."""

    def __init__(
        self,
        executions: Executions,
        blobs: BlobStore,
        catalogue: CatalogueReader,
        pending: Pending,
        bus: Bus,
        mint: Mint,
    ) -> None:
        self._executions = executions
        self._blobs = blobs
        self._catalogue = catalogue
        self._pending = pending
        self._bus = bus
        self._mint = mint

    def start(
        self,
        workflow_name: str,
        document: Input,
        *,
        actor: str,
        key: str | None = None,
        settings: Mapping[str, Json] = NO_SETTINGS,
    ) -> str:
        """Start `workflow_name` on `document` and return the execution's id.

        `settings` are the user's preferences that shape results, recorded with the start so that
        it can be repeated. The same idempotency `key` with the same request names the same
        execution, whatever is preferred by then. Raises `NotFound` for an unknown workflow and
        `KeyReused` for another request under the key.
        """
        plan = self.plan(workflow_name, settings)
        blob = self._blobs.put(document.content)
        request = Request(canonical.fingerprint([workflow_name, document.name, blob]), key)
        described = {"name": document.name, "blob": blob, "bytes": len(document.content)}
        return self.begin([start_of(plan, described, request)], request, actor=actor)

    def plan(self, workflow_name: str, settings: Mapping[str, Json] = NO_SETTINGS) -> Plan:
        """The workflow as it is now. Raises `NotFound`, or `InvalidInput` where it is broken."""
        view = self._catalogue.latest()
        knowledge = PinnedKnowledge(view, self._blobs, view.sequence)
        workflow = Workflow.from_entry(knowledge.entry("workflows", workflow_name))
        return Plan(
            workflow.ref,
            workflow.style,
            workflow.stages,
            view.sequence,
            view.snapshot_id,
            settings,
        )

    def begin(self, facts: Sequence[Fact], request: Request, *, actor: str) -> str:
        """Make `facts`, a start first, a new execution's first append; wake it; return its id."""
        execution_id = self._id_for(request)
        with marked(self._pending, stream_id(f"executions/{execution_id}"), self._mint) as mark:
            (kind, start), *others = facts
            crash_point("execution.starting")
            self._append(
                execution_id, [(kind, {**start, "pending": mark}), *others], request, actor
            )
        crash_point("execution.started")
        execution = self._executions.load(execution_id)
        if mark not in execution.pending:
            # An earlier request under the key began it, and set the mark that its events name.
            self._pending.clear(mark)
        wake(self._bus, execution)
        return execution_id

    def begun(self, request: Request) -> str | None:
        """The execution that `request` began when it came before; `None` where it did not."""
        execution_id = self._id_for(request)
        if request.key is None or self._executions.find(execution_id) is None:
            return None
        if not self._executions.started_by(execution_id, request.fingerprint):
            raise KeyReused(request.key)
        return execution_id

    def _append(
        self, execution_id: str, facts: Sequence[Fact], request: Request, actor: str
    ) -> None:
        key = request.fingerprint if request.key is not None else None
        try:
            self._executions.append(execution_id, facts, expected=0, actor=actor, key=key)
        except AppendConflict:
            # The stream's name comes from the key: somebody started it before, perhaps we did.
            known = self._executions.started_by(execution_id, request.fingerprint)
            if request.key is None or not known:
                raise KeyReused(request.key or execution_id) from None

    def _id_for(self, request: Request) -> str:
        if request.key is None:
            return self._mint.new_id()
        return canonical.digest(f"run\0{request.key}".encode())[:32]


def wake(bus: Bus, execution: Execution) -> None:
    """Publish that `execution`'s next stage may have work to do, where it runs."""
    following = execution.next_stage
    if not execution.settled and following is not None:
        crash_point("stage.publishing")
        bus.publish(StageReady(execution.id, following.name))
        crash_point("stage.published")
