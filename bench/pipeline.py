"""What running executions costs beside the work itself, and what running many at once gains.

`python -m bench.pipeline`. Goals: seven stages whose model answers at once take less than 50 ms in
a warm process; ten executions side by side, with a model of one second a stage, take about the time
of one. Files are synced to the disk, so the figure over files depends on what a sync costs here.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import Any

from bench.corpus import DATABASE, ROOT
from bench.timing import table
from core.actors import LOCAL
from core.adapters.memory.artifacts import MemoryArtifactStore
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.adapters.memory.pending import MemoryPending
from core.pipeline.batching import side_by_side
from core.pipeline.execution import Execution
from core.pipeline.ports import Draft, File, StageRequest
from core.pipeline.running import StageRunner
from core.pipeline.starting import Input
from core.pipeline.store import Executions
from core.pipeline.waiting import wait_until_settled
from core.runtime import Runtime
from core.settings import Settings

_WORKFLOW = "questionnaire_to_contract"
_SAMPLES = sorted((DATABASE / "samples").iterdir())
_STAGES = 7
_WARM_RUNS = 15
_BATCH = 100
_SIDE_BY_SIDE = 10
_THINKING_SECONDS = 1.0
_PATIENCE = 600.0
_DIE_AT = """
import os, signal, sys
from core import crashpoints
from core.cli.main import main

seen = []

def reach(here):
    seen.append(here)
    if seen.count("stage.appended") == 2:
        os.kill(os.getpid(), signal.SIGKILL)

crashpoints._on_reach = reach
main(["run", sys.argv[1]])
"""


class Recorded:
    """A model that knows every answer beforehand, and takes `seconds` over each."""

    name = "recorded-1"

    def __init__(
        self, results: Mapping[str, Any], files: Mapping[str, list[File]], seconds: float = 0.0
    ) -> None:
        self._results = results
        self._files = files
        self._seconds = seconds

    def generate(self, request: StageRequest) -> Draft:
        if self._seconds:
            sleep(self._seconds)
        stage = request.stage
        return Draft(self._results[stage], self.name, self._files.get(stage, []))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", database=DATABASE)
        Runtime(settings).builder.build()
        results, files = _recorded(settings)
        _overhead(settings, Recorded(results, files))
        _beside(settings, Recorded(results, files, _THINKING_SECONDS))
        _batch(settings)
        _resuming(settings)


def _recorded(settings: Settings) -> tuple[Mapping[str, Any], Mapping[str, list[File]]]:
    """The results and files of one real run."""
    system = Runtime(settings)
    execution = _run(system, _SAMPLES[0])
    files = {
        stage.name: [
            File(str(a["name"]), str(a["media_type"]), system.blobs.get(a["sha256"]))
            for a in execution.state(stage.name).artifacts
        ]
        for stage in execution.stages
    }
    return system.executions.results(execution), files


def _run(system: Runtime, path: Path) -> Execution:
    document = Input(path.name, path.read_bytes())
    execution_id = system.starter.start(_WORKFLOW, document, actor=LOCAL)
    system.work_off()
    execution = system.executions.load(execution_id)
    assert execution.status == "completed", execution.error
    return execution


def _with_model(system: Runtime, model: Recorded) -> Runtime:
    """`system` with every stage answered by `model`."""
    system.runner = StageRunner(
        system.executions, system.index, system.blobs, model, {}, system.follow_up, system.mint
    )
    return system


def _in_memory(settings: Settings) -> Runtime:
    """A system whose executions live in memory, over the catalogue of `settings`."""
    system = Runtime(settings)
    system.index.latest()
    system.__dict__.update(
        blobs=_BlobsOver(system.blobs),
        artifacts=MemoryArtifactStore(),
        pending=MemoryPending(),
        executions=None,
    )
    system.__dict__["executions"] = Executions(MemoryEventLog(), system.blobs, system.mint)
    return system


class _BlobsOver(MemoryBlobStore):
    """New blobs in memory; the catalogue's where they are."""

    def __init__(self, below: Any) -> None:
        super().__init__()
        self._below = below

    def get(self, name: str) -> bytes:
        return super().get(name) if self.has(name) else bytes(self._below.get(name))


def _overhead(settings: Settings, model: Recorded) -> None:
    rows = []
    places: dict[str, Callable[[Settings], Runtime]] = {
        "in memory": _in_memory,
        "over files, synced": Runtime,
    }
    for name, place in places.items():
        system = _with_model(place(settings), model)
        _run(system, _SAMPLES[0])
        syncs = _counting_syncs()
        wall, cpu = [], []
        for _ in range(_WARM_RUNS):
            began, began_cpu = perf_counter(), process_time()
            _run(system, _SAMPLES[0])
            wall.append((perf_counter() - began) * 1e3)
            cpu.append((process_time() - began_cpu) * 1e3)
        rows.append(
            (
                name,
                f"{statistics.median(wall):.1f}",
                f"{min(wall):.1f}",
                f"{statistics.median(cpu):.1f}",
                f"{syncs() / _WARM_RUNS:.0f}",
            )
        )
    print(f"pipeline: {_STAGES} stages, a model that answers at once, warm, milliseconds")
    table(("executions", "median", "least", "of processor", "syncs of files"), rows)
    print(f"pipeline: one sync of a small file here takes {_sync_ms(settings.home):.2f} ms")


def _counting_syncs() -> Callable[[], int]:
    """From now on, how often files were synced."""
    count, sync = [0], os.fsync

    def counted(descriptor: Any) -> None:
        count[0] += 1
        sync(descriptor)

    os.fsync = counted  # type: ignore[assignment]
    return lambda: count[0]


def _sync_ms(folder: Path) -> float:
    times = []
    for _ in range(20):
        with (folder / "sync").open("wb") as file:
            file.write(b"x" * 2000)
            file.flush()
            began = perf_counter()
            os.fsync(file.fileno())
            times.append((perf_counter() - began) * 1e3)
    return statistics.median(times)


@contextmanager
def _working(system: Runtime) -> Iterator[None]:
    system.index.latest()
    system.start_workers()
    yield
    system.bus.stop()


def _all(system: Runtime, paths: list[Path]) -> float:
    """Seconds that running `paths` side by side takes."""

    def job(path: Path) -> Callable[[Any], None]:
        def run(_stop: Any) -> None:
            document = Input(path.name, path.read_bytes())
            execution_id = system.starter.start(_WORKFLOW, document, actor=LOCAL)
            execution = wait_until_settled(system.executions, execution_id, seconds=_PATIENCE)
            assert execution.status == "completed", execution.error

        return run

    began = perf_counter()
    side_by_side([job(path) for path in paths], _SIDE_BY_SIDE)
    return perf_counter() - began


def _beside(settings: Settings, model: Recorded) -> None:
    system = _with_model(Runtime(settings), model)
    with _working(system):
        one = _all(system, _SAMPLES[:1])
        ten = _all(system, [_SAMPLES[0]] * _SIDE_BY_SIDE)
    print(f"pipeline: side by side, a model of {_THINKING_SECONDS:g} s a stage, seconds")
    table(
        ("executions", "seconds", "against one"),
        [("1", f"{one:.2f}", ""), (_SIDE_BY_SIDE, f"{ten:.2f}", f"{ten / one:.2f}x")],
    )


def _batch(settings: Settings) -> None:
    system = Runtime(settings)
    system.load_stages()
    _run(system, _SAMPLES[0])
    paths = [_SAMPLES[n % len(_SAMPLES)] for n in range(_BATCH)]
    with _working(system):
        seconds = _all(system, paths)
    print(f"pipeline: a batch of {_BATCH} samples by the offline rules, one process")
    table(
        ("cores", "seconds", "executions a minute"),
        [(os.cpu_count(), f"{seconds:.1f}", f"{_BATCH / seconds * 60:.0f}")],
    )


def _resuming(settings: Settings) -> None:
    environment = {
        **os.environ,
        "PROMPTINTEL_HOME": str(settings.home),
        "PROMPTINTEL_DATABASE": str(settings.database),
    }
    # A first command catches up with all that the benches before it did; it is not counted.
    _cold(settings, environment)
    rows = []
    for name, resume in (("a sweep in a warm process", _warm), ("`promptintel sweep`", _cold)):
        died = subprocess.run(
            [sys.executable, "-c", _DIE_AT, str(_SAMPLES[0])],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert died.returncode == -signal.SIGKILL, died.stderr
        rows.append((name, f"{resume(settings, environment):.2f}"))
    print("pipeline: killed after its second stage, until it had completed, seconds")
    table(("taken up by", "seconds"), rows)


def _warm(settings: Settings, _environment: Mapping[str, str]) -> float:
    system = Runtime(settings)
    _run(system, _SAMPLES[0])
    began = perf_counter()
    swept = system.sweeper.sweep()
    system.work_off()
    seconds = perf_counter() - began
    assert len(swept.woken) == 1, swept
    (execution_id,) = swept.woken
    assert system.executions.load(execution_id).status == "completed"
    return seconds


def _cold(_settings: Settings, environment: Mapping[str, str]) -> float:
    began = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "core.cli.main", "sweep"],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        check=True,
    )
    return perf_counter() - began


if __name__ == "__main__":
    main()
