"""Pub/Sub push over HTTP: wakes one stage of one execution, or the sweeper."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.errors import InvalidInput
from core.events.minting import Clock, system_clock
from core.http.pushing import content, push_route
from core.http.routes import Answer, Call, Reply, Route
from core.pipeline.bus import NotYet, StageReady
from core.pipeline.deciding import claim_left
from core.pipeline.messages import DeadLetters, Message

if TYPE_CHECKING:
    from core.pipeline.running import StageRunner
    from core.pipeline.sweeping import Sweeper

_QUIET_SECONDS = 10.0
"""What happened more recently than this is left to its own message."""


class SweepAnswer(Answer):
    """What the sweep found, and did about it."""

    marks: int
    woken: list[str]
    waiting: list[str]
    settled: list[str]
    unused: int
    problems: list[str]


def sweep_routes(sweeper: "Sweeper", remind: Callable[[], object] | None = None) -> Sequence[Route]:
    """The route of the `sweep` entry point, for a scheduler; the body does not matter.

    `remind` wakes the build where the catalogue has moved on and no snapshot has followed.
    """

    def sweep(_call: Call) -> Reply:
        swept = sweeper.sweep(quiet=_QUIET_SECONDS)
        if remind is not None:
            remind()
        return Reply(swept.to_json())

    return (Route("POST", "/", "Take up what a crash left", sweep, SweepAnswer, statuses=(503,)),)


def stage_routes(
    runner: "StageRunner",
    stage: str | None,
    dead_letters: DeadLetters | None = None,
    clock: Clock = system_clock,
) -> Sequence[Route]:
    """The route of the `stage` entry point; `stage` is the one this instance runs.

    A message that meets another delivery's claim is not acknowledged: should that one die, this is
    what takes up its work once the claim has run out.
    """

    def run(message: Message) -> str:
        ready = _ready(message, stage)
        execution = runner.run(ready)
        if (left := claim_left(execution.state(ready.stage), clock())) > 0:
            held = f"stage {ready.stage} of {ready.execution_id} is being worked on"
            raise NotYet(held, seconds=left)
        return "done"

    return (push_route("Run a stage", run, dead_letters),)


def _ready(message: Message, stage: str | None) -> StageReady:
    data = content(message)
    named, execution_id = data.get("stage", stage), data.get("execution_id")
    if not isinstance(execution_id, str) or not isinstance(named, str):
        raise InvalidInput(
            "message.data", "names no execution or stage", "send execution_id, and set STAGE"
        )
    return StageReady(execution_id, named)
