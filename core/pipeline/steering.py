"""What people do to an execution: pure decisions. Wrong state: `Conflict`, saying what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.canonical import Json
from core.errors import Conflict, InvalidInput, KeyReused
from core.pipeline.deciding import is_under_way
from core.pipeline.execution import (
    CANCEL_REQUESTED,
    CANCELLED,
    EXTRACT,
    RESOLVED,
    STAGE_APPROVED,
    STAGE_KEPT,
    STARTED,
    Execution,
    Fact,
)
from core.pipeline.given import Given
from core.pipeline.workflow import StageSpec


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may come twice: `key` names it, `fingerprint` tells it from another."""

    fingerprint: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an execution runs, the point of the catalogue that it is pinned to, and what its user
    prefers, as it was when it started."""

    workflow: str
    style: str | None
    stages: tuple[StageSpec, ...]
    catalogue: int
    snapshot: str
    settings: Mapping[str, Json] = field(default_factory=dict)

    @classmethod
    def of(cls, execution: Execution) -> "Plan":
        """The plan that `execution` follows."""
        return cls(
            execution.workflow,
            execution.style,
            execution.stages,
            execution.catalogue,
            execution.snapshot,
            execution.settings,
        )


def start_of(
    plan: Plan,
    document: Mapping[str, Json],
    request: Request,
    origin: Mapping[str, Json] | None = None,
) -> Fact:
    """An execution's first event; `document` says name, blob and bytes of its input."""
    data = {
        "workflow": plan.workflow,
        "style": plan.style,
        "stages": [stage.to_json() for stage in plan.stages],
        "input": dict(document),
        "catalogue": plan.catalogue,
        "snapshot": plan.snapshot,
        "settings": dict(plan.settings),
        "request": request.fingerprint,
        "origin": None if origin is None else dict(origin),
        "pending": None,
    }
    return STARTED, data


def parked_for_values(execution: Execution) -> bool:
    """Whether it parked because a draft stayed invalid, so that values can send it on."""
    return execution.status == "parked" and execution.held is None


def decide_resolution(
    execution: Execution, values: Sequence[Given], request: Request, pending: str | None
) -> list[Fact]:
    """`values` from a person send a parked execution on; the same request again does nothing."""
    if request.key is not None and request.key in execution.requests:
        if execution.requests[request.key] != request.fingerprint:
            raise KeyReused(request.key)
        return []
    if not parked_for_values(execution):
        raise Conflict(f"{_named(execution)}; only one that parked or has completed takes values")
    return [given_fact(values, request, pending)]


def given_fact(values: Sequence[Given], request: Request, pending: str | None) -> Fact:
    """The event that carries what persons gave."""
    return RESOLVED, {
        "values": [value.to_json() for value in values],
        "key": request.key,
        "request": request.fingerprint,
        "pending": pending,
    }


def decide_approval(execution: Execution, pending: str | None) -> list[Fact]:
    """The stage that waits for approval may be entered."""
    held = execution.held
    if held is None or execution.status != "parked":
        raise Conflict(f"{_named(execution)} and does not wait for approval")
    return [(STAGE_APPROVED, {"stage": held.name, "pending": pending})]


def decide_cancel(execution: Execution, now: datetime) -> list[Fact]:
    """It ends at the next stage's entry: at once where no stage is under way."""
    if execution.settled and execution.status != "parked":
        raise Conflict(f"{_named(execution)}; there is nothing left to cancel")
    if execution.cancelling:
        return []
    requested: Fact = (CANCEL_REQUESTED, {})
    return [requested] if is_under_way(execution, now) else [requested, (CANCELLED, {})]


def decide_rerun(
    source: Execution,
    from_stage: str,
    plan: Plan,
    document: Mapping[str, Json],
    values: Sequence[Given],
    request: Request,
) -> list[Fact]:
    """A new execution's first append: `plan` from `from_stage` on, with `source`'s results before.

    What persons gave `source` holds in the new one too, and `values` beside it. Raises
    `InvalidInput` for a stage that `plan` has not, `Conflict` where there is no result to keep.
    """
    if not source.settled:
        raise Conflict(f"{_named(source)}; wait for its end or cancel it, then run it again")
    names = [stage.name for stage in plan.stages]
    if from_stage not in names:
        raise InvalidInput(
            "from",
            f"{from_stage[:60]!r} is no stage of {plan.workflow}",
            f"name one of {', '.join(names)}",
        )
    kept = plan.stages[: names.index(from_stage)]
    origin = {"execution": source.id, "sequence": source.sequence, "from": from_stage}
    facts = [start_of(plan, document, request, origin)]
    facts += [_kept(source, stage) for stage in kept]
    if source.given or values:
        facts.append(given_fact([*source.given, *values], Request(request.fingerprint), None))
    return facts


def stage_after_extract(execution: Execution) -> str:
    """The stage from which corrected values are worked with. Raises `Conflict`."""
    for stage, following in zip(execution.stages, execution.stages[1:], strict=False):
        if stage.task == EXTRACT:
            return following.name
    raise Conflict(f"{execution.workflow} has no stage after an extraction that values could reach")


def _kept(source: Execution, stage: StageSpec) -> Fact:
    before, state = source.stage(stage.name), source.state(stage.name)
    known = before is not None and before.task == stage.task and state.status == "completed"
    if not known or state.result is None:
        raise Conflict(
            f"execution {source.id} has no result of stage {stage.name} to keep; "
            f"run it again from {stage.name}, or from an earlier stage"
        )
    return STAGE_KEPT, {
        "stage": stage.name,
        "result": {"inline": state.result.inline, "blob": state.result.blob},
        "model": state.model,
        "used": list(state.used),
        "artifacts": [dict(artifact) for artifact in state.artifacts],
        "seconds": state.seconds,
        "summary": state.summary,
    }


def _named(execution: Execution) -> str:
    waits = execution.status == "parked" and execution.held is not None
    standing = "waits for approval" if waits else f"is {execution.status}"
    return f"execution {execution.id} {standing}"
