"""The routes under load: requests a second and latency of searches and updates.

`python -m bench.http`. Bounded, over the loopback address, with 1 and 16 clients that keep their
connections, beside a bare function under functions-framework that returns a constant.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from bench.corpus import DATABASE, ROOT
from bench.queries import queries
from bench.start import free_port
from bench.timing import Times, table
from core.runtime import Runtime
from core.settings import Settings

_CLIENTS = (1, 16)
_PATIENCE = 60.0
_BARE = """
import functions_framework


@functions_framework.http
def constant(request):
    return {"status": "ok"}
"""

Body = Callable[[int], bytes]


def main() -> None:
    print("http: keep-alive clients over loopback")
    asked = [query.text for query in queries()]

    def search(number: int) -> bytes:
        return json.dumps({"query": asked[number % len(asked)]}).encode()

    def update(number: int) -> bytes:
        return json.dumps(
            {
                "prompt_type": "agents",
                "prompt_name": "contract.drafter",
                "suggestions": [f"Mind clause {number}"],
            }
        ).encode()

    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        Runtime(Settings(home=home, database=DATABASE)).builder.build()
        bare = Path(folder) / "main.py"
        bare.write_text(_BARE)
        with _serving(_framework(bare), {}, "/") as port:
            rows += _measured("bare function, constant", port, "/", search, 1500)
        with _serving(_serve, {"PROMPTINTEL_HOME": str(home)}, "/openapi.json") as port:
            rows += _measured("promptintel search", port, "/api/prompts/search", search, 1500)
            rows += _measured("promptintel update", port, "/api/prompts/update", update, 160)
    table(("route", "clients", "requests", "a second", "p50 ms", "p99 ms"), rows)


def _measured(name: str, port: int, path: str, body: Body, count: int) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for clients in _CLIENTS:
        began = perf_counter()
        times = _load(port, path, body, count, clients)
        rate = count / (perf_counter() - began)
        rows.append((name, clients, count, f"{rate:.0f}", f"{times.p50:.2f}", f"{times.p99:.2f}"))
    return rows


def _load(port: int, path: str, body: Body, count: int, clients: int) -> Times:
    """`count` requests, shared out among `clients`; every one must be answered with a 200."""
    found: list[float] = []
    refused: list[int] = []

    def client(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        for number in range(first, count, clients):
            began = perf_counter()
            connection.request("POST", path, body(number), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            found.append((perf_counter() - began) * 1e3)
            if answer.status != 200:
                refused.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused or len(found) != count:
        raise RuntimeError(f"{path}: {len(found)} answers, refused with {sorted(set(refused))}")
    return Times(sorted(found))


def _framework(source: Path) -> Callable[[int], list[str]]:
    command = str(Path(sys.executable).with_name("functions-framework"))
    return lambda port: [
        command,
        "--target=constant",
        f"--source={source}",
        "--host=127.0.0.1",
        f"--port={port}",
    ]


def _serve(port: int) -> list[str]:
    return [sys.executable, "-m", "core.cli.main", "serve", "--port", str(port)]


@contextmanager
def _serving(
    command: Callable[[int], list[str]], places: Mapping[str, str], ready: str
) -> Iterator[int]:
    """A server in a process of its own, ended by its process id; gives the port."""
    port = free_port()
    process = subprocess.Popen(
        command(port),
        env={**os.environ, "PROMPTINTEL_DATABASE": str(DATABASE), **places},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        began = perf_counter()
        while not _answers(port, ready):
            if perf_counter() - began > _PATIENCE or process.poll() is not None:
                raise RuntimeError("the server did not answer")
            threading.Event().wait(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
