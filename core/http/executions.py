"""Watching executions over HTTP: their list, state, files and live progress."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, get_args

from core import canonical
from core.errors import InvalidInput
from core.events.blobs import BlobStore
from core.http import schemas
from core.http.addressing import EXECUTION, whole
from core.http.conditional import answered, matches
from core.http.executing import Preferred, execute_route
from core.http.routes import Answer, Call, Parameter, Reply, Route
from core.pipeline.artifacts import artifacts, content_of
from core.pipeline.execution import Execution, Status
from core.pipeline.reporting import describe, report
from core.pipeline.starting import Starter
from core.pipeline.store import Executions
from core.pipeline.telling import Position, told
from core.pipeline.uploads import Uploads
from core.pipeline.watching import follow
from core.users.model import Preferences

_PAGE = 50
_MOST = 500
_HEARTBEAT_SECONDS = 10.0
_STATUSES: tuple[str, ...] = get_args(Status)


class ExecutionAnswer(Answer):
    """Where an execution stands, with the results of its stages."""

    execution_id: str
    status: str
    workflow: str
    stage: str | None


class ExecutionsAnswer(Answer):
    """Executions, the latest first; `next` is what `after` takes for the next page."""

    executions: list[ExecutionAnswer]
    next: str | None


def nothing_preferred(_actor: str) -> Preferences:
    """Where nobody has preferences of their own."""
    return Preferences()


def execution_routes(
    starter: Starter,
    executions: Executions,
    blobs: BlobStore,
    preferred: Preferred = nothing_preferred,
    uploads: Uploads | None = None,
) -> Sequence[Route]:
    """The routes that start and show executions, for `functions/execute_stage`."""
    handlers = _Handlers(executions, blobs)
    return (
        execute_route(starter, executions, preferred, uploads),
        Route(
            "GET",
            "/api/prompts/executions",
            "Executions, the latest first",
            handlers.list,
            ExecutionsAnswer,
            parameters=(
                Parameter("limit", f"{_PAGE} unless told, {_MOST} at most", _whole(_MOST)),
                Parameter("after", "The execution that the page before ended with"),
                Parameter("status", "Only these", {"type": "string", "enum": list(_STATUSES)}),
            ),
            statuses=(404, 503),
        ),
        Route(
            "GET",
            "/api/prompts/executions/{id}",
            "State and results of an execution",
            handlers.show,
            ExecutionAnswer,
            parameters=(EXECUTION,),
            statuses=(404, 503),
            conditional=True,
        ),
        Route(
            "GET",
            "/api/prompts/executions/{id}/events",
            "Live progress, as server-sent events, until the execution has settled",
            handlers.events,
            "text/event-stream",
            parameters=(
                EXECUTION,
                Parameter("Last-Event-ID", "Only what happened after this event", place="header"),
                Parameter("after", "As Last-Event-ID, for who cannot set headers"),
            ),
            statuses=(404, 503),
        ),
        Route(
            "GET",
            "/api/prompts/executions/{id}/artifacts/{name}",
            "One file of an execution",
            handlers.artifact,
            "application/octet-stream",
            parameters=(
                EXECUTION,
                Parameter("name", "The file's name", schemas.ARTIFACT, "path"),
            ),
            statuses=(404, 503),
            conditional=True,
        ),
    )


def _whole(most: int) -> Mapping[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most}


class _Handlers:
    def __init__(self, executions: Executions, blobs: BlobStore) -> None:
        self._executions = executions
        self._blobs = blobs

    def list(self, call: Call) -> Reply:
        limit = whole(call.query, "limit", most=_MOST) or _PAGE
        status = call.query.get("status")
        if status is not None and status not in _STATUSES:
            raise InvalidInput("status", f"{status[:40]!r}", f"use {', '.join(_STATUSES)}")
        page = list(islice(self._listed(call.query.get("after"), status), limit + 1))
        more = len(page) > limit
        return Reply(
            {
                "executions": [describe(execution) for execution in page[:limit]],
                "next": page[limit - 1].id if more else None,
            }
        )

    def show(self, call: Call) -> Reply:
        execution = self._load(call.path)
        # What is shown follows from the stream alone, so that only an append changes it.
        tag = f'"{execution.id}-{execution.sequence}"'
        return answered(call, tag, lambda: self._shown(execution))

    def artifact(self, call: Call) -> Reply:
        listed = artifacts(self._load(call.path))
        name = call.path["name"]
        described = {artifact["name"]: artifact for artifact in listed}
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if name in described:
            headers["ETag"] = f'"{described[name]["sha256"]}"'
            if matches(call, headers["ETag"]):
                return Reply(status=304, headers=headers, content=b"")
        content = content_of(self._blobs, listed, name)
        kind = str(described[name]["media_type"])
        return Reply(content=content, media_type=kind, headers=headers)

    def events(self, call: Call) -> Reply:
        text = call.headers.get("Last-Event-Id") or call.query.get("after")
        after = Position.parse(text) if text else Position(0, 0)
        execution = self._load(call.path)
        return Reply(
            stream=_server_sent(self._executions, execution.id, after),
            media_type="text/event-stream",
            # Proxies that gather an answer before they pass it on would hold it back to its end.
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    def _shown(self, execution: Execution) -> dict[str, Any]:
        if execution.settled:
            return report(self._executions, execution)
        return {**describe(execution), "artifacts": artifacts(execution)}

    def _listed(self, after: str | None, status: str | None) -> Iterator[Execution]:
        beyond = after is None
        if after is not None:
            self._executions.load(after)
        for execution in self._executions.latest_first():
            if beyond and status in (None, execution.status):
                yield execution
            beyond = beyond or execution.id == after

    def _load(self, path: Mapping[str, str]) -> Execution:
        return self._executions.load(path["id"])


def _server_sent(executions: Executions, execution_id: str, after: Position) -> Iterator[bytes]:
    for step in follow(executions, execution_id, heartbeat=_HEARTBEAT_SECONDS):
        if step is None:
            yield b": still here\n\n"
        elif Position.of(step.event) > after:
            data = canonical.encode(told(step)).decode()
            kind, position = step.event.type, Position.of(step.event)
            yield f"id: {position}\nevent: {kind}\ndata: {data}\n\n".encode()
