"""`promptintel serve`: the functions' own routes, in one process on this machine."""

import logging
import signal
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, request
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server
from werkzeug.exceptions import HTTPException

from core.cli.output import Output, say
from core.errors import InvalidInput, PromptIntelError
from core.http.openapi import documented
from core.runtime import Runtime
from functions.apply_update import main as apply_update
from functions.build_index import main as build_index
from functions.execute_stage import main as execute_stage
from functions.search import main as search

_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
_THREADS = 32
"""Requests at the same time: whoever watches an execution live holds one."""
_SWEEP_SECONDS = 5.0
_QUIET_SECONDS = 10.0
_log = logging.getLogger("promptintel.serve")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1 unless told")
    parser.add_argument("--port", type=int, help="PORT of the environment, or 8080")
    parser.set_defaults(command=serve)


def serve(options: Namespace, runtime: Runtime) -> Output | None:
    port = runtime.settings.port if options.port is None else options.port
    application = local_application(runtime)
    try:
        server = create_server(application, host=options.host, port=port, threads=_THREADS)
    except OSError as error:
        raise InvalidInput(
            "--port", f"{port} cannot be used ({error})", "choose another"
        ) from error
    runtime.start_workers()
    say(f"listening on http://{options.host}:{_port(server)}  (Ctrl-C ends it)")
    _end_on_signals(server)
    with sweeping(runtime), runtime.read_models.following():
        server.run()
    runtime.bus.stop()
    return None


@contextmanager
def sweeping(runtime: Runtime, every: float = _SWEEP_SECONDS) -> Iterator[None]:
    """Within the block a thread takes up, every few seconds, what a crash left lying."""
    stop = threading.Event()

    def sweep() -> None:
        while True:
            try:
                runtime.sweeper.sweep(quiet=_QUIET_SECONDS)
            except PromptIntelError as error:
                _log.warning("could not sweep: %s", error)
            if stop.wait(every):
                return

    thread = threading.Thread(target=sweep, name="sweeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def local_application(runtime: Runtime) -> Flask:
    """A WSGI application of every function's routes, warm: the snapshot is open."""
    functions = (search, apply_update, build_index, execute_stage)
    api = documented([route for function in functions for route in function.routes()])
    runtime.index.latest()
    app = Flask("promptintel", static_folder=None)

    @app.route("/", defaults={"path": ""}, methods=_METHODS)
    @app.route("/<path:path>", methods=_METHODS)
    def every(path: str) -> Response:
        return api.answer(request)

    # What Flask would refuse by itself (an odd method, a line feed in a path) is a problem
    # document like everything else.
    @app.errorhandler(HTTPException)
    def refused(_error: HTTPException) -> Response:
        return api.answer(request)

    return app


def _port(server: MultiSocketServer | BaseWSGIServer) -> int:
    """The port the server has, which is not the one asked for where that was 0."""
    if isinstance(server, MultiSocketServer):
        return int(server.effective_listen[0][1])
    return int(server.getsockname()[1])


def _end_on_signals(server: object) -> None:
    """SIGTERM ends the server like Ctrl-C does, after the requests under way."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
