"""A process of the product, on ports that the scheduler holds in its hand."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from core.crashpoints import SimulatedCrash
from core.errors import PromptIntelError, SnapshotDamaged, StorageUnavailable
from core.events.minting import Mint
from core.search.live import LiveIndex
from tests.simulation import ports
from tests.simulation.scheduling import Lock
from tests.simulation.wiring import Ports, System, a_builder

if TYPE_CHECKING:
    from tests.simulation.world import World

_T = TypeVar("_T")


class ConnectionLost(Exception):
    """Whoever called the process got no answer, and does not know what came of the call."""


class Process:
    """Starts once, serves, and may die; what comes after it is another process."""

    def __init__(self, world: "World", name: str) -> None:
        self.name = name
        self.dead = False
        self.ready = False
        self._world = world
        self._system: System | None = None

    @property
    def system(self) -> System:
        """Its parts, once it is up."""
        assert self._system is not None
        return self._system

    def start(self) -> None:
        """Come up on what the stores hold. Called by an actor."""
        actor = self._world.scheduler.current
        actor.process = self
        try:
            self._system = self._wire()
            self.ready = True
            self._world.scheduler.tell("is up")
        except (StorageUnavailable, SnapshotDamaged) as error:
            self._world.scheduler.tell("cannot start", str(error))
            self.dead = True
        except SimulatedCrash:
            pass
        finally:
            actor.process = None

    def serve(self, what: str, act: Callable[[System], _T]) -> _T:
        """The answer of this process to a call. Raises `ConnectionLost`, and what `act` raises."""
        scheduler = self._world.scheduler
        actor = scheduler.current
        actor.process = self
        try:
            scheduler.point("call")
            scheduler.tell(what, "asked")
            answer = act(self.system)
            scheduler.point("reply")
            scheduler.tell(what, "answered")
            return answer
        except SimulatedCrash:
            actor.process = None
            scheduler.tell(what, "no answer")
            raise ConnectionLost from None
        except PromptIntelError as error:
            scheduler.tell(what, f"{type(error).__name__}: {error}"[:100])
            raise
        finally:
            actor.process = None

    def _wire(self) -> System:
        world = self._world
        mint = Mint(world.scheduler.clock, world.scheduler.new_id)
        reached = Ports(
            ports.LogPort(world),
            ports.BlobPort(world),
            ports.PendingPort(world),
            ports.ArtifactPort(world),
            ports.SnapshotPort(world),
            ports.ProjectionPort(world),
            ports.BusPort(world),
            ports.ModelPort(world),
        )
        builder = a_builder(reached, world.database, mint)
        if reached.snapshots.current() is None:
            builder.build()
        index = LiveIndex(
            reached.log,
            reached.blobs,
            reached.snapshots,
            freshness_seconds=world.freshness,
            clock=world.scheduler.seconds,
        )
        index._lock = Lock(world.scheduler)  # type: ignore[assignment]
        return System(reached, index, builder, mint, world.scheduler.random)


def stop_quietly(act: Callable[[], Any]) -> None:
    """Do `act` for a background actor, which has nobody to tell of a failure."""
    with suppress(ConnectionLost, PromptIntelError):
        act()
