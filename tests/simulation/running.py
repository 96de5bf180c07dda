"""Running one seed, and telling what came of it."""

import traceback
from contextlib import nullcontext
from dataclasses import dataclass

from tests.simulation.bugs import BUGS, Bug
from tests.simulation.scheduling import Violation
from tests.simulation.world import World

ENOUGH = 1_000
"""Worlds within which a planted bug must be found."""


@dataclass(frozen=True)
class Outcome:
    """What came of `seed`: `failure` says what went wrong, if anything did. `trace` is there where
    something did, or was asked for."""

    seed: int
    failure: str | None
    trace_hash: str
    steps: int
    trace: tuple[tuple[str, str, str], ...]

    def told(self) -> str:
        """The trace as numbered steps, then what went wrong and how to see it again."""
        lines = [
            f"{number:6} {actor:36} {operation}{f' -> {outcome}' if outcome else ''}"
            for number, (actor, operation, outcome) in enumerate(self.trace, start=1)
        ]
        lines.append(f"seed {self.seed}: {self.steps} steps, trace {self.trace_hash[:16]}")
        if self.failure is not None:
            lines.append(self.failure)
            lines.append(f"again: python -m tests.simulation --first {self.seed} --seeds 1 --trace")
        return "\n".join(lines) + "\n"


def simulate(seed: int, bug: Bug | None = None, *, traced: bool = True) -> Outcome:
    """The world of `seed`, with `bug` planted in the product where one is given.

    Where nothing goes wrong, its trace is kept only if it is to be `traced`.
    """
    world = World(seed)
    failure: str | None = None
    with bug.planted(world) if bug is not None else nullcontext():
        try:
            world.run()
        except Violation as violation:
            failure = f"violated {violation}"
        except Exception as error:  # what nobody expected counts as found, too
            failure = f"unexpected {''.join(traceback.format_exception(error))}"
    scheduler = world.scheduler
    kept = tuple(scheduler.trace) if traced or failure is not None else ()
    return Outcome(seed, failure, scheduler.trace_hash(), len(scheduler.trace), kept)


def first_to_find(number: int) -> Outcome | None:
    """What the first world tells that finds planted bug `number`; `None`: none of `ENOUGH` does."""
    outcomes = (simulate(seed, BUGS[number], traced=False) for seed in range(ENOUGH))
    return next((outcome for outcome in outcomes if outcome.failure is not None), None)
