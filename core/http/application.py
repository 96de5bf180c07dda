"""Routes behind one HTTP entry point: match, parse, validate, call, encode."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from flask import Request, Response
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.routing import Map, Rule

from core import canonical
from core.actors import LOCAL_USER, Actor
from core.canonical import Json
from core.errors import InvalidInput, PromptIntelError, TooLarge
from core.http.problems import plain, problem
from core.http.routes import Call, Reply, Route

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_log = logging.getLogger("promptintel.http")


class Application:
    """Answers requests for `routes`. One instance serves many threads at once."""

    def __init__(self, routes: Sequence[Route], user: Actor = LOCAL_USER) -> None:
        self.routes = tuple(routes)
        self._user = user
        self._map = Map(
            [
                Rule(_werkzeug_path(route.path), methods=[route.method], endpoint=route)
                for route in routes
            ],
            strict_slashes=False,
            merge_slashes=False,
        )

    def answer(self, request: Request) -> Response:
        """The response to `request`; every error is a problem document."""
        try:
            return _response(self._reply(request))
        except PromptIntelError as error:
            reply = problem(error)
        except MethodNotAllowed as error:
            allowed = ", ".join(sorted(error.valid_methods or ()))
            reply = plain(405, f"{request.path} takes {allowed}", {"Allow": allowed})
        except NotFound:
            reply = plain(404, f"no route {request.path}; see /openapi.json")
        except HTTPException as error:
            reply = plain(error.code or 400, error.description or "the request cannot be read")
        except Exception:
            # The last boundary: a fault of ours is logged here and told without its insides.
            _log.exception("%s %s", request.method, request.path)
            reply = plain(500, "an internal fault; it has been logged")
        return _response(reply)

    def _reply(self, request: Request) -> Reply:
        matched = self._map.bind("").match(request.path, method=request.method)
        route: Route = matched[0]
        path = matched[1]
        _check_query(route, request.args)
        return route.handler(
            Call(
                path=path,
                query=request.args,
                headers=dict(request.headers),
                body=_content(route, request),
                user=self._user,
            )
        )


def _werkzeug_path(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")


def _response(reply: Reply) -> Response:
    content: bytes | Iterator[bytes] | None = reply.content
    if reply.stream is not None:
        content = reply.stream
    elif content is None:
        content = canonical.encode(reply.value)
    response = Response(content, status=reply.status, mimetype=reply.media_type)
    response.headers.update(reply.headers)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _check_query(route: Route, query: Mapping[str, str]) -> None:
    known = {p.name for p in route.parameters if p.place == "query"}
    for name in query:
        if name not in known:
            remedy = f"use {', '.join(sorted(known))}" if known else "leave it out"
            raise InvalidInput(name[:60], "is no parameter of this route", remedy)


def _content(route: Route, request: Request) -> BaseModel | bytes | None:
    if route.raw:
        return _read(request, route.body_limit)
    return _body(route, route.body, request) if route.body is not None else None


def _body(route: Route, model: type[BaseModel], request: Request) -> BaseModel:
    data = _read(request, route.body_limit)
    try:
        value = canonical.decode(data)
    except ValueError as error:
        raise InvalidInput("body", f"is not JSON ({error})", "send one JSON object") from error
    if not isinstance(value, dict):
        raise InvalidInput("body", "is no JSON object", "send one JSON object")
    return validated(model, value)


def _read(request: Request, limit: int) -> bytes:
    # One byte more than is allowed shows that a body of untold length is too large.
    request.max_content_length = limit + 1
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise TooLarge("body", request.content_length or limit + 1, limit) from error
    if len(data) > limit:
        raise TooLarge("body", len(data), limit)
    return data


def validated(model: type[BaseModel], value: Json) -> BaseModel:
    """`value` as `model`; raises `InvalidInput` for the first field that is wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(_place(model, first["loc"])) or "body"
        raise InvalidInput(field[:100], *_explained(first, model)) from error


def _explained(error: "ErrorDetails", model: type[BaseModel]) -> tuple[str, str]:
    kind, message = error["type"], error["msg"]
    if kind == "extra_forbidden":
        return "is no field here", f"use {', '.join(_fields(model, error['loc'][:-1]))}"
    if kind == "missing":
        return "is missing", "give it"
    return message[:1].lower() + message[1:], "see /openapi.json for its type"


def _place(model: type[BaseModel], path: Sequence[int | str]) -> Iterator[str]:
    """The parts of `path` that a caller wrote: those of a union's alternatives are ours."""
    for depth, part in enumerate(path):
        if isinstance(part, int) or depth == len(path) - 1 or part in _fields(model, path[:depth]):
            yield str(part)


def _fields(model: type[BaseModel], path: Sequence[int | str]) -> Sequence[str]:
    """The fields of the model at `path` within `model`."""
    for part in path:
        field = model.model_fields.get(str(part))
        for kind in _kinds(field.annotation) if field is not None else ():
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                model = kind
    return [field.alias or name for name, field in model.model_fields.items()]


def _kinds(annotation: Any) -> Iterator[Any]:
    """`annotation` and all that it is made of: alternatives, items, what is annotated."""
    yield annotation
    for part in get_args(annotation):
        yield from _kinds(part)
