"""An execution's stream as rows: live progress, the record of its end, what it told of a league,
and which prompts it used.

A read model needs less than the pipeline does, so it folds its own state, and passes over types
that it does not know. The state is kept beside the stream's position.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import fsum
from typing import Any, Self

from core import canonical
from core.canonical import Json
from core.catalogue.model import Text
from core.events.envelope import Event
from core.projections.catalogue_rows import Read
from core.projections.changes import Change, Elect, Put, Tally
from core.projections.tables import EXECUTION_PROGRESS, LEAGUE_FACTS, WORKFLOW_EXECUTIONS
from core.projections.targets import SQLITE, Target

_ENDS = {
    "execution.completed": "completed",
    "execution.failed": "failed",
    "execution.cancelled": "cancelled",
}
_COUNTED = {"completed": True, "failed": False}
"""The ends that say something of a workflow and its prompts: whether it did what it should."""


@dataclass(frozen=True, slots=True)
class Run:
    """An execution as the tables know it. `stages` gives each stage's task, `origin` the execution
    that this one runs again; `seconds` are those of the stages' results, `used` the prompts behind
    them as `type/name@3`, `cost` the dollars that models said they cost, `outcome` the end that
    `prompt_history` has counted."""

    workflow: str
    user: str
    started: str
    stages: Sequence[Sequence[str]]
    origin: str | None
    status: str = "running"
    stage: str | None = None
    done: int = 0
    error: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    used: Sequence[str] = ()
    cost: float | None = None
    outcome: str | None = None

    @property
    def names(self) -> list[str]:
        return [name for name, _task in self.stages]

    @classmethod
    def from_state(cls, state: Json) -> Self | None:
        return cls(**state) if state is not None else None

    def to_state(self) -> Json:
        return {**asdict(self), "stages": [*map(list, self.stages)], "used": list(self.used)}


def execution_changes(
    event: Event, state: Json, read: Read, target: Target = SQLITE
) -> tuple[Sequence[Change], Json]:
    """What `event`, in its current shape, changes, and the state after it; results that `target`
    does not keep are not read."""
    before = Run.from_state(state)
    after = _after(before, event)
    if after is None:
        return (), None
    execution_id = event.stream.partition("/")[2]
    changes = [
        *_progress(execution_id, before, after, event.new.time),
        *_ended(execution_id, after, event),
        *(_leagues(execution_id, after, event, read) if target.holds(LEAGUE_FACTS) else ()),
        *_uses(before, after, event),
    ]
    return changes, after.to_state()


def _after(run: Run | None, event: Event) -> Run | None:
    data = event.data
    if event.type == "execution.started":
        return _started(event)
    if run is None:
        return None
    match event.type:
        case "stage.claimed":
            return replace(
                run, status="running", stage=data["stage"], done=_place(run, data), error=None
            )
        case "stage.kept":
            # The time was another execution's, and so was the use of its prompts.
            return replace(run, stage=data["stage"], done=_place(run, data) + 1)
        case "stage.completed":
            return replace(
                run,
                done=_place(run, data) + 1,
                used=sorted({*run.used, *data["used"]}),
                seconds={**run.seconds, data["stage"]: data["seconds"]},
                cost=_cost(run, data),
            )
        case "stage.parked":
            return replace(run, status="parked", error="; ".join(data["complaints"]))
        case "stage.held":
            return replace(run, status="parked", stage=data["stage"])
        case "stage.approved" | "execution.resolved":
            return replace(run, status="running", error=None)
        case "stage.failed":
            return replace(run, error=data["error"])
        case "execution.completed" | "execution.failed" | "execution.cancelled":
            status = _ENDS[event.type]
            outcome = status if status in _COUNTED else None
            return replace(run, status=status, error=data.get("error"), outcome=outcome)
        case _:
            return run


def _started(event: Event) -> Run:
    data = event.data
    return Run(
        workflow=data["workflow"].partition("@")[0].partition("/")[2],
        user=event.new.actor,
        started=event.new.time,
        stages=[[stage["name"], stage["task"]] for stage in data["stages"]],
        origin=data["origin"]["execution"] if data.get("origin") else None,
    )


def _place(run: Run, data: Mapping[str, Any]) -> int:
    return run.names.index(data["stage"]) if data["stage"] in run.names else run.done


def _cost(run: Run, data: Mapping[str, Any]) -> float | None:
    """Dollars so far; a stage's result says so where its model does."""
    cost = data.get("cost_usd")
    return run.cost if cost is None else (run.cost or 0.0) + cost


def _prompts(used: Sequence[str]) -> set[str]:
    """The prompts of references, as `type~name`, without their versions."""
    return {ref.partition("@")[0].replace("/", "~", 1) for ref in used}


def _progress(execution_id: str, before: Run | None, run: Run, time: str) -> Iterator[Change]:
    if run == before:
        return
    values = {
        "workflow_name": run.workflow,
        "status": run.status,
        "stage": run.stage,
        "stages_done": run.done,
        "stages_total": len(run.stages),
        "error": run.error,
        "user_id": run.user,
        "started_at": run.started,
        "updated_at": time,
    }
    yield Put(EXECUTION_PROGRESS, (execution_id,), values)


def _ended(execution_id: str, run: Run, event: Event) -> Iterator[Change]:
    if event.type not in _ENDS:
        return
    values = {
        "workflow_name": run.workflow,
        # Exact, so that it is the same in whatever order the stages are remembered.
        "execution_time": fsum(run.seconds.values()),
        "success": _COUNTED.get(run.status),
        "user_id": run.user,
        "executed_at": event.new.time,
        "prompts": list(run.used),
        "cost_usd": run.cost,
    }
    yield Put(WORKFLOW_EXECUTIONS, (execution_id,), values)


def _leagues(execution_id: str, run: Run, event: Event, read: Read) -> Iterator[Change]:
    """What the upsert stage says of leagues; a rerun's word stands for that of its origin too."""
    if event.type != "stage.completed" or [event.data["stage"], "upsert"] not in run.stages:
        return
    result = canonical.decode(read(Text(**event.data["result"])))
    for fact in result["facts"]:
        if fact["kind"] == "league":
            values = {**fact["data"], "replaces": run.origin, "updated_at": event.new.time}
            yield Put(LEAGUE_FACTS, (fact["key"], execution_id), values)
    yield Elect(execution_id)


def _uses(before: Run | None, run: Run, event: Event) -> Iterator[Change]:
    """The difference that this event makes to each prompt's counts, so that sums stay right."""
    known = _prompts(before.used if before else ())
    now = _prompts(event.data["used"]) if event.type == "stage.completed" else set()
    previous = before.outcome if before else None
    for prompt in sorted(_prompts(run.used)):
        new = prompt not in known
        tally = Tally(
            (run.user, prompt),
            uses=int(new),
            completed=(run.outcome == "completed") - (not new and previous == "completed"),
            failed=(run.outcome == "failed") - (not new and previous == "failed"),
            at=event.new.time if prompt in now else None,
        )
        if tally != Tally((run.user, prompt)):
            yield tally
