"""A load of updates, searches and executions on one system, and what must be true afterwards."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.actors import Actor
from core.catalogue.updating import UpdateRequest
from core.events.envelope import CATALOGUE
from core.pipeline.execution import STAGE_COMPLETED
from core.pipeline.starting import Input
from core.projections.comparing import differences
from core.runtime import Runtime
from core.search.requests import SearchRequest

ROOT = Path(__file__).parents[3]
SAMPLE = (ROOT / "database/samples/harbour_futsal.md").read_bytes()
WORKFLOW = "questionnaire_to_contract"
_PATIENCE = 120.0
_UNHURRIED = 5.0
"""Seconds within which an update is done however busy this machine is; a service that is away is
waited for three times as long at least."""


class Load:
    """Updates one prompt over and over, finds each update, and runs questionnaires meanwhile."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._before = runtime.log.head(CATALOGUE)
        self.acknowledged: list[int] = []
        self.executions: list[str] = []
        self.slowest = 0.0

    def update(self, word: str) -> None:
        request = UpdateRequest("workflows", WORKFLOW, suggestions=(f"Mention {word}",))
        began = time.monotonic()
        done = self._runtime.updater.update(request, actor=Actor("ana"))
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.acknowledged.append(done.sequence)
        answer = self._runtime.index.search(SearchRequest(word, min_sequence=done.sequence))
        assert answer.sequence >= done.sequence
        assert not answer.stale

    def begin(self) -> None:
        self.executions.append(a_run(self._runtime))

    def check(self) -> None:
        """Nothing was lost, nothing was done twice, and no update waited."""
        runtime = self._runtime
        events = [e.sequence for e in runtime.log.read(CATALOGUE, after=self._before)]
        assert sorted(set(events)) == sorted(self.acknowledged)
        for execution_id in self.executions:
            until(lambda run=execution_id: runtime.executions.load(run).settled, "it ends")
            assert runtime.executions.load(execution_id).status == "completed"
            counted = Counter(event.type for event in runtime.executions.events(execution_id))
            assert counted[STAGE_COMPLETED] == 7
        assert self.slowest < _UNHURRIED

    def check_read_models(self) -> None:
        """Every read model comes to hold what a rebuild would give, by itself."""
        runtime = self._runtime
        streams = [CATALOGUE, *runtime.log.streams("executions"), *runtime.log.streams("users")]
        for store in runtime.read_models.stores.values():
            for stream in streams:
                until(
                    lambda store=store, stream=stream: (
                        store.position(stream).sequence == runtime.log.head(stream)
                    ),
                    f"{store.target.name} catches up with {stream}",
                )
            with store.reading() as kept:
                found = list(differences(kept, store, runtime.log, runtime.blobs))
            assert found == [], found


def a_run(runtime: Runtime) -> str:
    """The id of an execution of the sample."""
    return runtime.starter.start(WORKFLOW, Input("harbour_futsal.md", SAMPLE), actor="ana")


@contextmanager
def loaded(runtime: Runtime) -> Iterator[Load]:
    """Within the block stages are run and read models follow."""
    with runtime.read_models.following():
        load = Load(runtime)
        yield load
        load.check()
        load.check_read_models()


def until(holds: Callable[[], bool], what: str) -> None:
    patient_until = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < patient_until, f"never: {what}"
        time.sleep(0.05)
