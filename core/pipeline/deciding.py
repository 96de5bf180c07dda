"""What the machine does to an execution: pure decisions about its stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.canonical import Json
from core.catalogue.model import Text
from core.errors import Conflict
from core.events.minting import rfc3339
from core.pipeline.execution import (
    CANCELLED,
    COMPLETED,
    FAILED,
    STAGE_CLAIMED,
    STAGE_COMPLETED,
    STAGE_FAILED,
    STAGE_HELD,
    STAGE_PARKED,
    Execution,
    Fact,
    StageState,
)
from core.pipeline.workflow import StageSpec

ATTEMPTS = 5
"""A stage that came to nothing this often fails its execution."""


class StaleClaim(Conflict):
    """The result came too late: the claim it was made under is no longer the current one."""


def is_idle(execution: Execution, now: datetime) -> bool:
    """Whether the next stage waits only for a message: nobody holds it, and no pause is on."""
    following = execution.next_stage
    if execution.settled or following is None or is_under_way(execution, now):
        return False
    return pause_left(execution.state(following.name), now) <= 0


def is_under_way(execution: Execution, now: datetime) -> bool:
    """Whether somebody holds the next stage and may still bring its result."""
    following = execution.next_stage
    if execution.settled or following is None:
        return False
    return _held_by_another(execution.state(following.name), now)


def pause_left(state: StageState, now: datetime) -> float:
    """Seconds until a stage that failed may be tried again; 0 where it may be now."""
    if state.status != "failed" or state.retry_at is None or state.retry_at <= rfc3339(now):
        return 0.0
    return (datetime.fromisoformat(state.retry_at) - now).total_seconds()


def claim_left(state: StageState, now: datetime) -> float:
    """Seconds until the claim that somebody holds on a stage runs out; 0 where nobody does."""
    if state.deadline is None or not _held_by_another(state, now):
        return 0.0
    return (datetime.fromisoformat(state.deadline) - now).total_seconds()


def decide_claim(execution: Execution, stage: StageSpec, now: datetime) -> list[Fact]:
    """What happens on entering `stage`: one attempt is claimed, where that is its turn.

    Nothing where it is done, not its turn, pausing, or claimed by another whose deadline is not
    past. A cancelled execution ends here; a stage that asks for approval waits here.
    """
    if execution.settled or execution.next_stage != stage:
        return []
    state = execution.state(stage.name)
    if _held_by_another(state, now):
        return []
    if execution.cancelling:
        return [(CANCELLED, {})]
    if pause_left(state, now) > 0:
        return []
    if stage.approval and not state.approved:
        return [(STAGE_HELD, {"stage": stage.name})]
    if state.status == "claimed" and state.attempt - state.before >= ATTEMPTS:
        return _given_up(stage, state)
    deadline = now + timedelta(seconds=stage.timeout_seconds)
    return [
        (
            STAGE_CLAIMED,
            {"stage": stage.name, "attempt": state.attempt + 1, "deadline": rfc3339(deadline)},
        )
    ]


@dataclass(frozen=True, slots=True)
class Completed:
    """A stage's accepted result, as its event carries it."""

    result: Text
    model: str
    used: Sequence[str]
    artifacts: Sequence[Mapping[str, Json]]
    seconds: float
    summary: str
    repairs: int
    prompt: str


def decide_complete(
    execution: Execution, stage: StageSpec, attempt: int, done: Completed
) -> list[Fact]:
    """Accept `done` for the current claim only; the last stage completes the execution."""
    _check_claim(execution, stage, attempt)
    facts: list[Fact] = [
        (
            STAGE_COMPLETED,
            {
                "stage": stage.name,
                "attempt": attempt,
                "result": {"inline": done.result.inline, "blob": done.result.blob},
                "model": done.model,
                "used": list(done.used),
                "artifacts": [dict(artifact) for artifact in done.artifacts],
                "seconds": done.seconds,
                "summary": done.summary,
                "repairs": done.repairs,
                "prompt": done.prompt,
            },
        )
    ]
    if stage == execution.stages[-1]:
        facts.append((COMPLETED, {}))
    return facts


def decide_park(
    execution: Execution,
    stage: StageSpec,
    attempt: int,
    complaints: Sequence[str],
    partial: Text,
    model: str,
) -> list[Fact]:
    """The stage's draft stayed invalid after every repair; a human goes on from the partial."""
    _check_claim(execution, stage, attempt)
    parked: Fact = (
        STAGE_PARKED,
        {
            "stage": stage.name,
            "attempt": attempt,
            "complaints": list(complaints),
            "partial": {"inline": partial.inline, "blob": partial.blob},
            "model": model,
        },
    )
    return [parked, (CANCELLED, {})] if execution.cancelling else [parked]


def decide_failure(
    execution: Execution,
    stage: StageSpec,
    attempt: int,
    error: str,
    *,
    retry_at: datetime | None,
) -> list[Fact]:
    """Record a failed attempt. One that may not be repeated, or was one too many, fails the whole.

    `retry_at` says when the next attempt may be made; `None` where it would fail in the same way.
    """
    _check_claim(execution, stage, attempt)
    last = retry_at is None or attempt - execution.state(stage.name).before >= ATTEMPTS
    again = None if last or retry_at is None else rfc3339(retry_at)
    return _failed(stage, attempt, error, permanent=retry_at is None, retry_at=again)


def _given_up(stage: StageSpec, state: StageState) -> list[Fact]:
    """The last attempt that a stage has was never heard of again."""
    error = f"stage {stage.name} gave no result within {stage.timeout_seconds} s, {ATTEMPTS} times"
    return _failed(stage, state.attempt, error, permanent=False, retry_at=None)


def _failed(
    stage: StageSpec, attempt: int, error: str, *, permanent: bool, retry_at: str | None
) -> list[Fact]:
    facts: list[Fact] = [
        (
            STAGE_FAILED,
            {
                "stage": stage.name,
                "attempt": attempt,
                "error": error,
                "permanent": permanent,
                "retry_at": retry_at,
            },
        )
    ]
    if retry_at is None:
        facts.append((FAILED, {"stage": stage.name, "error": error}))
    return facts


def _held_by_another(state: StageState, now: datetime) -> bool:
    return (
        state.status == "claimed" and state.deadline is not None and rfc3339(now) < state.deadline
    )


def _check_claim(execution: Execution, stage: StageSpec, attempt: int) -> None:
    state = execution.state(stage.name)
    if execution.settled or state.status != "claimed" or state.attempt != attempt:
        raise StaleClaim(
            f"stage {stage.name} of {execution.id}: attempt {attempt} is no longer the current one"
        )
