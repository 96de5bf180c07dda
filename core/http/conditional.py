"""Reads that need not be sent twice: strong entity tags, and 304 where the caller is up to date."""

from collections.abc import Callable

from werkzeug.http import parse_etags

from core.canonical import Json
from core.catalogue.reading import Point
from core.http.routes import Call, Reply


def entity_tag(point: Point, *parts: object) -> str:
    """The tag of what one address answers at `point`; `parts` are the versions it shows.

    An answer names its snapshot and its sequence, so that nothing else can change its bytes.
    """
    return '"' + "-".join([point.snapshot_id[:16], str(point.sequence), *map(str, parts)]) + '"'


def answered(call: Call, tag: str, value: Callable[[], Json]) -> Reply:
    """The value under `tag`, or 304 where `If-None-Match` says that the caller has it."""
    headers = {"ETag": tag}
    if matches(call, tag):
        return Reply(status=304, headers=headers, content=b"")
    return Reply(value(), headers=headers)


def matches(call: Call, tag: str) -> bool:
    """Whether `If-None-Match` says that the caller has what bears `tag`."""
    return parse_etags(call.headers.get("If-None-Match")).contains_weak(tag.strip('"'))
