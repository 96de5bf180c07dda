"""From process start to the first answer, and from opening a snapshot to the first answer.

`python -m bench.start`. Goals: the search function needs at most 1.5 times as long as an empty
function that imports numpy and pydantic; a snapshot answers within 10 ms of opening at the shipped
catalogue and 30 ms at 100,000 documents, beyond the loading of the tokenizer.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter, sleep

from bench.corpus import BLOBS, DATABASE, ROOT, made_up, shipped
from bench.timing import table
from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.adapters.wordllama import WordLlamaEmbedder
from core.runtime import Runtime
from core.settings import Settings
from core.snapshot.compiler import compile_snapshot
from core.snapshot.publisher import publish

_RUNS = 7
_PATIENCE = 60.0
_EMPTY = """
import functions_framework
import numpy
import pydantic


@functions_framework.http
def search(request):
    return {"numpy": numpy.__version__, "pydantic": pydantic.VERSION}
"""
_RESTART = """
from core.runtime import runtime
from core.search.requests import SearchRequest
assert runtime().index.search(SearchRequest("contract")).results
"""
_OPEN = """
import sys, time
from pathlib import Path
from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.search.live import LiveIndex
from core.search.requests import SearchRequest
import tokenizers
began = time.perf_counter()
index = LiveIndex(MemoryEventLog(), MemoryBlobStore(), FilesystemSnapshotStore(Path(sys.argv[1])))
opened = time.perf_counter()
index.latest().snapshot.encoder.load()
loaded = time.perf_counter()
index.search(SearchRequest("how do we split money when there is no fixed fee"))
answered = time.perf_counter()
print((answered - began - (loaded - opened)) * 1e3, (loaded - opened) * 1e3)
"""


def main(sizes: tuple[int, ...] = (0, 100_000)) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _processes(Path(folder))
    _opening(sizes)


def _processes(folder: Path) -> None:
    home = folder / "home"
    Runtime(Settings(home=home, database=DATABASE)).builder.build()
    empty = folder / "empty.py"
    empty.write_text(_EMPTY)
    ours = ROOT / "functions/search/main.py"
    places = {"PROMPTINTEL_HOME": str(home), "PROMPTINTEL_DATABASE": str(DATABASE)}
    times: dict[str, list[float]] = {"promptintel search": [], "empty function": []}
    # The first round of each warms the file system and is not counted.
    for number in range(_RUNS + 1):
        for name, source in (("promptintel search", ours), ("empty function", empty)):
            seconds = _to_first_answer(source, places)
            if number:
                times[name].append(seconds)
    _restarts(places)
    print("start: process start to first answer over HTTP, functions-framework, milliseconds")
    base = statistics.median(times["empty function"])
    rows = [
        (name, f"{statistics.median(t) * 1e3:.0f}", f"{statistics.median(t) / base:.2f}x")
        for name, t in times.items()
    ]
    table(("function", "median", "against the empty one"), rows)


def _restarts(places: Mapping[str, str]) -> None:
    """A new instance on a home that is there: nothing is built again, and it answers."""
    home = Path(places["PROMPTINTEL_HOME"])
    before = sorted(home.rglob("*"))
    seconds = [_restarted(places) for _ in range(_RUNS)]
    assert sorted(home.rglob("*")) == before, "an instance made something anew"
    print("start: a new instance on an existing home, process start to first result, milliseconds")
    median = f"{statistics.median(seconds) * 1e3:.0f}"
    table(("instance", "median", "promised"), [("search in process", median, "200")])


def _restarted(places: Mapping[str, str]) -> float:
    began = perf_counter()
    subprocess.run(
        [sys.executable, "-c", _RESTART], env={**os.environ, **places}, cwd=ROOT, check=True
    )
    return perf_counter() - began


def _to_first_answer(source: Path, places: Mapping[str, str]) -> float:
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("functions-framework")),
        "--target=search",
        f"--source={source}",
        "--host=127.0.0.1",
        f"--port={port}",
    ]
    began = perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **places},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if perf_counter() - began > _PATIENCE or process.poll() is not None:
                raise RuntimeError(f"{source} did not answer")
            sleep(0.002)
        return perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/prompts/search", data=b'{"query": "contract"}', method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _opening(sizes: tuple[int, ...]) -> None:
    rows = []
    for size in sizes:
        catalogue = made_up(size) if size else shipped()
        with tempfile.TemporaryDirectory() as folder:
            compiled = compile_snapshot(catalogue, BLOBS, WordLlamaEmbedder(), None)
            publish(FilesystemSnapshotStore(Path(folder)), compiled.manifest, compiled.parts)
            runs = [_opened(Path(folder)) for _ in range(_RUNS)]
        rows.append(
            (
                len(list(catalogue.live())),
                f"{statistics.median(run[0] for run in runs):.2f}",
                f"{statistics.median(run[1] for run in runs):.1f}",
            )
        )
    print("start: opening a snapshot to the first answer, new process, milliseconds")
    table(("documents", "median", "tokenizer's load, apart"), rows)


def _opened(folder: Path) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", _OPEN, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = done.stdout.split()
    return float(first), float(second)


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (0, 100_000))
