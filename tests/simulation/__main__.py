"""`python -m tests.simulation --seeds N [--first K] [--workers W] [--trace]`: N worlds on every
core. The first that fails is told with its trace, and ends the run. `--bugs`: the first seed that
finds each planted bug."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.bugs import BUGS
from tests.simulation.running import Outcome, first_to_find, simulate

_BATCH = 20


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many worlds (300)")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first one (0)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--trace", action="store_true", help="print every step of every world")
    parser.add_argument("--bugs", action="store_true", help="find every planted bug anew")
    chosen = parser.parse_args(arguments)
    if chosen.bugs:
        return _find_bugs(chosen.workers)
    began = time.perf_counter()
    done = 0
    run = partial(simulate, traced=chosen.trace)
    for outcome in _outcomes(run, chosen.first, chosen.seeds, chosen.workers):
        done += 1
        if chosen.trace or outcome.failure is not None:
            sys.stdout.write(outcome.told())
        if outcome.failure is not None:
            return 1
        if done % 500 == 0:
            sys.stderr.write(f"{done} worlds\n")
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{done} worlds, {seconds:.1f} s, nothing found\n")
    return 0


def _outcomes(
    run: Callable[[int], Outcome], first: int, count: int, workers: int
) -> Iterator[Outcome]:
    seeds = range(first, first + count)
    if workers <= 1 or count <= _BATCH:
        yield from map(run, seeds)
        return
    with ProcessPoolExecutor(workers) as pool:
        try:
            yield from pool.map(run, seeds, chunksize=_BATCH)
        finally:
            pool.shutdown(cancel_futures=True)


def _find_bugs(workers: int) -> int:
    found = True
    with ProcessPoolExecutor(workers) as pool:
        for bug, outcome in zip(BUGS, pool.map(first_to_find, range(len(BUGS))), strict=True):
            seed = outcome.seed if outcome is not None else None
            sys.stdout.write(f"{bug.name:48} {seed} (known: {bug.seed})\n")
            found = found and outcome is not None
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
