"""What goes on in the background of a world: sweeps, builds, projections, outages, restarts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.projections.replaying import replay
from tests.simulation.process import Process, stop_quietly
from tests.simulation.weather import SERVICES
from tests.simulation.wiring import System

if TYPE_CHECKING:
    from tests.simulation.world import World


class Background:
    """Starts the actors that go on for as long as the world is open."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._scheduler = world.scheduler

    def begin(self) -> None:
        every = self._scheduler.random.choice
        self._repeat("sweeper", every((5.0, 30.0)), "sweep", lambda s: s.sweeper.sweep())
        if self._scheduler.random.random() < 0.5:
            self._repeat("other sweeper", 20.0, "sweep", lambda s: s.sweeper.sweep(quiet=3.0))
        for number in range(1 + int(self._scheduler.random.random() * 2)):
            self._repeat(f"builder {number}", every((15.0, 60.0)), "build", _build)
        for number in range(2):
            self._repeat(f"projector {number}", every((3.0, 20.0)), "project", _project)
        if self._scheduler.random.random() < 0.3:
            self._repeat("replayer", 60.0, "replay", _replay)
        if self._scheduler.random.random() < 0.4:
            self._scheduler.spawn("release", self._release)
        for number in range(self._world.weather.outages):
            self._scheduler.spawn(f"outage {number}", self._outage)

    def restart(self, process: Process) -> None:
        """Bring up what comes after `process`."""
        name, _, life = process.name.partition("#")
        after = f"{name}#{int(life) + 1}"
        self._scheduler.spawn(f"start of {after}", lambda: self._start(name, int(life) + 1))

    def _start(self, name: str, life: int) -> None:
        self._scheduler.sleep(self._scheduler.random.uniform(0.0, 20.0))
        process = Process(self._world, f"{name}#{life}")
        self._world.put_in_place(name, process)
        process.start()
        if process.dead and self._world.now_serving(name) is process:
            self.restart(process)

    def _repeat(self, name: str, every: float, what: str, act: Callable[[System], Any]) -> None:
        def go_on() -> None:
            while self._world.open:
                self._scheduler.sleep(self._scheduler.random.uniform(0.0, 2 * every))
                self.once(what, act)

        self._scheduler.spawn(name, go_on)

    def once(self, what: str, act: Callable[[System], Any]) -> None:
        process = self._world.a_living()
        if process is not None:
            stop_quietly(lambda: process.serve(what, act))

    def _release(self) -> None:
        self._scheduler.sleep(self._scheduler.random.uniform(0.0, 200.0))
        self._world.database = self._world.folders[1]
        self._scheduler.tell("releases other genesis files")

    def _outage(self) -> None:
        random, weather = self._scheduler.random, self._world.weather
        self._scheduler.sleep(random.uniform(0.0, 200.0))
        if not self._world.open:
            return
        service = random.choice(SERVICES)
        self._scheduler.tell(f"{service} is off")
        weather.off.add(service)
        self._scheduler.sleep(random.choice((2.0, 20.0, 90.0)))
        weather.off.discard(service)
        self._scheduler.tell(f"{service} is back")


def _build(system: System) -> None:
    system.builder.build()


def _project(system: System) -> None:
    system.projector.wake()


def _replay(system: System) -> None:
    replay(system.ports.log, system.ports.blobs, system.ports.projections, lambda _step: None)
