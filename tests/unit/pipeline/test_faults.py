"""Whole executions over a bus that does all that Pub/Sub may do: each ends as if undisturbed."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.adapters.memory.faults import Faults
from core.errors import ModelUnavailable
from core.pipeline.deciding import ATTEMPTS
from core.pipeline.ports import Draft, File, StageRequest
from tests.builders_pipeline import Pipeline, a_prompt, some_prompts

THREE = {
    "output_style": "style",
    "stages": [
        {"name": "read", "task": "extract", "folder": "one", "schema": "result"},
        {"name": "add", "task": "add", "folder": "two", "schema": "result"},
        {"name": "write", "task": "write", "folder": "two", "schema": "result"},
    ],
}
EVERY_FAULT = ["duplicate", "reorder", "delay", "lose_ack", "at_once"]


class Counting:
    """A model and a code task that count their calls by stage."""

    name = "counting-1"

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()

    def generate(self, request: StageRequest) -> Draft:
        self.calls[request.stage] += 1
        n = len(request.results) + 1
        return Draft({"n": n}, self.name, (File(f"{request.stage}.txt", "text/plain", b"x" * n),))


def a_pipeline(faults: Faults | None = None) -> tuple[Pipeline, Counting]:
    counting = Counting()
    prompts = some_prompts()
    workflow = a_prompt("workflows/three", "Three stages.", THREE)
    prompts.known[workflow.ref] = workflow
    pipeline = Pipeline(counting, {"add": counting.generate}, prompts, faults=faults)
    return pipeline, counting


def outcome(pipeline: Pipeline, execution_id: str) -> dict[str, Any]:
    """All that an execution came to, and nothing of how it got there."""
    execution = pipeline.executions.load(execution_id)
    return {
        "status": execution.status,
        "results": pipeline.executions.results(execution),
        "artifacts": {
            name: pipeline.artifacts.get(execution_id, name)
            for name in pipeline.artifacts.names(execution_id)
        },
        "events": pipeline.types(execution_id),
        "pending": list(pipeline.pending.list()),
        "dead": pipeline.bus.dead_letters,
    }


def undisturbed() -> dict[str, Any]:
    pipeline, _ = a_pipeline()
    return outcome(pipeline, pipeline.run("three").id)


UNDISTURBED = undisturbed()
ONCE = {"read": 1, "add": 1, "write": 1}


def test_the_undisturbed_run_is_what_it_should_be():
    assert UNDISTURBED["status"] == "completed"
    assert sorted(UNDISTURBED["artifacts"]) == ["add.txt", "read.txt", "write.txt"]
    assert (UNDISTURBED["pending"], UNDISTURBED["dead"]) == ([], [])


@pytest.mark.parametrize("fault", EVERY_FAULT)
@pytest.mark.parametrize("seed", range(3))
def test_under_every_fault_a_run_ends_the_same_and_asks_the_model_once_a_stage(fault, seed):
    pipeline, counting = a_pipeline(Faults(seed, **{fault: 1.0}))
    execution_id = pipeline.run("three").id
    assert outcome(pipeline, execution_id) == UNDISTURBED
    assert counting.calls == ONCE


shares = st.floats(0.0, 1.0)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(
    seed=st.integers(0, 2**32),
    shares=st.fixed_dictionaries(dict.fromkeys(EVERY_FAULT, shares)),
    longest=st.floats(0.1, 300.0),
    runs=st.integers(1, 3),
)
@example(seed=0, shares=dict.fromkeys(EVERY_FAULT, 1.0), longest=300.0, runs=1)
def test_under_any_faults_together_runs_end_the_same_and_ask_the_model_once_a_stage(
    seed, shares, longest, runs
):
    pipeline, counting = a_pipeline(Faults(seed, longest_delay=longest, **shares))
    started = [pipeline.start("three") for _ in range(runs)]
    pipeline.bus.drain()
    assert [outcome(pipeline, one) for one in started] == [UNDISTURBED] * runs
    assert counting.calls == Counter(dict.fromkeys(ONCE, runs))


@pytest.mark.parametrize("seed", range(4))
def test_worker_threads_under_faults_end_the_same(seed):
    pipeline, counting = a_pipeline(
        Faults(seed, duplicate=0.7, reorder=0.5, lose_ack=0.5, at_once=0.5)
    )
    pipeline.bus.start(4)
    started = [pipeline.start("three") for _ in range(4)]
    pipeline.bus.stop()
    assert [outcome(pipeline, one) for one in started] == [UNDISTURBED] * 4
    assert counting.calls == Counter(dict.fromkeys(ONCE, 4))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**32),
    shares=st.fixed_dictionaries(dict.fromkeys(EVERY_FAULT, shares)),
    failures=st.integers(1, ATTEMPTS - 1),
)
def test_a_model_that_was_down_is_asked_once_more_for_each_failure_whatever_the_bus_does(
    seed, shares, failures
):
    pipeline, counting = a_pipeline(Faults(seed, **shares))
    answer = counting.generate

    def down_at_first(request: StageRequest) -> Draft:
        draft = answer(request)
        if counting.calls[request.stage] <= failures:
            raise ModelUnavailable("down")
        return draft

    counting.generate = down_at_first
    ended = outcome(pipeline, pipeline.run("three").id)
    assert {**ended, "events": None} == {**UNDISTURBED, "events": None}
    # The code task of the workflow does not fail.
    assert counting.calls == {"read": failures + 1, "add": 1, "write": failures + 1}


def test_a_sweeper_that_sweeps_all_the_time_changes_nothing():
    pipeline, counting = a_pipeline(Faults(5, duplicate=0.5, delay=0.5))
    execution_id = pipeline.start("three")
    handle = pipeline.runner.run

    def sweep_and_handle(message):
        pipeline.sweeper.sweep()
        handle(message)
        if len(pipeline.types(execution_id)) < len(UNDISTURBED["events"]):
            pipeline.sweeper.sweep()

    pipeline.bus.subscribe(sweep_and_handle)
    # Every delivery wakes twice more, so that the queue would not empty until the run has ended.
    pipeline.bus.drain()
    assert outcome(pipeline, execution_id) == UNDISTURBED
    assert counting.calls == ONCE
