"""Functions as they are deployed: one process each, under functions-framework."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest

from core.runtime import Runtime
from core.settings import Settings

ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0
_PAUSE = 0.02


class Function:
    """A running function. `post` and `get` give the status and the decoded answer."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self._base = f"http://127.0.0.1:{port}"

    def post(self, path: str, value: Any, **headers: str) -> tuple[int, Any]:
        return self._ask(
            urllib.request.Request(self._base + path, json.dumps(value).encode()), headers
        )

    def get(self, path: str) -> tuple[int, Any]:
        return self._ask(urllib.request.Request(self._base + path), {})

    def answers(self) -> bool:
        try:
            return self.get("/openapi.json")[0] == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def _ask(self, request: urllib.request.Request, headers: dict[str, str]) -> tuple[int, Any]:
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the shipped genesis imported and published."""
    Runtime(Settings(home=tmp_path / "home", database=ROOT / "database")).builder.build()
    return tmp_path / "home"


@pytest.fixture
def deploy(home: Path) -> Iterator[Callable[..., Function]]:
    """Starts a function in a process of its own; all are ended, by process id, after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(folder: str, target: str, **environment: str) -> Function:
        port = _free_port()
        process = subprocess.Popen(
            [
                str(Path(sys.executable).with_name("functions-framework")),
                f"--target={target}",
                f"--source={ROOT / 'functions' / folder / 'main.py'}",
                "--host=127.0.0.1",
                f"--port={port}",
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "PROMPTINTEL_HOME": str(home),
                "PROMPTINTEL_DATABASE": str(ROOT / "database"),
                **environment,
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return Function(process, port)

    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait()


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition; fails where it does not come to hold within a minute."""
    deadline, pause = monotonic() + _PATIENCE, Event()
    while not holds():
        assert monotonic() < deadline, "waited in vain"
        pause.wait(_PAUSE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
