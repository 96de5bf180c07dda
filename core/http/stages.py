"""Pub/Sub push over HTTP: wakes one stage of one execution."""

import base64
import binascii
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core import canonical
from core.errors import InvalidInput
from core.http.routes import Answer, Call, Reply, Route
from core.pipeline.bus import StageReady

if TYPE_CHECKING:
    from core.pipeline.running import StageRunner
    from core.pipeline.sweeping import Sweeper

_QUIET_SECONDS = 10.0
"""What happened more recently than this is left to its own message."""


class PushMessage(Answer):
    """The message as Pub/Sub wraps it; what else it carries is not needed."""

    data: str


class PushBody(Answer):
    """A push envelope."""

    message: PushMessage


class DoneAnswer(Answer):
    """The stage is done, or was done before."""

    status: str


class SweepAnswer(Answer):
    """What the sweep found, and did about it."""

    marks: int
    woken: list[str]
    waiting: list[str]
    settled: list[str]
    unused: int
    problems: list[str]


def sweep_routes(sweeper: "Sweeper") -> Sequence[Route]:
    """The route of the `sweep` entry point, for a scheduler."""

    def sweep(_call: Call) -> Reply:
        return Reply(sweeper.sweep(quiet=_QUIET_SECONDS).to_json())

    return (Route("POST", "/", "Take up what a crash left", sweep, SweepAnswer, statuses=(503,)),)


def stage_routes(runner: "StageRunner", stage: str | None) -> Sequence[Route]:
    """The route of the `stage` entry point; `stage` is the one this instance runs."""

    def run(call: Call) -> Reply:
        runner.run(_message(call.body, stage))
        return Reply({"status": "done"})

    return (Route("POST", "/", "Run a stage", run, DoneAnswer, PushBody, statuses=(404, 503)),)


def _message(body: PushBody, stage: str | None) -> StageReady:
    try:
        data: Any = canonical.decode(base64.b64decode(body.message.data, validate=True))
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(
            "message.data", f"cannot be read ({error})", "send base64 of a JSON object"
        ) from error
    named = data.get("stage", stage) if isinstance(data, dict) else None
    execution_id = data.get("execution_id") if isinstance(data, dict) else None
    if not isinstance(execution_id, str) or not isinstance(named, str):
        raise InvalidInput(
            "message.data", "names no execution or stage", "send execution_id, and set STAGE"
        )
    return StageReady(execution_id, named)
