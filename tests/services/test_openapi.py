"""The OpenAPI document is true: requests made from it find no answer that it does not promise."""

import importlib.util
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import pytest

from tests.services.conftest import ROOT

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("schemathesis") is None,
    reason="schemathesis is not installed; it comes with the extra `dev`",
)

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
KNOWN = """
[parameters]
"path.type" = "agents"
"path.name" = "contract.drafter"
"""
PROMPT = "/api/prompts/agents/contract.drafter"
_START_SECONDS = 60.0
_RUN_SECONDS = 170.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a `promptintel serve` of its own, on a free port and a fresh home."""
    process = subprocess.Popen(
        [sys.executable, "-m", "core.cli.main", "serve", "--port", "0"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PROMPTINTEL_HOME": str(tmp_path / "home"),
            "PROMPTINTEL_DATABASE": str(ROOT / "database"),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    too_late = Timer(_START_SECONDS, process.kill)
    too_late.start()
    told: list[str] = []
    rest = Thread(target=lambda: told.extend(process.stderr or ()))
    try:
        address = _address(process, told)
        too_late.cancel()
        rest.start()
        yield address
    finally:
        too_late.cancel()
        process.terminate()
        process.wait()
        if rest.ident is not None:
            rest.join()
        if process.stderr is not None:
            process.stderr.close()
    assert not any("Traceback" in line for line in told), "".join(told)


def _address(process: subprocess.Popen[str], told: list[str]) -> str:
    """Waits for the server's first words; everything that it says is kept in `told`."""
    for line in process.stderr or ():
        told.append(line)
        if line.startswith("listening on "):
            return line.split()[2]
    raise AssertionError("the server did not start:\n" + "".join(told))


def check(address: str, folder: Path, *options: str, configuration: str = "") -> None:
    """Fails with what schemathesis says against the server, if anything."""
    path = folder / "schemathesis.toml"
    path.write_text(configuration + CONFIGURATION.read_text())
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(path), "--no-color"),
            *("run", f"{address}/openapi.json", "--checks", "all", "--seed", "20270101"),
            *("--max-examples", "20", "--workers", "1", "--continue-on-failure"),
            *("--request-timeout", "60", *options),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=_RUN_SECONDS,
    )
    if done.returncode != 0:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


def send(method: str, address: str, value: Any) -> None:
    request = urllib.request.Request(address, json.dumps(value).encode(), method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200


def test_no_request_gets_an_answer_that_the_document_does_not_promise(server, tmp_path):
    # The event stream does not end by itself, so that nobody can wait for its answer.
    check(server, tmp_path, "--exclude-path-regex", "/events$")


def test_nor_does_a_request_for_a_prompt_with_versions_labels_and_a_past(server, tmp_path):
    update = {"prompt_type": "agents", "prompt_name": "contract.drafter"}
    for wish in ("Be brief", "Name the league"):
        send("POST", f"{server}/api/prompts/update", {**update, "suggestions": [wish]})
    send("PUT", f"{server}{PROMPT}/labels/production", {"version": 1})
    send("POST", f"{server}{PROMPT}/rollback", {"version": 2})
    one_prompt = ("--include-path-regex", r"^/api/prompts/\{type\}/\{name\}")
    check(server, tmp_path, *one_prompt, configuration=KNOWN)
