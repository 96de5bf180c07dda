"""Following an execution by its own events, wherever it runs: another thread, another process."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

from core.events.envelope import Event
from core.pipeline.execution import Execution, evolve
from core.pipeline.store import Executions

PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Step:
    """An event, and how the execution stands after it."""

    event: Event
    execution: Execution


def follow(
    executions: Executions,
    execution_id: str,
    *,
    heartbeat: float = float("inf"),
    until: Callable[[], bool] = lambda: False,
) -> Iterator[Step | None]:
    """Every step from the first on, as it happens, to the one that settles the execution.

    `None` after every `heartbeat` seconds in which nothing happened. Ends early where `until` says
    so, which is asked whenever nothing is new. Raises `NotFound`.
    """
    executions.load(execution_id)
    execution: Execution | None = None
    pause = threading.Event()
    last = monotonic()
    while True:
        after = execution.sequence if execution is not None else 0
        for event in executions.events(execution_id, after=after):
            execution = evolve(execution, event)
            yield Step(event, execution)
            last = monotonic()
        if (execution is not None and execution.settled) or until():
            return
        if monotonic() - last >= heartbeat:
            yield None
            last = monotonic()
        pause.wait(PAUSE)
