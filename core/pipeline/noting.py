"""What an execution leaves in the history of the user who started it."""

from collections.abc import Callable

from core.actors import GENESIS, PIPELINE
from core.pipeline.execution import Execution
from core.users.model import Run
from core.users.store import Users


def noting(users: Users) -> Callable[[Execution], None]:
    """Keeps every execution that settles in its user's own stream; the same again adds nothing."""

    def note(execution: Execution) -> None:
        if execution.actor not in (PIPELINE, GENESIS):
            users.note(execution.actor, run_of(execution))

    return note


def run_of(execution: Execution) -> Run:
    """How it stands, with every prompt that took part in a stage's result."""
    used = {ref for state in execution.states.values() for ref in state.used}
    return Run(execution.id, execution.workflow, execution.status, tuple(sorted(used)))
