"""Three hundred worlds in which nothing may be found, and planted bugs that must be."""

import os
import subprocess
import sys

import pytest

from tests.simulation.bugs import BUGS, Bug
from tests.simulation.running import first_to_find, simulate

SEEDS = 300
CHUNK = 10
SEED = 7


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_in_a_world_of_faults_everything_holds_that_must_always_hold(first):
    for seed in range(first, first + CHUNK):
        outcome = simulate(seed, traced=False)
        assert outcome.failure is None, outcome.told()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found_and_without_it_nothing_is(bug: Bug):
    outcome = simulate(bug.seed, bug, traced=False)
    if outcome.failure is None:
        # Its world has changed with the product: `--bugs` tells where it is found now.
        again = first_to_find(BUGS.index(bug))
        assert again is not None, f"no world finds that {bug.name}"
        outcome = again
    assert bug.found in (outcome.failure or ""), outcome.told()
    assert simulate(outcome.seed, traced=False).failure is None


def test_the_same_seed_is_the_same_history_step_by_step():
    one, other = simulate(SEED), simulate(SEED)
    assert len(one.trace) > 100
    assert one == other


def test_another_seed_is_another_history():
    assert simulate(SEED).trace_hash != simulate(SEED + 1).trace_hash


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_another_process_with_other_hashes_replays_the_same_history(hash_seed):
    told = _printed("--first", str(SEED), "--seeds", "1", "--trace", hash_seed=hash_seed)
    assert told.startswith(simulate(SEED).told())


def test_a_failing_world_tells_its_steps_and_how_to_see_them_again():
    bug = next(bug for bug in BUGS if bug.name == "a claim does not hold")
    outcome = simulate(bug.seed, bug)
    told = outcome.told()
    assert f"{outcome.steps:6} " in told
    assert "violated 7: " in told
    assert f"again: python -m tests.simulation --first {bug.seed} --seeds 1 --trace" in told


def _printed(*arguments: str, hash_seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    return done.stdout
