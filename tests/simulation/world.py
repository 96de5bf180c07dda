"""One world: processes, people and background work under one seed, up to the last audit."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random

import core.pipeline.running as running
from core import crashpoints
from core.search.view import View
from tests.simulation import business
from tests.simulation.auditing import Auditor
from tests.simulation.background import Background
from tests.simulation.closing import Closing
from tests.simulation.people import Person
from tests.simulation.process import Process
from tests.simulation.scheduling import Lock, Mortal, Scheduler
from tests.simulation.stores import Stores
from tests.simulation.weather import Weather
from tests.simulation.wire import Wire

_PATIENCE = 5.0


class World:
    """Everything that one seed decides."""

    def __init__(self, seed: int) -> None:
        # Reproducible chance; nothing secret hangs on it.
        random = Random(seed)  # noqa: S311
        self.weather = Weather.drawn(random)
        self.scheduler = Scheduler(seed, self.weather, random)
        self.scheduler.crashed = self._crashed
        self.freshness = random.choice((0.0, 1.0, 20.0))
        self.folders = _genesis()
        self.database = self.folders[0]
        self.stores = Stores(self.scheduler, _parts())
        self.auditor = Auditor(self)
        self.wire = Wire(self)
        self.background = Background(self)
        self.open = True
        self.named: dict[str, str] = {}
        """The execution that each idempotency key led to."""
        self.requests: dict[str, list[str]] = {}
        """What was asked under each key, as fingerprints."""
        self._serving: dict[str, Process] = {}
        self._people = [
            Person(self, name, admin=name in business.ADMINS) for name in business.PEOPLE
        ]
        self._left = len(self._people)

    def run(self) -> None:
        """Let it all happen, then come to rest, then audit. Raises what went wrong."""
        with self._installed():
            for number in range(2 + int(self.scheduler.random.random() * 2)):
                self._first(f"server-{number}")
            self.background.begin()
            for person in self._people:
                self.scheduler.spawn(person.name, person.live)
            self.scheduler.run()
            self.weather.clear_up()
            closing = Closing(self)
            self.scheduler.spawn("closing", closing.come_to_rest)
            self.scheduler.run()

    def person_left(self) -> None:
        """The world closes when the last person has left."""
        self._left -= 1
        if not self._left:
            self.open = False
            self.weather.clear_up()
            self.scheduler.tell("closes", "nothing goes wrong from here on")

    def a_living(self, home: object = None) -> Process | None:
        """A process that serves, `home` itself where one is named and lives; waits for one."""
        while True:
            serving = [p for p in self._serving.values() if p.ready and not p.dead]
            if home is not None:
                return home if home in serving else None  # type: ignore[return-value]
            if serving:
                return self.scheduler.random.choice(serving)
            self.scheduler.sleep(_PATIENCE)

    def processes(self) -> list[Process]:
        return list(self._serving.values())

    def put_in_place(self, name: str, process: Process) -> None:
        self._serving[name] = process

    def now_serving(self, name: str) -> Process | None:
        return self._serving.get(name)

    def _first(self, name: str) -> None:
        process = Process(self, f"{name}#1")
        self._serving[name] = process

        def start() -> None:
            process.start()
            if process.dead and self._serving[name] is process:
                self.background.restart(process)

        self.scheduler.spawn(f"start of {name}#1", start)

    def _crashed(self, process: Mortal) -> None:
        assert isinstance(process, Process)
        if process.ready:
            self.background.restart(process)

    @contextmanager
    def _installed(self) -> Iterator[None]:
        """Within the block, the product's crash points and hidden locks are the scheduler's."""
        reach, perf_counter = crashpoints._on_reach, running.perf_counter
        hidden = [vars(View)[name] for name in ("_changed", "_superseded")]
        locks = [getattr(one, "lock", None) for one in hidden]
        disabled = logging.root.manager.disable
        crashpoints._on_reach = self.scheduler.point
        running.perf_counter = self.scheduler.seconds
        logging.disable(logging.CRITICAL)
        for one in hidden:
            one.lock = Lock(self.scheduler)
        try:
            yield
        finally:
            self.scheduler.end()
            self.stores.snapshots.forget()
            crashpoints._on_reach, running.perf_counter = reach, perf_counter
            logging.disable(disabled)
            for one, lock in zip(hidden, locks, strict=True):
                one.lock = lock


@cache
def _folder() -> Path:
    return Path(_kept().name)


@cache
def _kept() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="simulation-")


@cache
def _genesis() -> tuple[Path, Path]:
    return (
        business.laid_out(_folder() / "genesis", business.FILES),
        business.laid_out(_folder() / "revised", business.REVISED),
    )


@cache
def _parts() -> Path:
    folder = _folder() / "parts"
    folder.mkdir()
    return folder
