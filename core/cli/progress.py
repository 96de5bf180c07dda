"""An execution as it goes on, stage by stage, told on stderr from its own events."""

import threading
from collections.abc import Callable, Mapping
from time import perf_counter

from core.cli.output import say
from core.pipeline.execution import (
    CANCELLED,
    RESOLVED,
    STAGE_APPROVED,
    STAGE_CLAIMED,
    STAGE_COMPLETED,
    STAGE_FAILED,
    STAGE_HELD,
    STAGE_PARKED,
    Execution,
)
from core.pipeline.watching import Step, follow
from core.runtime import Runtime


def watch(
    runtime: Runtime,
    execution_id: str,
    *,
    began: float,
    seen: int = 0,
    prefix: str = "",
    stop: threading.Event | None = None,
) -> Execution:
    """Tell of every event after append `seen` until the execution has settled, and its time.

    `began` is when the pipeline's own work on it began, as `perf_counter` counts.
    """
    given_up = stop or threading.Event()
    for step in follow(runtime.executions, execution_id, until=given_up.is_set):
        if step is not None and step.event.sequence > seen:
            line = _line(step)
            if line:
                say(f"{prefix}  {line}")
    execution = runtime.executions.load(execution_id)
    if execution.settled:
        say(f"{prefix}  {execution.status} in {perf_counter() - began:.2f} s")
    return execution


def _line(step: Step) -> str | None:
    """What `step` is to somebody who watches; `None` where it is not worth a line."""
    data, kind = step.event.data, step.event.type
    if kind == CANCELLED:
        return "cancelled"
    if kind == RESOLVED:
        given = ", ".join(value["pointer"] for value in data["values"])
        return f"given by {step.event.new.actor}: {given}"
    what = _WHAT.get(kind)
    if what is None:
        return None
    name = data["stage"]
    said = what(step)
    if said is None:
        return None
    names = [stage.name for stage in step.execution.stages]
    seconds = f"{data['seconds']:6.2f} s" if kind == STAGE_COMPLETED else " " * 8
    return f"{names.index(name) + 1}/{len(names)} {name:<9}{seconds}  {said}"


def _claimed(step: Step) -> str | None:
    attempt = step.event.data["attempt"]
    return f"attempt {attempt}" if attempt > 1 else None


def _failed(step: Step) -> str:
    data = step.event.data
    again = f"; again after {data['retry_at'][11:19]} UTC" if data.get("retry_at") else ""
    return f"failed: {data['error']}{again}"


_WHAT: Mapping[str, Callable[[Step], str | None]] = {
    STAGE_CLAIMED: _claimed,
    STAGE_COMPLETED: lambda step: str(step.event.data["summary"]),
    STAGE_FAILED: _failed,
    STAGE_PARKED: lambda step: f"parked: {'; '.join(step.event.data['complaints'])}",
    STAGE_HELD: lambda _step: "waits for approval",
    STAGE_APPROVED: lambda step: f"approved by {step.event.new.actor}",
}
