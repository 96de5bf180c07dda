"""The projections: how fast each takes events in, how fast it is rebuilt, how far it lags.

`python -m bench.projections [sqlite] [firestore] [supabase]`; all that this machine has unless
told. The log is made up: in memory, so that the projections are what is measured. Firestore is its
emulator on this machine, Supabase PostgreSQL and PostgREST behind a pass-through in Python.
"""

import os
import statistics
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from threading import Event
from time import perf_counter

from bench.timing import table
from core import canonical
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.catalogue.events import SHAPE_VERSIONS, PromptCreated, to_data
from core.catalogue.model import Ref, Text
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, NewEvent, StreamId
from core.events.log import EventLog
from core.events.minting import Mint
from core.events.noticing import NoticingLog
from core.projections.follower import Follower
from core.projections.projector import Projector
from core.projections.replaying import replay
from core.projections.store import ProjectionStore, Step

_UPDATES = 2_000
_RUNS = 200
_BURST = 1_000
_PROMPTS_USED = 40
_STAGES = ("extract", "enhance", "classify", "upsert", "price", "assemble", "export")
_LEAGUE = {
    "league_name": "Made up",
    "sport": "Futsal",
    "tier": "2.1",
    "readiness": 70,
    "profile": {"league": {"legal_name": "Made up"}},
}
_MINT = Mint()


def main(names: list[str] | None = None) -> None:
    for name in names or list(TARGETS):
        log, blobs = MemoryEventLog(), MemoryBlobStore()
        for number in range(_UPDATES):
            append(log, CATALOGUE, [update(number)])
        for number in range(_RUNS):
            for events in run():
                append(log, StreamId(f"executions/run-{number}"), events)
        with tempfile.TemporaryDirectory() as folder:
            try:
                with TARGETS[name](Path(folder)) as store:
                    measure(name, store, log, blobs)
            except Lacking as lacking:
                print(f"{name} is not measured: {lacking}\n")


def measure(name: str, store: ProjectionStore, log: EventLog, blobs: MemoryBlobStore) -> None:
    """Print the figures of one store, which is empty."""
    events = _UPDATES + sum(len(events) for events in run()) * _RUNS
    began = perf_counter()
    Projector(log, blobs, store).catch_up([CATALOGUE])
    updates = perf_counter() - began
    Projector(log, blobs, store).catch_up()
    whole = perf_counter() - began
    began = perf_counter()
    replay(log, blobs, store, lambda _step: None)
    replayed = perf_counter() - began
    appended, lags, drained = burst(log, blobs, store)
    print(f"projections: {_UPDATES:,} updates and {_RUNS:,} runs of seven stages into {name}")
    rows = [
        ("updates alone", f"{_UPDATES / updates:,.0f}"),
        ("updates and runs, one transaction a stream", f"{events / whole:,.0f}"),
        ("replay beside, with the switch", f"{events / replayed:,.0f}"),
    ]
    table(("what", "events/s"), rows)
    print(f"a burst of {_BURST:,} updates, one after another, with a follower beside them")
    rows = [
        ("an update, which waits for nothing, median", f"{appended * 1e3:,.2f} ms"),
        ("lag while they came, median", f"{statistics.median(lags):,.0f} updates"),
        ("lag while they came, most", f"{max(lags):,} updates"),
        ("all of them projected, after the last one", f"{drained * 1e3:,.1f} ms"),
    ]
    table(("what", "figure"), rows)


class Lacking(Exception):
    """What a machine lacks for one of the projections."""


@contextmanager
def sqlite(folder: Path) -> Iterator[ProjectionStore]:
    from core.adapters.sqlite.projections import SqliteProjectionStore

    yield SqliteProjectionStore(folder / "projections.sqlite")


@contextmanager
def firestore(folder: Path) -> Iterator[ProjectionStore]:
    from core.adapters.firestore.connection import EMULATOR, Connection
    from core.adapters.firestore.projections import FirestoreProjectionStore
    from infra.local import firestore as local

    lacking = local.missing()
    if lacking is not None:
        raise Lacking(lacking)
    with local.FirestoreEmulator(folder) as running:
        os.environ[EMULATOR] = running.address.environment[EMULATOR]
        connection = Connection(f"bench-{uuid.uuid4().hex[:12]}")
        yield FirestoreProjectionStore(connection.client)
        connection.close()


@contextmanager
def supabase(folder: Path) -> Iterator[ProjectionStore]:
    from core.adapters.supabase.client import Project
    from core.adapters.supabase.migrating import migrate, migrations_in
    from core.adapters.supabase.projections import SupabaseProjectionStore
    from infra.local import supabase as local

    lacking = local.missing()
    if lacking is not None:
        raise Lacking(lacking)
    with local.running(folder) as running:
        migrate(running.db_url, migrations_in(Path(__file__).parent.parent / "database"))
        project = Project(running.url, running.service_key)
        store = SupabaseProjectionStore(project)
        while not _answers(store):
            pass
        yield store
        project.close()


def _answers(store: ProjectionStore) -> bool:
    """Whether PostgREST has heard of the tables."""
    try:
        store.position(CATALOGUE)
    except StorageUnavailable:
        return False
    return True


TARGETS: Mapping[str, Callable[[Path], AbstractContextManager[ProjectionStore]]] = {
    "sqlite": sqlite,
    "firestore": firestore,
    "supabase": supabase,
}


def burst(
    log: EventLog, blobs: MemoryBlobStore, store: ProjectionStore
) -> tuple[float, list[int], float]:
    """The median seconds of an update, how many updates the projection was behind after each, and
    the seconds until it had all."""
    news, arrived = Event(), Event()
    noticed = NoticingLog(log, lambda _stream, _number: news.set())
    reached = log.head(CATALOGUE)
    last = reached + _BURST

    def hear(step: Step) -> None:
        nonlocal reached
        reached = step.upto
        if reached >= last:
            arrived.set()

    seconds, lags = [], []
    with Follower(Projector(log, blobs, store, tell=hear), news).following():
        for number in range(_BURST):
            began = perf_counter()
            append(noticed, CATALOGUE, [update(_UPDATES + number)])
            seconds.append(perf_counter() - began)
            lags.append(log.head(CATALOGUE) - reached)
        ended = perf_counter()
        arrived.wait()
        return statistics.median(seconds), lags, perf_counter() - ended


def append(log: EventLog, stream: StreamId, events: list[NewEvent]) -> None:
    log.append(stream, events, expected=log.head(stream))


def update(number: int) -> NewEvent:
    """A prompt comes to be, of the size that the shipped ones have."""
    fact = PromptCreated(
        ref=Ref("workflows", f"made_{number}"),
        version=1,
        body=Text(inline="word " * 400),
        metadata={"title": "Made up", "questions": ["what is it for", "who asked"]},
        suggestions=(),
        origin="update",
        genesis=None,
        routing=("firestore", "supabase"),
        message=None,
        stamp=None,
    )
    return _MINT.event(fact.TYPE, SHAPE_VERSIONS[fact.TYPE], to_data(fact), actor="ana")


def run() -> list[list[NewEvent]]:
    """The appends of a run of seven stages that used forty prompts."""
    used = [f"clauses/made_{number}@1" for number in range(_PROMPTS_USED)]
    told = {"facts": [{"kind": "league", "key": "0" * 64, "data": _LEAGUE}]}
    listed = [{"name": stage, "task": stage} for stage in _STAGES]
    started = {"workflow": "workflows/made@1", "stages": listed, "origin": None}
    appends = [[_event("execution.started", started, version=2)]]
    for number, stage in zip(count(), _STAGES, strict=False):
        claimed = {"stage": stage, "attempt": 1, "deadline": "2027"}
        done = {
            "stage": stage,
            "result": {"inline": canonical.encode(told).decode(), "blob": None},
            "used": used[number::7],
            "seconds": 0.1,
        }
        appends += [[_event("stage.claimed", claimed)], [_event("stage.completed", done)]]
    appends[-1].append(_event("execution.completed", {}))
    return appends


def _event(kind: str, data: dict[str, object], version: int = 1) -> NewEvent:
    return _MINT.event(kind, version, data, actor="ana")


if __name__ == "__main__":
    main(sys.argv[1:])
