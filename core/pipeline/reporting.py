"""What a run comes to, as the command line and HTTP tell it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.canonical import Json
from core.pipeline.artifacts import artifacts
from core.pipeline.execution import EXTRACT, Execution, StageState
from core.pipeline.facts import resolve
from core.pipeline.store import Executions
from core.pipeline.workflow import StageSpec

_PROFILE = "/profile"
_REQUIRED = re.compile(r'"(.+)" is a required property')


def describe(execution: Execution) -> dict[str, Any]:
    """Where an execution stands, without the stages' results."""
    return {
        "execution_id": execution.id,
        "status": execution.status,
        "workflow": execution.workflow,
        "stage": _current(execution),
        "input": execution.input_name,
        "started": execution.started,
        "updated": execution.updated,
        "actor": execution.actor,
        "catalogue": execution.catalogue,
        "snapshot": execution.snapshot,
        "origin": execution.origin,
        "cancelling": execution.cancelling and not execution.settled,
        "error": execution.error,
    }


def report(executions: Executions, execution: Execution) -> dict[str, Any]:
    """The whole result: profile, evidence, stages with their results, and artifacts.

    `profile` holds stated values and human corrections only; what was inferred stands under
    `stages`. `parked` says why a parked one waits, and `given` what people said.
    """
    stages = {stage.name: _stage(executions, execution, stage.name) for stage in execution.stages}
    extracting = next((s.name for s in execution.stages if s.task == EXTRACT), None)
    extracted = stages[extracting]["result"] if extracting is not None else None
    extracted = extracted if isinstance(extracted, Mapping) else {}
    return {
        **describe(execution),
        "profile": extracted.get("profile"),
        "evidence": extracted.get("evidence"),
        "stages": stages,
        "given": [one.to_json() for one in execution.given],
        "parked": parked(executions, execution),
        "artifacts": artifacts(execution),
    }


def parked(executions: Executions, execution: Execution) -> dict[str, Any] | None:
    """Why a parked execution waits for a person, and what sends it on; `None` where none does.

    Pointers of complaints lead into the stage's result; `profile_pointer` is what `resolve` takes.
    """
    if execution.status != "parked":
        return None
    if execution.held is not None:
        return {
            "stage": execution.held.name,
            "reason": "approval",
            "complaints": [],
            "lacks": [],
            "remedy": f"promptintel executions approve {execution.id}",
        }
    stage = next(s for s in execution.stages if execution.state(s.name).status == "parked")
    state = execution.state(stage.name)
    partial = executions.result(execution, stage.name)
    complaints = [_complaint(sentence, stage, partial) for sentence in state.complaints]
    return {
        "stage": stage.name,
        "reason": "invalid",
        "complaints": complaints,
        "lacks": _lacking(state.complaints),
        "remedy": f"promptintel executions resolve {execution.id} "
        f"--set {_settable(complaints)}=VALUE",
    }


def _complaint(sentence: str, stage: StageSpec, partial: Json) -> dict[str, Any]:
    """One of the validator's sentences in parts, with the words it is about where there are any."""
    pointer, _, problem = sentence.partition(": ")
    inner = pointer.removeprefix(_PROFILE)
    in_profile = stage.task == EXTRACT and pointer.startswith(f"{_PROFILE}/")
    evidence = resolve(partial, "/evidence") if in_profile else None
    words = evidence.get(inner) if isinstance(evidence, Mapping) else None
    words = words if isinstance(words, Mapping) else {}
    return {
        "pointer": pointer,
        "problem": problem,
        "profile_pointer": inner if in_profile else None,
        "value": resolve(partial, pointer.rstrip("/")),
        "quote": words.get("quote"),
        "start": words.get("start"),
        "end": words.get("end"),
    }


def _lacking(complaints: Sequence[str]) -> list[str]:
    """Pointers of what the partial result should have and has not."""
    found = []
    for sentence in complaints:
        pointer, _, problem = sentence.partition(": ")
        if missing := _REQUIRED.fullmatch(problem):
            found.append(f"{pointer.rstrip('/')}/{missing[1]}")
    return found


def _settable(complaints: Sequence[Mapping[str, Any]]) -> str:
    pointers = (one["profile_pointer"] for one in complaints)
    return next((pointer for pointer in pointers if pointer), "POINTER")


def _stage(executions: Executions, execution: Execution, name: str) -> dict[str, Any]:
    state = execution.state(name)
    return {**stage_summary(state), "result": executions.result(execution, name)}


def stage_summary(state: StageState) -> dict[str, Any]:
    """Where a stage stands, without its result."""
    return {
        "status": state.status,
        "attempt": state.attempt,
        "seconds": state.seconds,
        "summary": state.summary,
        "model": state.model,
        "used": list(state.used),
        "error": state.error,
        "retry_at": state.retry_at,
    }


def _current(execution: Execution) -> str | None:
    following = execution.next_stage
    return following.name if following is not None else None
