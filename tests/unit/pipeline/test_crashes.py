"""Killed at any named point, of any commit, publication or write, a run resumes to the same end.

The points are found by running: an undisturbed run over real files tells at which points a process
may die, and each arrival at each of them is one test. What comes after is another process: new
objects over the same files, whose bus knows nothing of what the first had published.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from core.crashpoints import SimulatedCrash
from core.pipeline.bus import StageReady
from core.pipeline.ports import Draft, File, StageRequest
from core.pipeline.workflow import DEFAULT_TIMEOUT
from tests.builders_pipeline import (
    Pipeline,
    Stores,
    Time,
    a_prompt,
    add_one,
    reaching,
    some_prompts,
)

LARGE = "x" * 20_000  # more than an event carries, so that it becomes a blob
KEY = "k"
APPROVED = {
    "output_style": "style",
    "approval": "add",
    "stages": [
        {"name": "read", "task": "extract", "folder": "one", "schema": "result"},
        {"name": "add", "task": "add", "folder": "two", "schema": "result"},
    ],
}


def a_pipeline(folder: Path, time: Time) -> Pipeline:
    """A process over `folder`."""
    prompts = some_prompts()
    approved = a_prompt("workflows/approved", "Two stages.", APPROVED)
    prompts.known[approved.ref] = approved

    def read(request: StageRequest) -> Draft:
        files = (File("read.txt", "text/plain", b"what was read"),)
        return Draft({"n": 41, "pad": LARGE}, "fake-1", files)

    def add(request: StageRequest) -> Draft:
        return Draft(add_one(request).value, "code", (File("sum.txt", "text/plain", b"42"),))

    tasks = {"extract": read, "add": add}
    return Pipeline(tasks=tasks, prompts=prompts, stores=Stores(folder), time=time)


def run_plainly(pipeline: Pipeline) -> None:
    pipeline.start(key=KEY)
    pipeline.bus.drain()


def run_with_approval(pipeline: Pipeline) -> None:
    """As a caller does who repeats each request until it is answered."""
    execution_id = pipeline.start("approved", key=KEY)
    pipeline.bus.drain()
    if pipeline.executions.load(execution_id).held is not None:
        pipeline.interventions.approve(execution_id, actor="ana")
    pipeline.bus.drain()


def run_again(pipeline: Pipeline) -> None:
    """A run, and a rerun of it from its second stage."""
    execution_id = pipeline.start(key=KEY)
    pipeline.bus.drain()
    if pipeline.executions.load(execution_id).settled:
        pipeline.interventions.rerun(execution_id, "add", actor="ana", key="again")
    pipeline.bus.drain()


RUNS: dict[str, Callable[[Pipeline], None]] = {
    "plain": run_plainly,
    "approved": run_with_approval,
    "again": run_again,
}


@pytest.fixture(autouse=True)
def _unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies here, not the machine: what it wrote is there without being synced."""
    monkeypatch.setattr("os.fsync", lambda _descriptor: None)


@contextmanager
def a_folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


@cache
def undisturbed(run: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The points that an undisturbed run arrives at, in order, and what it comes to."""
    arrivals: list[str] = []
    with a_folder() as folder:
        pipeline = a_pipeline(folder, Time())
        with reaching(arrivals.append):
            RUNS[run](pipeline)
        return tuple(arrivals), outcome(pipeline)


def outcome(pipeline: Pipeline) -> dict[str, Any]:
    """What all executions came to: results, files, and events but for repeated attempts."""
    found = {}
    for execution in pipeline.executions.list():
        names = pipeline.artifacts.names(execution.id)
        kinds = pipeline.types(execution.id)
        name = "again" if execution.origin else "first"
        found[name] = {
            "status": execution.status,
            "results": pipeline.executions.results(execution),
            "artifacts": {one: pipeline.artifacts.get(execution.id, one) for one in names},
            "listed": [a for s in execution.stages for a in execution.state(s.name).artifacts],
            "events": [kind for kind in kinds if kind != "stage.claimed"],
        }
    return found


def arrivals(run: str, since: str | None = None) -> list[Any]:
    """Each arrival at a point, with its number there, of which `since` is the first."""
    seen: Counter[str] = Counter()
    found = []
    for point in undisturbed(run)[0]:
        seen[point] += 1
        if since is None or seen[since]:
            found.append(pytest.param(run, point, seen[point], id=f"{run}-{point}-{seen[point]}"))
    return found


@contextmanager
def dying_at(point: str, arrival: int) -> Iterator[None]:
    """Within the block the process dies when it arrives at `point` for the given time.

    What a dead process would have done afterwards does not happen: it dies at every point.
    """
    seen = 0
    dead = False

    def reach(here: str) -> None:
        nonlocal seen, dead
        seen += here == point
        dead = dead or seen == arrival
        if dead:
            raise SimulatedCrash(here)

    with reaching(reach):
        yield


def test_every_kind_of_commit_is_among_the_points():
    points = {point for run in RUNS for point in undisturbed(run)[0]}
    assert points >= {
        "pending.marking",
        "pending.marked",
        "pending.half_written",
        "pending.clearing",
        "pending.cleared",
        "execution.starting",
        "execution.started",
        "execution.continuing",
        "execution.continued",
        "stage.publishing",
        "stage.published",
        "stage.claiming",
        "stage.claimed",
        "stage.completing",
        "stage.appended",
        "stage.laid_out",
        "log.half_written",
        "log.written",
        "log.linked",
        "blob.half_written",
        "blob.written",
        "blob.linked",
        "artifact.half_written",
        "artifact.written",
        "artifact.replaced",
    }


@pytest.mark.parametrize(
    ("run", "point", "arrival"), [one for run in RUNS for one in arrivals(run)]
)
def test_killed_there_it_is_carried_to_the_same_end_by_the_caller_and_the_sweeper(
    run, point, arrival, tmp_path
):
    time = Time()
    with dying_at(point, arrival), pytest.raises(SimulatedCrash):
        RUNS[run](a_pipeline(tmp_path, time))
    time.pass_by(DEFAULT_TIMEOUT)
    after = a_pipeline(tmp_path, time)
    after.sweep()
    # Whoever had no answer asks again, under the same key.
    RUNS[run](after)
    assert outcome(after) == undisturbed(run)[1]
    assert_nothing_is_left(after)


@pytest.mark.parametrize(("run", "point", "arrival"), arrivals("plain", since="execution.started"))
def test_killed_after_its_start_the_sweeper_alone_carries_it_to_the_same_end(
    run, point, arrival, tmp_path
):
    time = Time()
    with dying_at(point, arrival), pytest.raises(SimulatedCrash):
        RUNS[run](a_pipeline(tmp_path, time))
    time.pass_by(DEFAULT_TIMEOUT)
    after = a_pipeline(tmp_path, time)
    after.sweep()
    assert outcome(after) == undisturbed(run)[1]
    assert_nothing_is_left(after)


@pytest.mark.parametrize(("run", "point", "arrival"), arrivals("plain", since="execution.started"))
def test_killed_after_its_start_redelivery_alone_carries_it_to_the_same_end(
    run, point, arrival, tmp_path
):
    time = Time()
    with dying_at(point, arrival), pytest.raises(SimulatedCrash):
        RUNS[run](a_pipeline(tmp_path, time))
    time.pass_by(DEFAULT_TIMEOUT)
    after = a_pipeline(tmp_path, time)
    (execution,) = after.executions.list()
    for stage in execution.stages:
        after.runner.run(StageReady(execution.id, stage.name))
    after.bus.drain()
    assert outcome(after) == undisturbed(run)[1]
    assert_nothing_is_left(after)


def assert_nothing_is_left(pipeline: Pipeline) -> None:
    """All work is unmarked, but for marks that no event names: those wait for their hour."""
    named = {mark for e in pipeline.executions.list() for mark in e.pending}
    assert not named & {mark.name for mark in pipeline.pending.list()}
    pipeline.time.pass_by(3601)
    pipeline.sweep()
    assert list(pipeline.pending.list()) == []
