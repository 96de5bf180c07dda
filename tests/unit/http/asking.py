"""Requests as a server hands them to an application, without a server."""

from io import BytesIO
from typing import Any

from flask import Request, Response
from werkzeug.test import EnvironBuilder

from core.actors import Actor
from core.http.application import Application
from core.http.routes import Route


def ask(app: Application, method: str, path: str, **request: Any) -> Response:
    """What `app` answers; `request` is as werkzeug's test client takes it."""
    return app.answer(Request(EnvironBuilder(path=path, method=method, **request).get_environ()))


def ask_in_chunks(app: Application, path: str, content: bytes) -> Response:
    """As `ask`, with a body of a length that the client did not tell."""
    environ = EnvironBuilder(path=path, method="POST").get_environ()
    environ.pop("CONTENT_LENGTH", None)
    environ |= {
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input_terminated": True,
        "wsgi.input": BytesIO(content),
    }
    return app.answer(Request(environ))


def an_application(*routes: Route) -> Application:
    return Application(routes, Actor("ana"))
