"""HTTPS: search, catalogue, single prompts with their history, labels and differences."""

from collections.abc import Sequence
from functools import cache

import functions_framework
from flask import Request, Response

from core.http.application import Application
from core.http.openapi import documented
from core.http.prompts import search_routes
from core.http.routes import Route
from core.runtime import runtime


def routes() -> Sequence[Route]:
    """What this function answers, over this instance's system."""
    return search_routes(runtime().index, runtime().log)


@cache
def _application() -> Application:
    return documented(routes())


@functions_framework.http
def search(request: Request) -> Response:
    return _application().answer(request)
