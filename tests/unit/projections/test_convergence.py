"""Whatever happened, in whatever order it was told, however often and with whatever crashes: the
tables that grew with the log are the tables that are rebuilt from it."""

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.adapters.memory.projections import MemoryProjectionStore
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import Rejection
from core.projections.projector import Projector
from core.projections.replaying import replay
from core.projections.store import ProjectionStore, Step
from tests.builders_projections import EVERYWHERE, History, a_run, everything, projected

NAMES = ("agents/user_a", "workflows/two", "examples/rowing", "clauses/fees")
BODIES = ("Words.", '{"sport": "Rowing"}', '{"sport": "Futsal", "tier": "1.1"}')
RUNS = ("run-a", "run-b", "run-c")
CRASH_POINTS = (
    "projector.read",
    "projection.changed",
    "projection.committed",
    "projector.applied",
    "replay.built",
    "projection.switching",
    "replay.switched",
)

names, runs = st.sampled_from(NAMES), st.sampled_from(RUNS)
routings = st.sampled_from([(), ("supabase",), ("firestore",), EVERYWHERE])
updates = st.tuples(
    st.just("update"), names, st.sampled_from(["write", "suggest", "archive"]), routings
)
# A run's next appends: what it will come to is drawn when it starts.
advances = st.tuples(
    st.just("advance"),
    runs,
    st.sampled_from(["completed", "failed", "cancelled", "parked"]),
    st.sampled_from([None, *RUNS]),
    st.sampled_from(["l-1", "l-1", "l-2"]),
    st.sampled_from([("agents/a@1",), ("agents/a@2", "agents/b@1"), ()]),
    st.sampled_from([1, 3, 5, 7]),
)
ratings = st.tuples(st.just("rate"), st.sampled_from(["ana", "ben"]), st.integers(1, 5))
wakes = st.tuples(
    st.just("wake"),
    st.sampled_from([None, "catalogue", *(f"executions/{run}" for run in RUNS), "users/ana"]),
    st.integers(1, 3),
    st.sampled_from([None, None, "overtaken", *CRASH_POINTS]),
)
replays = st.tuples(st.just("replay"), st.sampled_from([None, *CRASH_POINTS]))
happenings = st.lists(
    st.one_of(updates, advances, advances, advances, ratings, wakes, wakes, replays),
    min_size=12,
    max_size=40,
)


class World:
    """A history that grows and a store that follows it, each with what befalls it."""

    def __init__(self, store: ProjectionStore) -> None:
        self.history = History()
        self.store = store
        self._runs: dict[str, Iterator[Any]] = {}
        self._users = dict(zip(RUNS, ("ana", "ben", "ana"), strict=True))

    def happen(self, happening: tuple[Any, ...]) -> None:
        match happening:
            case "update", name, how, routing:
                self._update(name, how, routing)
            case "advance", run, end, origin, league, used, steps:
                made = a_run(self.history, end=end, origin=origin, league=league, used=used)
                for append in islice(self._runs.setdefault(run, iter(made)), steps):
                    self.history.append(f"executions/{run}", *append, actor=self._users[run])
            case "rate", user, rating:
                data = {"ref": "agents/a", "version": 1, "rating": rating, "comment": None}
                self.history.append(f"users/{user}", ("user.prompt_rated", data))
            case "wake", stream, chunk, befalls:
                store = Overtaken(self) if befalls == "overtaken" else self.store
                projector = Projector(self.history.log, self.history.blobs, store, chunk=chunk)
                self._dying(befalls, lambda: projector.catch_up([stream] if stream else None))
            case "replay", point:
                self._dying(point, self.replay)

    def replay(self) -> None:
        replay(self.history.log, self.history.blobs, self.store, lambda _step: None)

    def _update(self, name: str, how: str, routing: tuple[str, ...]) -> None:
        body = BODIES[self.history.log.head("catalogue") % len(BODIES)]
        try:
            if how == "write":
                self.history.write(name, body, routing=routing)
            elif how == "suggest":
                self.history.update(name, "a wish", routing=routing)
            else:
                self.history.update(name, archive=True, routing=routing)
        except Rejection:
            pass  # nothing happened

    def _dying(self, point: str | None, work: Any) -> None:
        try:
            with crashing_at(point or "nowhere"):
                work()
        except SimulatedCrash:
            pass


class Overtaken:
    """The world's store, at which another projector is always a moment earlier."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world.store, name)

    def apply(self, step: Step) -> bool:
        projected(self._world.history, self._world.store)
        return self._world.store.apply(step)


def converges(store: ProjectionStore, happened: list[tuple[Any, ...]]) -> None:
    """What `store` comes to, whatever `happened` to it, is what it is rebuilt to."""
    world = World(store)
    for happening in happened:
        world.happen(happening)
    grown = everything(projected(world.history, store))
    assert grown == everything(projected(world.history, target=store.target))
    world.replay()
    assert everything(store) == grown


@settings(max_examples=150, deadline=None)
@given(happenings)
def test_tables_that_grew_are_those_that_are_rebuilt(happened):
    converges(MemoryProjectionStore(), happened)


@settings(max_examples=25, deadline=None)
@given(happenings)
def test_tables_that_grew_in_a_file_are_those_that_are_rebuilt_in_memory(happened):
    with tempfile.TemporaryDirectory() as folder:
        converges(SqliteProjectionStore(Path(folder) / "projections.sqlite"), happened)


@settings(max_examples=60, deadline=None)
@given(happenings, st.randoms(use_true_random=False))
def test_the_order_of_the_streams_makes_no_difference(happened, dice):
    world = World(MemoryProjectionStore())
    for happening in happened:
        if happening[0] not in ("wake", "replay"):
            world.happen(happening)
    log = world.history.log
    streams = ["catalogue", *log.streams("executions"), *log.streams("users")] * 8
    dice.shuffle(streams)
    projector = Projector(log, world.history.blobs, world.store, chunk=1)
    for stream in streams:
        # One append at a time, so that streams are mixed as finely as can be.
        projector.catch_up([stream])
    assert everything(projected(world.history, world.store)) == everything(projected(world.history))
