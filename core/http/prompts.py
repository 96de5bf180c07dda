"""Reading over HTTP: search, single prompts, history, and what else the search function answers."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from core.catalogue.history import history_as_json
from core.catalogue.points import prompt_as_of
from core.catalogue.reading import chosen_version, prompt_as_json
from core.events.log import EventLog
from core.http import schemas
from core.http.addressing import AS_OF, PROMPT, as_of, known, ref_of, whole
from core.http.catalog import catalog_route
from core.http.comparing import diff_route
from core.http.conditional import answered, entity_tag
from core.http.labels import labels_route
from core.http.routes import Answer, Body, Call, Parameter, Reply, Route
from core.search.live import LiveIndex
from core.search.requests import SearchRequest

_MOST_RESULTS = 100
_MOST_VERSIONS = 1000


class SearchBody(Body):
    """What to look for."""

    query: str = Field(
        description="Words, a question, or an exact name; 4 KB at most",
        json_schema_extra=schemas.QUERY,
    )
    namespace: str | None = Field(
        None,
        description="A type, or a path under one: agents/contract",
        json_schema_extra=schemas.NAMESPACE,
    )
    type: str | None = Field(
        None, description="Only this type", json_schema_extra=schemas.TYPE_OR_NULL
    )
    limit: int = Field(
        10,
        description=f"1 to {_MOST_RESULTS}",
        json_schema_extra=schemas.whole(_MOST_RESULTS),
    )
    min_sequence: int | None = Field(
        None,
        description="See at least this append, or get a 503",
        json_schema_extra=schemas.SEQUENCE,
    )


class SearchResultOut(Answer):
    type: str
    name: str
    version: int
    score: float
    title: str
    snippet: str


class SearchAnswerOut(Answer):
    """The best matches first; exact names before all others."""

    results: list[SearchResultOut]
    snapshot: str
    sequence: int
    stale: bool


class PromptAnswer(Answer):
    """One prompt at one version, its suggestions rendered into `text`."""

    type: str
    name: str
    version: int
    text: str
    suggestions: list[str]
    metadata: dict[str, Any]
    archived: bool
    labels: dict[str, int]
    snapshot: str
    sequence: int


class VersionOut(Answer):
    """A version; `back_to` is the one that a rollback brought back."""

    version: int
    sequence: int
    time: str
    actor: str
    message: str | None
    origin: str
    suggestions: list[str]
    routing: list[str]
    back_to: int | None


class LabelMoveOut(Answer):
    """A label moved from version `previous`, if it was anywhere, to `version`."""

    label: str
    version: int
    previous: int | None
    sequence: int
    time: str
    actor: str
    message: str | None


class ArchivalOut(Answer):
    """A prompt left use, or came back to it."""

    archived: bool
    sequence: int
    time: str
    actor: str
    message: str | None
    origin: str


class HistoryAnswer(Answer):
    """Everything that happened to a prompt, each kind newest first."""

    type: str
    name: str
    versions: list[VersionOut]
    label_moves: list[LabelMoveOut]
    archivals: list[ArchivalOut]
    snapshot: str
    sequence: int


def search_routes(index: LiveIndex, log: EventLog) -> Sequence[Route]:
    """The routes that `functions/search` answers."""
    reading = _Reading(index, log)
    return (
        Route(
            "POST",
            "/api/prompts/search",
            "Search prompts, examples, schemas, clauses and workflows",
            reading.search,
            SearchAnswerOut,
            SearchBody,
            statuses=(503,),
        ),
        catalog_route(index, log),
        Route(
            "GET",
            "/api/prompts/{type}/{name}",
            "One prompt",
            reading.prompt,
            PromptAnswer,
            parameters=(
                *PROMPT,
                Parameter("version", "A version number", schemas.VERSION),
                Parameter("label", "A label, such as production", schemas.VERSION_OR_LABEL),
                AS_OF,
            ),
            statuses=(404, 503),
            conditional=True,
        ),
        Route(
            "GET",
            "/api/prompts/{type}/{name}/history",
            "Who changed what, when",
            reading.history,
            HistoryAnswer,
            parameters=(
                *PROMPT,
                Parameter("limit", "Of each kind at most", schemas.whole(_MOST_VERSIONS)),
            ),
            statuses=(404, 503),
            conditional=True,
        ),
        diff_route(index),
        labels_route(index),
    )


class _Reading:
    """The handlers; they share the index."""

    def __init__(self, index: LiveIndex, log: EventLog) -> None:
        self._index = index
        self._log = log

    def search(self, call: Call) -> Reply:
        body: SearchBody = call.body
        answer = self._index.search(
            SearchRequest(
                query=body.query,
                type=body.type,
                namespace=body.namespace,
                limit=body.limit,
                min_sequence=body.min_sequence,
            )
        )
        return Reply(answer.to_json())

    def prompt(self, call: Call) -> Reply:
        ref, number, label = ref_of(call), whole(call.query, "version"), call.query.get("label")
        point = as_of(call, self._log)
        view = self._index.fresh()
        prompt = prompt_as_of(known(view, ref), point)
        version = chosen_version(prompt, version=number, label=label)
        return answered(
            call,
            entity_tag(view, version.number),
            lambda: prompt_as_json(view, prompt, version),
        )

    def history(self, call: Call) -> Reply:
        ref, limit = ref_of(call), whole(call.query, "limit", most=_MOST_VERSIONS)
        view = self._index.fresh()
        prompt = known(view, ref)

        def value() -> dict[str, Any]:
            return {
                **history_as_json(self._log, prompt, limit),
                "snapshot": view.snapshot_id,
                "sequence": view.sequence,
            }

        return answered(call, entity_tag(view), value)
