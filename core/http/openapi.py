"""The OpenAPI document, made of the same routes that answer: it cannot say what is not there."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from core.http.application import Application
from core.http.problems import MEDIA_TYPE
from core.http.routes import Parameter, Reply, Route

_VERSION = "0.1.0"
_TEMPLATE = "#/components/schemas/{model}"
_MEANINGS = {
    304: "The caller has this answer: `If-None-Match` names its `ETag`.",
    400: "The request is wrong; `field` says where and `remedy` what to do.",
    403: "Only an admin may do this.",
    404: "There is no such thing.",
    405: "The route does not take this method.",
    409: "The state does not allow it; `current_version` says where the prompt stands.",
    413: "The request is too large.",
    422: "The idempotency key was used for another request.",
    503: "A service is down, or `min_sequence` is not visible yet; `Retry-After` says when to ask.",
}


def documented(routes: Sequence[Route]) -> Application:
    """An application of `routes` that also describes them at `GET /openapi.json`."""

    @cache
    def value() -> dict[str, Any]:
        # Made when first asked for: a search that starts up has no use for it.
        return describe(routes)

    document = Route(
        "GET", "/openapi.json", "This document", lambda _call: Reply(value()), "application/json"
    )
    return Application([*routes, document])


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """An OpenAPI 3.1 document of `routes`."""
    from pydantic.json_schema import models_json_schema

    models = _models(routes)
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=_TEMPLATE
    )
    schemas: dict[str, Any] = dict(definitions.get("$defs", {}))
    schemas["Problem"] = _PROBLEM
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Prompt Intelligence", "version": _VERSION},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _models(routes: Sequence[Route]) -> list[type[BaseModel]]:
    found: dict[type[BaseModel], None] = {}
    for route in routes:
        for model in (route.body, route.answer, *route.other_answers.values()):
            if isinstance(model, type) and issubclass(model, BaseModel):
                found[model] = None
    return list(found)


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": _responses(route),
    }
    if route.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _schema(route.body)}},
        }
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    """Those of the path in its order, then what else the route understands."""
    described = {p.name: p for p in route.parameters if p.place == "path"}
    parts = [described.get(n, Parameter(n, n, place="path")) for n in _names(route.path)]
    others = [p for p in route.parameters if p.place != "path"]
    if route.conditional:
        others.append(_IF_NONE_MATCH)
    return [_parameter(p) for p in (*parts, *others)]


def _names(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


def _responses(route: Route) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": _answer(route.answer)}
    for status, model in route.other_answers.items():
        responses[str(status)] = _answer(model)
    if route.conditional:
        responses["200"]["headers"] = _ETAG
        responses["304"] = {"description": _MEANINGS[304], "headers": _ETAG}
    problems = {400, *route.statuses}
    if route.body is not None:
        problems.add(413)
    for status in sorted(problems):
        responses[str(status)] = _problem(status)
    return responses


def _problem(status: int) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": _MEANINGS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 503:
        response["headers"] = _RETRY_AFTER
    return response


def _answer(answer: type[BaseModel] | str) -> dict[str, Any]:
    if isinstance(answer, str):
        return {"description": "The content", "content": {answer: {}}}
    return {
        "description": (answer.__doc__ or answer.__name__).strip().splitlines()[0],
        "content": {"application/json": {"schema": _schema(answer)}},
    }


def _schema(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _operation_id(route: Route) -> str:
    words = re.findall(r"\w+", route.path.removeprefix("/api/prompts"))
    return "_".join([route.method.lower(), *words])


_IF_NONE_MATCH = Parameter(
    "If-None-Match", "The `ETag` of an answer that the caller has", place="header"
)
_ETAG: dict[str, Any] = {
    "ETag": {
        "description": "Names this answer; it changes whenever the answer does",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[^"]+"$'},
    }
}
_RETRY_AFTER: dict[str, Any] = {
    "Retry-After": {
        "description": "Seconds after which to ask again",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    }
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem document.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "remedy": {"type": "string"},
        "current_version": {"type": "integer"},
        "sequence": {"type": "integer"},
    },
}
