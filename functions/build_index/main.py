"""HTTPS, and Pub/Sub for what moves the catalogue: imports genesis, compiles a snapshot and
publishes it."""

from collections.abc import Sequence
from functools import cache

import functions_framework
from flask import Request, Response

from core.http.application import Application
from core.http.builds import build_push_routes, build_routes
from core.http.openapi import documented
from core.http.routes import Route
from core.runtime import runtime


def routes() -> Sequence[Route]:
    """What this function answers, over this instance's system."""
    return build_routes(runtime().builder)


@cache
def _application() -> Application:
    system = runtime()
    pushed = build_push_routes(system.builder, system.build_clock, system.dead_letters)
    return Application([*documented(routes()).routes, *pushed])


@functions_framework.http
def build_index(request: Request) -> Response:
    return _application().answer(request)
