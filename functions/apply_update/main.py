"""HTTPS: updates, label moves, rollbacks and a user's own data, each an event; Pub/Sub: the
projections follow."""

from collections.abc import Sequence
from functools import cache

import functions_framework
from flask import Request, Response

from core.http.application import Application
from core.http.labels import label_routes
from core.http.openapi import documented
from core.http.projecting import projection_routes
from core.http.rollback import rollback_routes
from core.http.routes import Route
from core.http.updates import update_routes
from core.http.users import user_routes
from core.runtime import runtime


def routes() -> Sequence[Route]:
    """What this function answers, over this instance's system."""
    system = runtime()
    return (
        *update_routes(system.updater),
        *label_routes(system.steering),
        *rollback_routes(system.steering),
        *user_routes(system.users),
    )


@cache
def _application() -> Application:
    return documented(routes())


@cache
def _projecting() -> Application:
    return Application(projection_routes(runtime().read_models.projectors, runtime().dead_letters))


@functions_framework.http
def apply_update(request: Request) -> Response:
    return _application().answer(request)


@functions_framework.http
def project(request: Request) -> Response:
    return _projecting().answer(request)
