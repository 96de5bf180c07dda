"""The system as separate processes on the emulators: how soon, how many, and after what failure.

`python -m bench.cloud`. Also the cold start of each function with its real adapters beside an
empty function that imports google-cloud-storage, numpy and pydantic (goal for search: at most 1.5
times as long). All of it shares this machine's processors with the emulators.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from bench.corpus import ROOT
from bench.timing import table
from core.adapters.gcs.client import open_bucket
from core.events.envelope import Event
from core.pipeline.intake import request_of
from core.runtime import Runtime
from infra.local.functions import Deployed, Function
from infra.local.process import HOST, answers, free_port
from infra.local.system import HTTPS, System, missing

_UPDATES = 15
_UPLOADS = 8
_STARTS = 5
_PATIENCE = 180.0
_SAMPLE = ROOT / "database/samples/harbour_futsal.md"
_EMPTY = """
import functions_framework
import google.cloud.storage
import numpy
import pydantic


@functions_framework.http
def empty(request):
    return "empty"
"""
_INSIDE = """
import time
began = time.perf_counter()
import functions_framework
framework = time.perf_counter()
import functions.search.main as function
from core.runtime import runtime
from core.search.requests import SearchRequest
function.routes
stores = runtime().stores
stores.log, stores.snapshots
imported = time.perf_counter()
pointer = stores.snapshots.current()
stores.snapshots.fetch(pointer.id)
downloaded = time.perf_counter()
index = runtime().index
index.search(SearchRequest("contract"))
answered = time.perf_counter()
print(framework - began, imported - framework, downloaded - imported, answered - downloaded)
"""


def main() -> None:
    if (lacking := missing()) is not None:
        print(f"cloud: not measured: {lacking}")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        System(Path(folder), tell=lambda _line: None) as system,
    ):
        print("cloud: separate processes on the emulators of Cloud Storage and Pub/Sub")
        rows = [*_visibility(system), *_stages(system), *_throughput(system), *_recoveries(system)]
        table(("what", "median", "worst", "of"), rows)
        _cold_starts(system, Path(folder))


def _visibility(system: System) -> Sequence[tuple[str, str, str, str]]:
    """From an update's acknowledgement to a search of another process that knows of it."""
    waits = [_visible(system, f"zq{uuid.uuid4().hex[:10]}") for _ in range(_UPDATES)]
    return [_row("update acknowledged to visible in another process", waits)]


def _visible(system: System, word: str) -> float:
    update = {
        "prompt_type": "workflow",
        "prompt_name": "questionnaire_to_contract",
        "suggestions": [f"Mention {word}"],
    }
    answer = _ask(f"{system.url('apply-update')}/api/prompts/update", update)
    began = perf_counter()
    query = {"query": word, "limit": 1}
    address = f"{system.url('search')}/api/prompts/search"
    _until(lambda: _ask(address, query)["sequence"] >= answer["sequence"])
    return perf_counter() - began


def _stages(system: System) -> Sequence[tuple[str, str, str, str]]:
    """From one stage's end to the next one's claim, by the events' own times."""
    runtime = system.runtime
    execution_id = _uploaded(system, runtime)
    _settled(runtime, execution_id)
    ended: datetime | None = None
    gaps = []
    for event in runtime.executions.events(execution_id):
        if event.type == "stage.claimed" and ended is not None:
            gaps.append((_time(event) - ended).total_seconds())
        if event.type == "stage.completed":
            ended = _time(event)
    return [_row("stage done to next stage claimed", gaps)]


def _time(event: Event) -> datetime:
    return datetime.fromisoformat(event.new.time)


def _throughput(system: System) -> Sequence[tuple[str, str, str, str]]:
    runtime = system.runtime
    began = perf_counter()
    with ThreadPoolExecutor(_UPLOADS) as pool:
        started = list(pool.map(lambda _: _uploaded(system, runtime), range(_UPLOADS)))
    for execution_id in started:
        _settled(runtime, execution_id)
    minutes = (perf_counter() - began) / 60
    return [("executions a minute", f"{_UPLOADS / minutes:.1f}", "", f"{_UPLOADS} at once")]


def _recoveries(system: System) -> Sequence[tuple[str, str, str, str]]:
    """From the fault's end (or the process's restart) to the end of the work it met."""
    stage = system.functions["stage-assemble"].service
    storage = system.storage.service

    def killed() -> None:
        stage.kill()
        stage.start()

    def away() -> None:
        storage.stop()
        storage.start()

    rows = []
    for name, fault in (("stage killed", killed), ("bucket away", away)):
        runtime = system.runtime
        execution_id = _uploaded(system, runtime)
        fault()
        began = perf_counter()
        _settled(runtime, execution_id)
        rows.append(_row(f"recovered: {name}", [perf_counter() - began]))
    return rows


def _cold_starts(system: System, folder: Path) -> None:
    """Process start to the first answer, each function with its adapters, beside an empty one."""
    empty = folder / "empty.py"
    empty.write_text(_EMPTY)
    stage = Function("stage", "execute_stage", "stage", {"STAGE": "extract"})
    build = Function("build-index", "build_index", "build_index", {})
    base = _median(lambda: _start_empty(empty, folder))
    rows = [("empty: storage, numpy, pydantic", f"{base * 1e3:.0f} ms", "1.00x")]
    for function in (*HTTPS, stage, build):
        seconds = _median(lambda function=function: _start(function, system, folder))
        rows.append((function.name, f"{seconds * 1e3:.0f} ms", f"{seconds / base:.2f}x"))
    print("\ncold start: process start to first answer")
    table(("function", "median", "against the empty one"), rows)
    inside = [_inside(system, folder / f"cold-{n}") for n in range(_STARTS)]
    parts = ("functions-framework", "our imports", "download", "open and first search")
    shares = zip(parts, zip(*inside, strict=True), strict=True)
    print("\nof a search's cold start, by itself")
    table(("part", "median"), [(n, f"{statistics.median(s) * 1e3:.0f} ms") for n, s in shares])


def _start(function: Function, system: System, folder: Path) -> float:
    """With nothing in its scratch, as a new instance has it."""
    scratch = folder / f"scratch-{uuid.uuid4().hex[:8]}"
    deployed = Deployed(
        function, {**system.environment, "PROMPTINTEL_SCRATCH": str(scratch)}, folder
    )
    began = perf_counter()
    with deployed.service:
        if function.name == "search":
            _ask(f"{deployed.url}/api/prompts/search", {"query": "contract"})
        return perf_counter() - began


def _start_empty(source: Path, folder: Path) -> float:
    from infra.local.process import Service

    port = free_port()
    service = Service(
        (
            str(Path(sys.executable).with_name("functions-framework")),
            "--target=empty",
            f"--source={source}",
            f"--host={HOST}",
            f"--port={port}",
        ),
        ready=answers(f"http://{HOST}:{port}"),
        log=folder / "empty.log",
    )
    began = perf_counter()
    with service:
        return perf_counter() - began


def _inside(system: System, scratch: Path) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", _INSIDE],
        env={**os.environ, **system.environment, "PROMPTINTEL_SCRATCH": str(scratch)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(figure) for figure in done.stdout.split()]


def _median(measure: Callable[[], float]) -> float:
    measure()  # warms the file system
    return statistics.median(measure() for _ in range(_STARTS))


def _uploaded(system: System, runtime: Runtime) -> str:
    name = f"users/bench/{uuid.uuid4().hex}.md"
    open_bucket(system.uploads).create(name, _SAMPLE.read_bytes(), media_type="text/markdown")
    request = request_of(runtime.uploads.latest(name))
    _until(lambda: runtime.starter.begun(request) is not None)
    execution_id = runtime.starter.begun(request)
    assert execution_id is not None
    return execution_id


def _settled(runtime: Runtime, execution_id: str) -> None:
    _until(lambda: runtime.executions.load(execution_id).settled)
    status = runtime.executions.load(execution_id).status
    assert status == "completed", status


def _until(holds: Callable[[], bool]) -> None:
    patient_until = perf_counter() + _PATIENCE
    while not holds():
        assert perf_counter() < patient_until, "it took too long"
        sleep(0.005)


def _ask(url: str, value: Any) -> Any:
    request = urllib.request.Request(url, json.dumps(value).encode())
    with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
        return json.loads(answer.read())


def _row(name: str, seconds: Sequence[float]) -> tuple[str, str, str, str]:
    middle, worst = statistics.median(seconds), max(seconds)
    return name, f"{middle * 1e3:.0f} ms", f"{worst * 1e3:.0f} ms", str(len(seconds))


if __name__ == "__main__":
    main()
