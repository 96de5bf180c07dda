"""An execution's stream: nothing in it that could not have happened."""

from collections.abc import Sequence

from core.events.envelope import Event, StreamId
from core.pipeline.execution import fold
from core.verify.findings import COPY, Findings

_OUTCOMES = ("stage.completed", "stage.failed", "stage.parked")
_ENDS = ("execution.completed", "execution.failed", "execution.cancelled")


def check_execution(stream: StreamId, events: Sequence[Event], findings: Findings) -> None:
    """Check what `events`, the whole of the stream in their current shapes, tell.

    Raises `KeyError`, `TypeError` or `ValueError` where they lack what they must say.
    """

    def complain(event: Event, problem: str) -> None:
        where = f"log/{stream}/{event.sequence:016d}.json"
        findings.add("execution", where, problem, COPY)

    claims: dict[str, int] = {}
    ended: str | None = None
    for number, event in enumerate(events):
        if (event.type == "execution.started") != (number == 0):
            complain(event, f"{event.type} is event {number + 1} of the execution")
        if event.type.startswith("stage.") and ended is not None:
            complain(event, f"{event.type} came after {ended}")
        if event.type == "stage.claimed":
            claims[event.data["stage"]] = event.data["attempt"]
        elif event.type in _OUTCOMES:
            # A claim brings one outcome, and another that was made under it came too late.
            claimed = claims.pop(event.data["stage"], None)
            if claimed != event.data["attempt"]:
                stage, attempt = event.data["stage"], event.data["attempt"]
                complain(event, f"{event.type} of {stage}, attempt {attempt}, has no claim")
        elif event.type in _ENDS:
            ended = event.type
    execution = fold(events)
    if execution is not None and execution.status == "completed":
        missing = execution.next_stage
        if missing is not None:
            complain(events[-1], f"it completed without a result of stage {missing.name}")
