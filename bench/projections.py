"""The projection in SQLite: how fast it takes events in, how fast it is rebuilt, how far it lags.

`python -m bench.projections`. The log is made up: in memory, so that SQLite is what is measured.
"""

import statistics
import tempfile
from itertools import count
from pathlib import Path
from threading import Event
from time import perf_counter

from bench.timing import table
from core import canonical
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.catalogue.events import SHAPE_VERSIONS, PromptCreated, to_data
from core.catalogue.model import Ref, Text
from core.events.envelope import CATALOGUE, NewEvent, StreamId
from core.events.log import EventLog
from core.events.minting import Mint
from core.events.noticing import NoticingLog
from core.projections.follower import Follower
from core.projections.projector import Projector
from core.projections.replaying import replay

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


def main() -> None:
    log, blobs = MemoryEventLog(), MemoryBlobStore()
    for number in range(_UPDATES):
        append(log, CATALOGUE, [update(number)])
    for number in range(_RUNS):
        for events in run():
            append(log, StreamId(f"executions/run-{number}"), events)
    events = _UPDATES + sum(len(events) for events in run()) * _RUNS
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteProjectionStore(Path(folder) / "projections.sqlite")
        began = perf_counter()
        Projector(log, blobs, store).catch_up([CATALOGUE])
        updates = perf_counter() - began
        Projector(log, blobs, store).catch_up()
        whole = perf_counter() - began
        began = perf_counter()
        replay(log, blobs, store, lambda _step: None)
        replayed = perf_counter() - began
        lags, drained = burst(log, blobs, store)
    print(f"projections: {_UPDATES:,} updates and {_RUNS:,} runs of seven stages into SQLite")
    rows = [
        ("updates alone", f"{_UPDATES / updates:,.0f}"),
        ("updates and runs, one transaction a stream", f"{events / whole:,.0f}"),
        ("replay beside, with the switch", f"{events / replayed:,.0f}"),
    ]
    table(("what", "events/s"), rows)
    print(f"a burst of {_BURST:,} updates, one after another, with a follower beside them")
    rows = [
        ("lag while they came, median", f"{statistics.median(lags):,.0f} updates"),
        ("lag while they came, most", f"{max(lags):,} updates"),
        ("all of them projected, after the last one", f"{drained * 1e3:,.1f} ms"),
    ]
    table(("what", "figure"), rows)


def burst(
    log: EventLog, blobs: MemoryBlobStore, store: SqliteProjectionStore
) -> tuple[list[int], float]:
    """How many updates the projection was behind after each, and the seconds until it had all."""
    news = Event()
    noticed = NoticingLog(log, news.set)
    lags = []
    with Follower(Projector(log, blobs, store), news).following():
        for number in range(_BURST):
            append(noticed, CATALOGUE, [update(_UPDATES + number)])
            lags.append(log.head(CATALOGUE) - store.position(CATALOGUE).sequence)
        ended = perf_counter()
        while store.position(CATALOGUE).sequence < log.head(CATALOGUE):
            pass
        return lags, perf_counter() - ended


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
    main()
