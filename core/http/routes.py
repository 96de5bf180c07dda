"""A route as data: what the application dispatches on and the OpenAPI document is made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from core.actors import Actor
from core.canonical import Json

_EXACT = 2.0**53
"""Below this, a float that is whole is one whole number and no other."""


class Body(BaseModel):
    """A request's JSON body: unknown fields and wrong types are refused, nothing is coerced.

    JSON has numbers only, so that 2.0 is the whole number 2.
    """

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _whole(cls, value: Any, info: ValidationInfo) -> Any:
        kind = cls.model_fields[info.field_name].annotation if info.field_name else None
        if kind in (int, int | None) and isinstance(value, float) and abs(value) < _EXACT:
            return int(value) if value.is_integer() else value
        return value


class Answer(BaseModel):
    """A documented answer. Handlers return plain values; this is their description."""

    model_config = ConfigDict(extra="allow", defer_build=True)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as its handler sees it: matched, parsed and validated."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    user: Actor

    @property
    def actor(self) -> str:
        """The name of who asks, as events carry it."""
        return self.user.name


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: a JSON value, or `content` of `media_type`, or a `stream` of it.

    A stream is closed where its reader goes away.
    """

    value: Json = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    media_type: str = "application/json"
    stream: Iterator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter or header that a route understands. `schema` is JSON Schema."""

    name: str
    description: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    place: str = "query"


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """`method` and `path` (`{name}` marks a part) answered by `handler`.

    `statuses` are the ones beside `answer`'s that the route may give, for the document; a
    `conditional` route answers with an `ETag`, and with 304 to an `If-None-Match` that names it.
    A `raw` one has the body's bytes as they came.
    """

    method: str
    path: str
    summary: str
    handler: Callable[[Call], Reply]
    answer: type[BaseModel] | str
    body: type[BaseModel] | None = None
    parameters: tuple[Parameter, ...] = ()
    statuses: tuple[int, ...] = ()
    other_answers: Mapping[int, type[BaseModel]] = field(default_factory=dict)
    body_limit: int = 1024 * 1024
    conditional: bool = False
    raw: bool = False
