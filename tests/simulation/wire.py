"""Deliveries of messages, with all that Pub/Sub allows itself: late, twice, in any order, again
after they were handled, and to two processes at once."""

from typing import TYPE_CHECKING

from core.adapters.memory.bus import DELIVERIES
from core.errors import PromptIntelError, Unavailable
from core.pipeline.backoff import backoff
from core.pipeline.bus import NotYet, StageReady
from tests.simulation.process import ConnectionLost, Process

if TYPE_CHECKING:
    from tests.simulation.world import World

ACK_DEADLINE = 60.0


class Wire:
    """Every copy of a message is an actor. In some worlds messages live in the process that
    published them, as a bus within one process has them, and go with it."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._scheduler = world.scheduler
        self._number = 0
        self.dead_letters: list[StageReady] = []

    def send(self, message: StageReady) -> None:
        weather, scheduler = self._world.weather, self._scheduler
        home = scheduler.current.process if weather.forgetful_bus else None
        for _ in range(2 if scheduler.happens(weather.duplicate) else 1):
            delay = scheduler.random.uniform(0.0, 60.0) if scheduler.happens(weather.late) else 0.0
            self._number += 1
            scheduler.spawn(
                f"delivery {self._number}", lambda delay=delay: self._deliver(message, delay, home)
            )

    def _deliver(self, message: StageReady, delay: float, home: object) -> None:
        scheduler = self._scheduler
        scheduler.sleep(delay)
        for attempt in range(1, DELIVERIES + 1):
            process = self._world.a_living(home)
            if process is None:
                return
            pause = self._handle(process, message, attempt)
            if pause is None:
                return
            scheduler.sleep(pause)
        scheduler.tell("gives up", f"{message.stage} of {message.execution_id[:8]}")
        self.dead_letters.append(message)

    def _handle(self, process: Process, message: StageReady, attempt: int) -> float | None:
        """Seconds until the message comes again; `None` where it is done with."""
        scheduler = self._scheduler
        try:
            process.serve(
                f"stage {message.stage} of {message.execution_id[:8]}",
                lambda system: system.runner.run(message),
            )
        except ConnectionLost:
            return scheduler.random.uniform(1.0, ACK_DEADLINE)
        except NotYet as error:
            return error.seconds
        except Unavailable:
            return backoff(attempt, scheduler.random.random())
        except PromptIntelError:
            self.dead_letters.append(message)
            return None
        if scheduler.happens(self._world.weather.ack_lost):
            return scheduler.random.uniform(0.0, ACK_DEADLINE)
        return None
