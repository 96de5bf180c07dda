"""One seeded scheduler: of all actors exactly one runs at any time, and only chance, seeded, says
which, for how long, and where its process dies.

Every actor is a thread that holds the baton while it runs and hands it on at a point: a call of a
port, a named crash point, a pause, a lock. What lies between two points happens at once. So the
synchronous code of the product interleaves in every way that two points allow, and the same seed
gives the same history on any machine.
"""

import heapq
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Protocol

from core.canonical import digest
from core.crashpoints import SimulatedCrash
from tests.simulation.weather import Weather

EPOCH = datetime(2027, 1, 1, tzinfo=UTC)
TICK = 0.001
"""Seconds that pass between two points."""
MOST_STEPS = 200_000
"""Points after which a world counts as one that does not come to rest."""


class WorldEndsError(BaseException):
    """Unwinds an actor whose world has ended; no `except Exception` may survive it."""


class Violation(AssertionError):
    """Something that must always hold did not."""


class Mortal(Protocol):
    """A process that actors run in."""

    name: str
    dead: bool


class _Thread:
    """A thread that is lent to one actor after another: making one costs more than a world can
    afford."""

    idle: "list[_Thread]" = []  # noqa: RUF012 - one pool a process, on purpose

    def __init__(self) -> None:
        self.go = threading.Lock()
        self.go.acquire()
        self.job: Callable[[], None] = lambda: None
        threading.Thread(target=self._lend, name="simulated", daemon=True).start()

    def _lend(self) -> None:
        while True:
            self.go.acquire()
            self.job()


class Actor:
    """Somebody who acts. `process` is where its code runs at the moment, if in any."""

    def __init__(self, name: str, thread: _Thread | None) -> None:
        self.name = name
        self.thread = thread
        self.go = thread.go if thread is not None else threading.Lock()
        self.process: Mortal | None = None
        self.naps = 0
        """Counts pauses, so that a wake-up that was overtaken is known as such."""


class Scheduler:
    """Decides everything that is left to chance, from `seed`, and keeps the trace."""

    def __init__(self, seed: int, weather: Weather, random: Random) -> None:
        self.seed = seed
        self.weather = weather
        self.random = random
        self.now = 0.0
        self.trace: list[tuple[str, str, str]] = []
        self.failure: BaseException | None = None
        self.crashed: Callable[[Mortal], None] = lambda _process: None
        self._main = Actor("main", None)
        self._main.go.acquire()
        self._current = self._main
        self._ready: list[Actor] = []
        self._sleeping: list[tuple[float, int, int, Actor]] = []
        self._blocked: list[Actor] = []
        self._living: list[Actor] = []
        self._order = 0
        self._steps = 0
        self._ending = False

    # Time and chance

    def clock(self) -> datetime:
        return EPOCH + timedelta(microseconds=round(self.now * 1e6))

    def seconds(self) -> float:
        return self.now

    def happens(self, share: float) -> bool:
        return share > 0 and self.random.random() < share

    def new_id(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    # What actors do

    @property
    def current(self) -> Actor:
        return self._current

    def tell(self, operation: str, outcome: str = "") -> None:
        """Add a step to the trace."""
        actor = self._current
        where = f"{actor.name} in {actor.process.name}" if actor.process else actor.name
        self.trace.append((where, operation, outcome))

    def spawn(self, name: str, job: Callable[[], Any]) -> Actor:
        """Let `job` run as an actor of its own from now on."""
        thread = _Thread.idle.pop() if _Thread.idle else _Thread()
        actor = Actor(name, thread)
        thread.job = lambda: self._act(actor, job)
        self._living.append(actor)
        self._ready.append(actor)
        return actor

    def point(self, name: str) -> None:
        """A place where others may go on, time may pass, or the process may die."""
        actor = self._current
        if actor is self._main:
            return
        self._look_alive(actor)
        self.now += TICK
        self._steps += 1
        if self._steps > MOST_STEPS:
            self.fail(Violation("the world does not come to rest"))
        weather = self.weather
        if actor.process is not None and weather.crashes_left and self.happens(weather.crash):
            self.crash(name)
        if weather.delay and self.happens(weather.delay):
            self.sleep(self.random.expovariate(1 / weather.longest_delay) % (10 * 60))
        elif self.happens(weather.switch):
            self._ready.append(actor)
            self._hand_on(actor)
        self._look_alive(actor)

    def sleep(self, seconds: float) -> None:
        """Come back in `seconds`; everybody else may act meanwhile."""
        actor = self._current
        self._nap(actor, self.now + max(seconds, TICK))
        self._hand_on(actor)
        self._look_alive(actor)

    def crash(self, where: str) -> None:
        """The process of the current actor dies here, and all who run in it."""
        process = self._current.process
        assert process is not None
        self.weather.crashes_left -= 1
        self.tell("dies", f"at {where}")
        self.kill(process)
        raise SimulatedCrash(where)

    def kill(self, process: Mortal) -> None:
        """`process` is dead from now on; whoever runs in it finds out before anything else."""
        process.dead = True
        for actor in self._living:
            if actor.process is process and actor is not self._current:
                if actor in self._blocked:
                    self._blocked.remove(actor)
                    self._ready.append(actor)
                elif actor not in self._ready:
                    self._nap(actor, self.now)
        self.crashed(process)

    def fail(self, failure: BaseException) -> None:
        """End the world because of `failure`."""
        if self.failure is None:
            self.failure = failure
            self.tell("FAILED", str(failure))
        self._ending = True
        raise WorldEndsError

    def wait(self) -> None:
        """Rest until somebody calls `resume`."""
        actor = self._current
        self._blocked.append(actor)
        self._hand_on(actor)
        self._look_alive(actor)

    def resume(self, actor: Actor) -> None:
        if actor in self._blocked:
            self._blocked.remove(actor)
            self._ready.append(actor)

    # The world from outside

    def run(self) -> None:
        """Let all actors act until each has ended, or the world has failed. Raises the failure."""
        assert self._current is self._main
        self._hand_on(self._main)
        if self.failure is None and self._blocked:
            names = ", ".join(actor.name for actor in self._blocked)
            self.failure = Violation(f"these wait for each other: {names}")
        if self.failure is not None:
            self.end()
            raise self.failure

    def end(self) -> None:
        """Unwind every actor that is left, and give its thread back."""
        self._ending = True
        while self._living:
            actor = self._living[0]
            self._current = actor
            actor.go.release()
            self._main.go.acquire()

    def trace_hash(self) -> str:
        return digest("\n".join("\t".join(step) for step in self.trace).encode())

    # Inside

    def _act(self, actor: Actor, job: Callable[[], Any]) -> None:
        try:
            if not self._ending:
                job()
        except WorldEndsError:
            pass
        except BaseException as error:
            # What no actor expected is a fault of the product, or of the simulation.
            if self.failure is None:
                self.failure = error
                self.tell("FAILED", f"{type(error).__name__}: {error}")
            self._ending = True
        self._living.remove(actor)
        following = self._main if self._ending else self._chosen()
        self._current = following
        if actor.thread is not None:
            _Thread.idle.append(actor.thread)
        following.go.release()

    def _hand_on(self, actor: Actor) -> None:
        """Give the baton to whom chance chooses; returns when `actor` has it again."""
        following = self._chosen()
        if following is not actor:
            self._current = following
            following.go.release()
            actor.go.acquire()

    def _chosen(self) -> Actor:
        while True:
            while self._sleeping and self._sleeping[0][0] <= self.now:
                _, _, nap, actor = heapq.heappop(self._sleeping)
                if nap == actor.naps:
                    self._ready.append(actor)
            if self._ready:
                return self._ready.pop(int(self.random.random() * len(self._ready)))
            if not self._sleeping:
                return self._main
            self.now = max(self.now, self._sleeping[0][0])

    def _nap(self, actor: Actor, until: float) -> None:
        actor.naps += 1
        self._order += 1
        heapq.heappush(self._sleeping, (until, self._order, actor.naps, actor))

    def _look_alive(self, actor: Actor) -> None:
        if self._ending:
            raise WorldEndsError
        if actor.process is not None and actor.process.dead:
            raise SimulatedCrash(actor.process.name)


class Lock:
    """Stands in for a lock of the product that is held across a point: a thread that waited for
    the real one would never give the baton back. May be taken again by its holder."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._holder: Actor | None = None
        self._depth = 0
        self._waiting: list[Actor] = []

    def __enter__(self) -> None:
        me = self._scheduler.current
        while self._holder not in (None, me):
            self._waiting.append(me)
            self._scheduler.wait()
        self._holder = me
        self._depth += 1

    def __exit__(self, *_error: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._holder = None
            waiting, self._waiting = self._waiting, []
            for actor in waiting:
                self._scheduler.resume(actor)
