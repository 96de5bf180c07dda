import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import canonical
from core.errors import NotFound, Unavailable
from core.http.pushing import push_route
from core.http.stages import stage_routes
from core.pipeline.bus import StageReady
from core.pipeline.execution import Execution
from tests.builders_pipeline import Pipeline
from tests.unit.http.asking import an_application, ask
from tests.unit.http.pushes import DATA, Buried, a_structured_event, an_unwrapped_push, wrapped


def failing(error: Exception):
    def handle(_message):
        raise error

    return handle


def answer_of(handle, buried, body=None):
    app = an_application(push_route("Try", handle, buried))
    return ask(app, "POST", "/", json=wrapped() if body is None else body)


def test_what_is_handled_is_acknowledged():
    answer = answer_of(lambda message: message.data.decode(), Buried())
    assert (answer.status_code, answer.json["status"]) == (200, DATA.decode())


def test_what_may_work_later_is_not_acknowledged_and_nothing_is_buried():
    buried = Buried()
    assert answer_of(failing(Unavailable("busy")), buried).status_code == 503
    assert buried.letters == []


def test_a_fault_of_ours_is_not_acknowledged():
    assert answer_of(failing(ZeroDivisionError()), Buried()).status_code == 500


def test_what_no_delivery_would_help_is_buried_with_the_reason_and_acknowledged():
    buried = Buried()
    answer = answer_of(failing(NotFound("execution", "run-1", "look again")), buried)
    ((message, reason),) = buried.letters
    assert (answer.status_code, answer.json["status"]) == (200, "buried")
    assert (message.data, message.subscription, message.delivery_attempt) == (
        DATA,
        "stage-price-run",
        3,
    )
    assert reason == "no execution 'run-1'; look again"


def test_a_body_that_is_no_envelope_is_buried_as_it_came():
    buried = Buried()
    app = an_application(push_route("Try", lambda _message: "never", buried))
    assert ask(app, "POST", "/", data=b"no envelope").status_code == 200
    assert buried.letters[0][0].data == b"no envelope"


def test_what_cannot_be_buried_is_not_acknowledged():
    answer = answer_of(failing(NotFound("execution", "run-1", "x")), Buried(broken=True))
    assert answer.status_code == 503


def test_where_there_are_no_dead_letters_it_is_refused():
    assert answer_of(failing(NotFound("execution", "run-1", "x")), None).status_code == 404


class Remembering:
    """Stands for the stage runner, and knows no execution."""

    def __init__(self) -> None:
        self.seen: list[StageReady] = []

    def run(self, message: StageReady) -> Execution:
        self.seen.append(message)
        raise NotFound("execution", message.execution_id[:20], "look again")


@pytest.mark.parametrize("shape", [a_structured_event(), an_unwrapped_push()])
def test_a_stage_is_woken_by_a_push_of_every_shape(shape):
    runner = Remembering()
    headers, body = shape
    ask(
        an_application(*stage_routes(runner, None, Buried())),
        "POST",
        "/",
        headers=headers,
        data=body,
    )
    assert runner.seen == [StageReady("run-1", "price")]


PIPELINE = Pipeline()
VALUES = st.recursive(
    st.none() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: st.dictionaries(
        st.sampled_from(["message", "data", "attributes", "execution_id", "stage"]), inner
    ),
)


@given(st.binary(max_size=100) | VALUES.map(canonical.encode))
def test_no_body_makes_a_stage_fail(body):
    app = an_application(*stage_routes(PIPELINE.runner, "read", Buried()))
    assert ask(app, "POST", "/", data=body).status_code == 200


@given(st.binary(max_size=60) | VALUES.map(canonical.encode))
def test_no_message_makes_a_stage_fail(data):
    app = an_application(*stage_routes(PIPELINE.runner, "read", Buried()))
    assert ask(app, "POST", "/", json=wrapped(data=data)).status_code == 200
