"""Starting executions over HTTP: one input, or many side by side."""

import base64
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from core.catalogue.model import prompt_name
from core.documents.questionnaires.intake import LIMIT, name_for, read
from core.errors import InvalidInput, Rejection
from core.http import schemas
from core.http.addressing import IDEMPOTENCY_KEY
from core.http.routes import Answer, Body, Call, Reply, Route
from core.pipeline.batching import NotRun, check_size, start_all, status_of_all
from core.pipeline.intake import own_upload, shown_name
from core.pipeline.reporting import report
from core.pipeline.starting import Input, Starter
from core.pipeline.store import Executions
from core.pipeline.uploads import Uploads
from core.pipeline.waiting import wait_until_settled
from core.users.model import Preferences

LONGEST_WAIT = 300
_BODY_LIMIT = 32 * 1024 * 1024
"""What a serverless platform lets through; each questionnaire has its own, lower limit."""


Preferred = Callable[[str], Preferences]


def wait_field() -> Any:
    """The field by which a caller says how long to wait for an execution's end."""
    return Field(
        30,
        description=f"Seconds to wait for the end, 0 to {LONGEST_WAIT}",
        json_schema_extra=schemas.seconds(LONGEST_WAIT),
    )


def _shape_of(file: object) -> str:
    """Which of the shapes was meant, so that what is wrong is said of that one."""
    if isinstance(file, dict | Body):
        return "upload" if isinstance(file, UploadIn) or "upload" in dict(file) else "content"
    return "text"


class ContentIn(Body):
    """A file by its name and content."""

    name: str
    content_base64: str


class UploadIn(Body):
    """A file of the caller's own in the bucket of uploads, by its name in their folder."""

    upload: str


class InputData(Body):
    """The questionnaire: `file` is its text, its name and content, or an upload; `text` is its
    text."""

    file: (
        Annotated[
            Annotated[str, Tag("text")]
            | Annotated[ContentIn, Tag("content")]
            | Annotated[UploadIn, Tag("upload")],
            Discriminator(lambda file: _shape_of(file)),
        ]
        | None
    ) = None
    text: str | None = None


class ExecuteBody(Body):
    """Which workflow to run on what; a list of inputs is a batch."""

    workflow: str | None = Field(
        None,
        description="Your first favourite workflow unless named",
    )
    input_data: Annotated[
        Annotated[InputData, Tag("questionnaire")]
        | Annotated[list[InputData], Tag("questionnaires")],
        # Told apart first, so that what is wrong is said of the one that was meant.
        Discriminator(lambda data: "questionnaires" if isinstance(data, list) else "questionnaire"),
    ]
    wait: int = wait_field()


class ExecuteAnswer(Answer):
    """The execution has ended, or waits for a human: `status` says which.

    Of a batch, `executions` has an entry an input, in order.
    """

    status: str
    execution_id: str | None = None
    result: dict[str, Any] | None = None
    executions: list[dict[str, Any]] | None = None


class RunningAnswer(Answer):
    """It goes on; ask for each execution by its id."""

    status: str
    execution_id: str | None = None
    executions: list[dict[str, Any]] | None = None


def execute_route(
    starter: Starter, executions: Executions, preferred: Preferred, uploads: Uploads | None = None
) -> Route:
    """`POST /api/prompts/execute`; `preferred` says what a caller prefers, by name.

    `uploads` are files that callers put there before; `None` where there is no place for them.
    """

    def execute(call: Call) -> Reply:
        body: ExecuteBody = call.body
        check_wait(body.wait)
        preferences = preferred(call.actor)
        workflow = prompt_name(_workflow(body.workflow, preferences), field="workflow")
        settings = preferences.run_settings
        key = call.headers.get("Idempotency-Key")
        if isinstance(body.input_data, list):
            check_size(len(body.input_data), "input_data")
            inputs = [
                _one_of_many(n, data, call.actor, uploads) for n, data in enumerate(body.input_data)
            ]
            started = start_all(
                starter, workflow, inputs, actor=call.actor, key=key, settings=settings
            )
            return _outcomes(executions, started, body.wait)
        document = _input(body.input_data, "input_data", call.actor, uploads)
        execution_id = starter.start(
            workflow, document, actor=call.actor, key=key, settings=settings
        )
        return outcome(executions, execution_id, body.wait)

    return Route(
        "POST",
        "/api/prompts/execute",
        "Run a workflow on a questionnaire, or on many",
        execute,
        ExecuteAnswer,
        ExecuteBody,
        parameters=(IDEMPOTENCY_KEY,),
        statuses=(404, 422, 503),
        other_answers={202: RunningAnswer},
        body_limit=_BODY_LIMIT,
    )


def _workflow(named: str | None, preferences: Preferences) -> str:
    workflow = named if named is not None else preferences.workflow
    if workflow is None:
        raise InvalidInput(
            "workflow", "is missing", "name one, or set favorite_workflows in your preferences"
        )
    return workflow


def check_wait(seconds: int) -> None:
    """Raises `InvalidInput` for a wait that is longer than a request may last."""
    if not 0 <= seconds <= LONGEST_WAIT:
        raise InvalidInput("wait", f"{seconds} seconds", f"give 0 to {LONGEST_WAIT}")


def outcome(executions: Executions, execution_id: str, seconds: int) -> Reply:
    """How the execution stands once it has settled, or after `seconds`: 202 where it goes on."""
    execution = wait_until_settled(executions, execution_id, seconds=seconds)
    answer: dict[str, Any] = {"status": execution.status, "execution_id": execution_id}
    if not execution.settled:
        return Reply(answer, status=202)
    return Reply({**answer, "result": report(executions, execution)})


def _outcomes(executions: Executions, started: Sequence[str | NotRun], seconds: int) -> Reply:
    """How every execution of a batch stands, in the order of its inputs."""
    deadline = monotonic() + seconds
    answers = [
        one.to_json() if isinstance(one, NotRun) else _outcome(executions, one, deadline)
        for one in started
    ]
    status = status_of_all([answer["status"] for answer in answers])
    value = {"status": status, "executions": answers}
    return Reply(value, status=202 if status == "running" else 200)


def _outcome(executions: Executions, execution_id: str, deadline: float) -> dict[str, Any]:
    execution = wait_until_settled(executions, execution_id, seconds=deadline - monotonic())
    answer = {
        "status": execution.status,
        "execution_id": execution_id,
        "input": execution.input_name,
    }
    return {**answer, "result": report(executions, execution)} if execution.settled else answer


def _one_of_many(
    number: int, data: InputData, actor: str, uploads: Uploads | None
) -> Input | NotRun:
    try:
        return _input(data, f"input_data.{number}", actor, uploads)
    except Rejection as error:
        name = data.file.name if isinstance(data.file, ContentIn) else f"input {number}"
        return NotRun(name, error)


def _input(data: InputData, field: str, actor: str, uploads: Uploads | None) -> Input:
    """The questionnaire, found readable. Raises `InvalidInput`."""
    given = [part for part in (data.file, data.text) if part is not None]
    if len(given) != 1:
        problem = "is missing" if not given else "stands beside text"
        raise InvalidInput(f"{field}.file", problem, "give file or text, one of them")
    if isinstance(given[0], str):
        text = given[0]
        document = Input(name_for(text), text.encode())
    elif isinstance(given[0], UploadIn):
        document = _uploaded(given[0].upload, f"{field}.file.upload", actor, uploads)
    else:
        document = Input(given[0].name, _decoded(given[0].content_base64, field))
    read(document.name, document.content)
    return document


def _uploaded(named: str, field: str, actor: str, uploads: Uploads | None) -> Input:
    """A file of the caller's own; no name leads to anybody else's."""
    if uploads is None:
        raise InvalidInput(field, "cannot be read here", "send name and content_base64")
    upload = own_upload(uploads, actor, named)
    return Input(shown_name(upload.name), uploads.read(upload, limit=LIMIT))


def _decoded(text: str, field: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise InvalidInput(
            f"{field}.file.content_base64", f"is not base64 ({error})", "encode the file's bytes"
        ) from error
