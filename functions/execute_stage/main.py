"""Executions: HTTPS to start, watch and steer them, Pub/Sub to run their stages one by one and to
take in uploads, and a scheduler to take up what a crash left."""

from collections.abc import Sequence
from functools import cache

import functions_framework
from flask import Request, Response

from core.http.application import Application
from core.http.executions import execution_routes
from core.http.intake import intake_routes
from core.http.interventions import intervention_routes
from core.http.openapi import documented
from core.http.routes import Route
from core.http.stages import stage_routes, sweep_routes
from core.runtime import runtime


def routes() -> Sequence[Route]:
    """What `execute` answers, over this instance's system."""
    system = runtime()
    return (
        *execution_routes(
            system.starter,
            system.executions,
            system.blobs,
            system.users.preferences,
            system.uploads,
        ),
        *intervention_routes(system.interventions, system.executions),
    )


@cache
def _executing() -> Application:
    runtime().start_workers()
    return documented(routes())


@cache
def _staging() -> Application:
    runtime().start_workers()
    system = runtime()
    return Application(stage_routes(system.runner, system.settings.stage, system.dead_letters))


@cache
def _taking_in() -> Application:
    runtime().start_workers()
    system = runtime()
    return Application(intake_routes(system.intake, system.uploads.bucket, system.dead_letters))


@cache
def _sweeping() -> Application:
    runtime().start_workers()
    return Application(sweep_routes(runtime().sweeper, runtime().remind))


@functions_framework.http
def execute(request: Request) -> Response:
    return _executing().answer(request)


@functions_framework.http
def stage(request: Request) -> Response:
    return _staging().answer(request)


@functions_framework.http
def intake(request: Request) -> Response:
    return _taking_in().answer(request)


@functions_framework.http
def sweep(request: Request) -> Response:
    return _sweeping().answer(request)
