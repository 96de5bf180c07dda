"""An execution: the events of its stream, and its state as their fold.

started -> (stage.claimed -> stage.completed)* -> completed
                         \\-> stage.failed -> (claimed again, later | failed)
                         \\-> stage.parked -> resolved -> (claimed again)
           stage.held -> stage.approved -> (claimed)
           cancel_requested -> cancelled, at the next stage's entry

What may happen when is decided in `deciding` (by the machine) and `steering` (by people).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from core.canonical import Json
from core.catalogue.model import Text
from core.events.envelope import Event, NewEvent
from core.events.upcasting import upcast
from core.pipeline.given import Given
from core.pipeline.workflow import StageSpec

Status = Literal["running", "completed", "parked", "failed", "cancelled"]
StageStatus = Literal["waiting", "claimed", "completed", "parked", "failed", "held"]

STARTED = "execution.started"
RESOLVED = "execution.resolved"
CANCEL_REQUESTED = "execution.cancel_requested"
CANCELLED = "execution.cancelled"
COMPLETED = "execution.completed"
FAILED = "execution.failed"
STAGE_KEPT = "stage.kept"
STAGE_HELD = "stage.held"
STAGE_APPROVED = "stage.approved"
STAGE_CLAIMED = "stage.claimed"
STAGE_COMPLETED = "stage.completed"
STAGE_FAILED = "stage.failed"
STAGE_PARKED = "stage.parked"

SHAPE_VERSIONS: Mapping[str, int] = {
    STARTED: 2,
    RESOLVED: 1,
    CANCEL_REQUESTED: 1,
    CANCELLED: 1,
    COMPLETED: 1,
    FAILED: 1,
    STAGE_KEPT: 1,
    STAGE_HELD: 1,
    STAGE_APPROVED: 1,
    STAGE_CLAIMED: 1,
    STAGE_COMPLETED: 1,
    STAGE_FAILED: 2,
    STAGE_PARKED: 2,
}

EXTRACT = "extract"
"""The task whose result holds the profile that people may correct."""


@dataclass(frozen=True, slots=True)
class StageState:
    """Where one stage stands. `attempt` counts claims; times are RFC 3339.

    `before` is how many attempts there had been when a person last sent the stage on: those no
    longer count against it. `result` is partial while the stage is not completed.
    """

    status: StageStatus = "waiting"
    attempt: int = 0
    deadline: str | None = None
    result: Text | None = None
    model: str | None = None
    used: tuple[str, ...] = ()
    artifacts: tuple[Mapping[str, Json], ...] = ()
    seconds: float | None = None
    summary: str | None = None
    error: str | None = None
    complaints: tuple[str, ...] = ()
    retry_at: str | None = None
    approved: bool = False
    before: int = 0


@dataclass(frozen=True, slots=True)
class Execution:
    """One run of a workflow on one input, pinned to append `catalogue` of the catalogue.

    `origin` says which execution it goes on from; `given` what people said; `pending` names the
    marks of its work; `requests` the requests with a key that it has carried out; `settings` what
    of its user's preferences shapes its results.
    """

    id: str
    sequence: int
    workflow: str
    style: str | None
    stages: tuple[StageSpec, ...]
    input_name: str
    input_blob: str
    catalogue: int
    snapshot: str
    started: str
    actor: str
    updated: str = ""
    status: Status = "running"
    error: str | None = None
    states: Mapping[str, StageState] = field(default_factory=dict)
    origin: Mapping[str, Json] | None = None
    given: tuple[Given, ...] = ()
    pending: tuple[str, ...] = ()
    requests: Mapping[str, str] = field(default_factory=dict)
    cancelling: bool = False
    settings: Mapping[str, Json] = field(default_factory=dict)

    def stage(self, name: str) -> StageSpec | None:
        return next((stage for stage in self.stages if stage.name == name), None)

    def state(self, name: str) -> StageState:
        return self.states.get(name, StageState())

    @property
    def next_stage(self) -> StageSpec | None:
        """The first stage that is not completed; `None` when all are."""
        return next((s for s in self.stages if self.state(s.name).status != "completed"), None)

    @property
    def settled(self) -> bool:
        """Whether nothing more happens of itself."""
        return self.status != "running"

    @property
    def held(self) -> StageSpec | None:
        """The stage that waits for approval, if one does."""
        return next((s for s in self.stages if self.state(s.name).status == "held"), None)

    @property
    def released(self) -> bool:
        """Whether files may leave: every approval that the workflow asks for has been given."""
        return all(self.state(s.name).approved for s in self.stages if s.approval)


Fact = tuple[str, dict[str, Any]]
"""A new event's type and data; the envelope is minted around it."""


def evolve(execution: Execution | None, event: Event) -> Execution:
    """The execution after `event`. An event that happened is never refused."""
    new = upcast(event.new)
    if new.type == STARTED or execution is None:
        return _started(event, new)
    execution = replace(execution, sequence=event.sequence, updated=new.time)
    data = new.data
    match new.type:
        case "execution.completed":
            return replace(execution, status="completed")
        case "execution.failed":
            return replace(execution, status="failed", error=data["error"])
        case "execution.cancel_requested":
            return replace(execution, cancelling=True)
        case "execution.cancelled":
            return replace(execution, status="cancelled")
        case "execution.resolved":
            return _resolved(execution, data)
        case _ if new.type.startswith("stage."):
            return _staged(execution, new.type, data)
        case _:
            return execution


def fold(events: Iterable[Event]) -> Execution | None:
    """The execution that `events` of one stream tell of; `None` where there are none."""
    execution: Execution | None = None
    for event in events:
        execution = evolve(execution, event)
    return execution


def _started(event: Event, new: NewEvent) -> Execution:
    data = new.data
    return Execution(
        id=event.stream.partition("/")[2],
        sequence=event.sequence,
        workflow=data["workflow"],
        style=data["style"],
        stages=tuple(StageSpec.from_json(stage) for stage in data["stages"]),
        input_name=data["input"]["name"],
        input_blob=data["input"]["blob"],
        catalogue=data["catalogue"],
        snapshot=data["snapshot"],
        started=new.time,
        actor=new.actor,
        updated=new.time,
        origin=data["origin"],
        settings=data["settings"],
        pending=_marks((), data),
    )


def _resolved(execution: Execution, data: Mapping[str, Any]) -> Execution:
    """What persons gave is known, and a stage that had parked waits for its turn again."""
    states = {
        name: replace(
            state, status="waiting", before=state.attempt, error=None, complaints=(), retry_at=None
        )
        if state.status == "parked"
        else state
        for name, state in execution.states.items()
    }
    key = data["key"]
    return replace(
        execution,
        status="running",
        states=states,
        given=(*execution.given, *(Given(**one) for one in data["values"])),
        pending=_marks(execution.pending, data),
        requests={**execution.requests, **({key: data["request"]} if key else {})},
    )


def _staged(execution: Execution, kind: str, data: Mapping[str, Any]) -> Execution:
    name = data["stage"]
    execution = replace(
        execution,
        states={**execution.states, name: _stage_after(execution.state(name), kind, data)},
    )
    match kind:
        case "stage.parked" | "stage.held":
            return replace(execution, status="parked")
        case "stage.approved":
            pending = _marks(execution.pending, data)
            return replace(execution, status="running", pending=pending)
        case _:
            return execution


def _stage_after(state: StageState, kind: str, data: Mapping[str, Any]) -> StageState:
    match kind:
        case "stage.claimed":
            return replace(
                state, status="claimed", attempt=data["attempt"], deadline=data["deadline"]
            )
        case "stage.completed" | "stage.kept":
            return replace(
                state,
                status="completed",
                result=Text(**data["result"]),
                model=data["model"],
                used=tuple(data["used"]),
                artifacts=tuple(data["artifacts"]),
                seconds=data["seconds"],
                summary=data["summary"],
                error=None,
                retry_at=None,
            )
        case "stage.parked":
            return replace(
                state,
                status="parked",
                result=Text(**data["partial"]),
                model=data["model"],
                error="; ".join(data["complaints"]),
                complaints=tuple(data["complaints"]),
                retry_at=None,
            )
        case "stage.failed":
            return replace(state, status="failed", error=data["error"], retry_at=data["retry_at"])
        case "stage.held":
            return replace(state, status="held")
        case "stage.approved":
            return replace(state, status="waiting", approved=True)
        case _:
            return state


def _marks(known: Sequence[str], data: Mapping[str, Any]) -> tuple[str, ...]:
    return (*known, *([data["pending"]] if data["pending"] is not None else []))
