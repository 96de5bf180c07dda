"""Waiting for an execution that runs elsewhere: another thread, another process."""

import threading
from time import monotonic

from core.pipeline.execution import Execution
from core.pipeline.store import Executions
from core.pipeline.watching import PAUSE


def wait_until_settled(executions: Executions, execution_id: str, *, seconds: float) -> Execution:
    """The execution once it no longer runs, or as it stands after `seconds`."""
    deadline = monotonic() + seconds
    pause = threading.Event()
    execution = executions.load(execution_id)
    while not execution.settled and (left := deadline - monotonic()) > 0:
        pause.wait(min(PAUSE, left))
        execution = executions.caught_up(execution)
    return execution
