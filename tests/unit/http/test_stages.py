import base64

import pytest

from core import canonical
from core.errors import ModelUnavailable, NotFound
from core.http.application import Application
from core.http.stages import stage_routes, sweep_routes
from core.pipeline.bus import NotYet, StageReady
from core.pipeline.deciding import decide_claim
from core.pipeline.execution import Execution
from tests.builders_pipeline import Pipeline
from tests.unit.http.asking import an_application, ask


class Runner:
    """Stands for the stage runner: remembers its messages, or fails."""

    def __init__(self, error: Exception | None = None, execution: Execution | None = None) -> None:
        self.seen: list[StageReady] = []
        self._error = error
        self._execution = execution or Pipeline().run()

    def run(self, message: StageReady) -> Execution:
        self.seen.append(message)
        if self._error is not None:
            raise self._error
        return self._execution


def an_instance(runner: Runner, stage: str | None = None) -> Application:
    return an_application(*stage_routes(runner, stage))


def pushed(data: object) -> dict[str, object]:
    """A push as Pub/Sub wraps it, with all that it carries besides."""
    content = data if isinstance(data, bytes) else canonical.encode(data)
    return {
        "subscription": "projects/p/subscriptions/stages",
        "deliveryAttempt": 2,
        "message": {
            "data": base64.b64encode(content).decode(),
            "messageId": "1",
            "publishTime": "2027-01-01T00:00:00Z",
            "attributes": {"a": "b"},
            "orderingKey": "k",
        },
    }


def test_a_push_wakes_the_stage_that_it_names():
    runner = Runner()
    answer = ask(
        an_instance(runner), "POST", "/", json=pushed({"execution_id": "run-1", "stage": "price"})
    )
    assert (answer.status_code, answer.json) == (200, {"status": "done"})
    assert runner.seen == [StageReady("run-1", "price")]


def test_a_push_that_names_no_stage_wakes_the_one_of_its_instance():
    runner = Runner()
    ask(an_instance(runner, "price"), "POST", "/", json=pushed({"execution_id": "run-1"}))
    assert runner.seen == [StageReady("run-1", "price")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "message"),
        ({"message": None}, "message"),
        ({"message": {}}, "message.data"),
        ({"message": {"attributes": {"execution_id": "run-1"}}}, "message.data"),
        ({"message": {"data": 3}}, "message.data"),
        ({"message": {"data": "***"}}, "message.data"),
        ({"message": {"data": "e30"}}, "message.data"),
        ({"message": {"data": "!eyJleGVjdXRpb25faWQiOiJyIiwic3RhZ2UiOiJzIn0="}}, "message.data"),
        (pushed(b""), "message.data"),
        (pushed(b"not json"), "message.data"),
        (pushed(b"\xff\xfe"), "message.data"),
        (pushed([]), "message.data"),
        (pushed("run-1"), "message.data"),
        (pushed(None), "message.data"),
        (pushed({}), "message.data"),
        (pushed({"execution_id": 3, "stage": "price"}), "message.data"),
        (pushed({"execution_id": "run-1"}), "message.data"),
        (pushed({"execution_id": "run-1", "stage": None}), "message.data"),
        (pushed({"execution_id": "run-1", "stage": 3}), "message.data"),
    ],
)
def test_an_envelope_that_wakes_nobody_is_refused_by_name_and_runs_nothing(body, field):
    runner = Runner()
    answer = ask(an_instance(runner), "POST", "/", json=body)
    assert (answer.status_code, answer.json["field"], runner.seen) == (400, field, [])
    assert answer.json["remedy"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ModelUnavailable("busy"), 503),
        (NotFound("execution", "run-1", "look again"), 404),
        (ZeroDivisionError("bug"), 500),
    ],
)
def test_what_did_not_get_done_is_not_acknowledged(error: Exception, status: int):
    answer = ask(
        an_instance(Runner(error), "price"), "POST", "/", json=pushed({"execution_id": "run-1"})
    )
    assert answer.status_code == status


def test_only_a_post_wakes_a_stage():
    runner = Runner()
    assert ask(an_instance(runner), "GET", "/").status_code == 405
    assert runner.seen == []


def test_a_stage_that_pauses_says_when_to_deliver_again():
    runner = Runner(NotYet("busy", seconds=7.2))
    answer = ask(an_instance(runner, "price"), "POST", "/", json=pushed({"execution_id": "run-1"}))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "8")


def test_a_scheduler_that_calls_wakes_what_lies_there_and_is_told_what_was_done():
    pipeline = Pipeline()
    execution_id = pipeline.start()
    pipeline.time.pass_by(60)
    answer = ask(an_application(*sweep_routes(pipeline.sweeper)), "POST", "/")
    assert (answer.status_code, answer.json["woken"]) == (200, [execution_id])
    assert pipeline.finish(execution_id).status == "completed"


def test_a_message_that_meets_a_claim_comes_again_when_the_claim_has_run_out():
    pipeline = Pipeline()
    execution_id = pipeline.start()
    stage = pipeline.executions.load(execution_id).stages[0]
    now = pipeline.time.clock()
    pipeline.executions.commit(execution_id, lambda e: decide_claim(e, stage, now), actor="another")
    app = an_application(*stage_routes(pipeline.runner, "read", clock=pipeline.time.clock))
    held = ask(app, "POST", "/", json=pushed({"execution_id": execution_id}))
    assert (held.status_code, held.headers["Retry-After"]) == (503, "30")
    pipeline.time.pass_by(31)
    assert ask(app, "POST", "/", json=pushed({"execution_id": execution_id})).status_code == 200
    assert pipeline.finish(execution_id).status == "completed"


def test_a_sweep_reminds_of_a_catalogue_that_no_snapshot_has_followed():
    reminded = []
    app = an_application(*sweep_routes(Pipeline().sweeper, lambda: reminded.append("again")))
    assert ask(app, "POST", "/", data=b"anything").status_code == 200
    assert reminded == ["again"]
