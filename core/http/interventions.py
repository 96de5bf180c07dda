"""What people do to executions over HTTP: resolve, approve, cancel, run again."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from core.http.addressing import EXECUTION, IDEMPOTENCY_KEY
from core.http.executing import (
    ExecuteAnswer,
    RunningAnswer,
    check_wait,
    outcome,
    wait_field,
)
from core.http.executions import ExecutionAnswer
from core.http.routes import Body, Call, Reply, Route
from core.pipeline.interventions import CURRENT, SAME, Interventions
from core.pipeline.reporting import describe
from core.pipeline.store import Executions

_ROOT = "/api/prompts/executions/{id}"


class ResolveBody(Body):
    """Values that a person gives, by JSON Pointer into the profile (`/league/legal_name`)."""

    values: dict[str, Any]
    wait: int = wait_field()


class RerunBody(Body):
    """From which stage; and whether the catalogue stays as it was or is taken as it is now."""

    from_: str = Field(alias="from")
    catalogue: str = Field(SAME, json_schema_extra={"enum": [SAME, CURRENT]})
    wait: int = wait_field()


def intervention_routes(interventions: Interventions, executions: Executions) -> Sequence[Route]:
    """The routes by which people act on executions, for `functions/execute_stage`."""

    def resolve(call: Call) -> Reply:
        body: ResolveBody = call.body
        check_wait(body.wait)
        going_on = interventions.resolve(
            call.path["id"], body.values, actor=call.actor, key=_key(call)
        )
        return outcome(executions, going_on, body.wait)

    def rerun(call: Call) -> Reply:
        body: RerunBody = call.body
        check_wait(body.wait)
        going_on = interventions.rerun(
            call.path["id"],
            body.from_,
            actor=call.actor,
            catalogue=body.catalogue,
            key=_key(call),
        )
        return outcome(executions, going_on, body.wait)

    def approve(call: Call) -> Reply:
        interventions.approve(call.path["id"], actor=call.actor)
        return Reply(describe(executions.load(call.path["id"])))

    def cancel(call: Call) -> Reply:
        interventions.cancel(call.path["id"], actor=call.actor)
        return Reply(describe(executions.load(call.path["id"])))

    return (
        Route(
            "POST",
            f"{_ROOT}/resolve",
            "Set values: a parked execution goes on, a completed one is run again with them",
            resolve,
            ExecuteAnswer,
            ResolveBody,
            parameters=(EXECUTION, IDEMPOTENCY_KEY),
            statuses=(404, 409, 422, 503),
            other_answers={202: RunningAnswer},
        ),
        Route(
            "POST",
            f"{_ROOT}/rerun",
            "A new execution from a stage on, with the results before it kept",
            rerun,
            ExecuteAnswer,
            RerunBody,
            parameters=(EXECUTION, IDEMPOTENCY_KEY),
            statuses=(404, 409, 422, 503),
            other_answers={202: RunningAnswer},
        ),
        Route(
            "POST",
            f"{_ROOT}/approve",
            "Let the stage that waits for approval be entered",
            approve,
            ExecutionAnswer,
            parameters=(EXECUTION,),
            statuses=(404, 409, 503),
        ),
        Route(
            "POST",
            f"{_ROOT}/cancel",
            "End the execution at its next stage's entry",
            cancel,
            ExecutionAnswer,
            parameters=(EXECUTION,),
            statuses=(404, 409, 503),
        ),
    )


def _key(call: Call) -> str | None:
    return call.headers.get("Idempotency-Key")
