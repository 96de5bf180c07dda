"""The sweeper: what a crash left lying is taken up again. It looks at marked work only."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.canonical import Json
from core.errors import PromptIntelError
from core.events.minting import Mint
from core.pipeline.deciding import is_idle
from core.pipeline.execution import Execution
from core.pipeline.following_up import FollowUp
from core.pipeline.pending import Mark, Pending
from core.pipeline.store import Executions

GRACE = timedelta(hours=1)
"""How long a mark that no event names may be about to be named, however slow its writer is."""

_KIND = "executions/"
_log = logging.getLogger("promptintel.sweep")


@dataclass(slots=True)
class Sweep:
    """What one sweep did. `woken` lists executions whose next stage was published again;
    `waiting` those that are under way or pause; `settled` those whose marks went."""

    marks: int = 0
    woken: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    unused: int = 0
    problems: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Json]:
        return {
            "marks": self.marks,
            "woken": self.woken,
            "waiting": self.waiting,
            "settled": self.settled,
            "unused": self.unused,
            "problems": self.problems,
        }


class Sweeper:
    """Publishes again what was not heard of for `quiet` seconds, and unmarks what has settled."""

    def __init__(
        self, executions: Executions, pending: Pending, follow_up: FollowUp, mint: Mint
    ) -> None:
        self._executions = executions
        self._pending = pending
        self._follow_up = follow_up
        self._mint = mint

    def sweep(self, *, quiet: float = 0.0) -> Sweep:
        """Look at every mark once. One execution's trouble does not keep the others waiting."""
        now = self._mint.clock()
        done = Sweep()
        marks = [mark for mark in self._pending.list() if mark.stream.startswith(_KIND)]
        done.marks = len(marks)
        for execution_id, of_it in _by_execution(marks).items():
            try:
                self._sweep_one(execution_id, of_it, now, quiet, done)
            except PromptIntelError as error:
                _log.warning("execution %s: %s", execution_id, error)
                done.problems.append(f"execution {execution_id}: {error}")
        return done

    def _sweep_one(
        self, execution_id: str, marks: Iterable[Mark], now: datetime, quiet: float, done: Sweep
    ) -> None:
        execution = self._executions.find(execution_id)
        named = execution.pending if execution is not None else ()
        for mark in marks:
            if mark.name not in named and now - mark.at > GRACE:
                self._pending.clear(mark.name)
                done.unused += 1
        if execution is None or not named:
            return
        if execution.settled:
            self._follow_up.settle(execution)
            done.settled.append(execution_id)
        elif is_idle(execution, now) and _quiet_for(execution, now) >= quiet:
            self._follow_up.wake(execution)
            done.woken.append(execution_id)
        else:
            done.waiting.append(execution_id)


def _quiet_for(execution: Execution, now: datetime) -> float:
    return (now - datetime.fromisoformat(execution.updated)).total_seconds()


def _by_execution(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.stream.removeprefix(_KIND), []).append(mark)
    return found
