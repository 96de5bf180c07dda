"""A small workflow that reads a profile, works with it and writes a file, over memory adapters."""

import json
from collections.abc import Mapping
from typing import Any

from core.errors import ModelUnavailable
from core.pipeline.execution import Execution
from core.pipeline.ports import Draft, File, StageRequest
from tests.builders_pipeline import FakeModel, FakePrompts, Pipeline, a_prompt, some_prompts

PROFILE_SCHEMA = {
    "$id": "profile",
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "teams"],
    "properties": {
        "name": {"type": ["string", "null"], "minLength": 1},
        "teams": {"type": ["integer", "null"], "minimum": 2},
    },
}
RESULT_SCHEMA = {
    "type": "object",
    "required": ["profile"],
    "properties": {"profile": {"$ref": "profile"}},
}
STAGES = [
    {"name": "extract", "task": "extract", "folder": "one", "schema": "league"},
    {"name": "enhance", "task": "double", "folder": "two"},
    {"name": "export", "task": "write_down", "folder": "two"},
]
QUOTE = "Teams: one"


def extracted(name: str | None = "Northern", teams: Any = 8) -> dict[str, Any]:
    words = {"quote": QUOTE, "start": 3, "end": 13, "question": None, "confidence": 1.0}
    return {"profile": {"name": name, "teams": teams}, "evidence": {"/teams": words}}


def leagues(approval: str | None = None) -> FakePrompts:
    metadata: dict[str, Any] = {"output_style": "style", "stages": STAGES}
    if approval is not None:
        metadata["approval"] = approval
    prompts = some_prompts()
    for prompt in (
        a_prompt("workflows/league", "A league.", metadata),
        a_prompt("schemas/style.one.league", json.dumps(RESULT_SCHEMA)),
        a_prompt("schemas/style.one.profile", json.dumps(PROFILE_SCHEMA)),
    ):
        prompts.known[prompt.ref] = prompt
    return prompts


INVALID = extracted(teams=1)
"""A draft whose profile says what cannot be."""


def double(request: StageRequest) -> Draft:
    """Needs to know how many teams there are."""
    teams = request.results["extract"]["profile"]["teams"]
    return Draft({"matches": None if teams is None else 2 * teams}, "code")


def write_down(request: StageRequest) -> Draft:
    profile: Mapping[str, Any] = request.results["extract"]["profile"]
    text = f"{profile['name']}: {request.results['enhance']['matches']}"
    return Draft({"text": text}, "code", (File("league.txt", "text/plain", text.encode()),))


def a_league(*drafts: Any, approval: str | None = None, **given: Any) -> Pipeline:
    """A pipeline whose model extracts `drafts`, one after another, the last one for ever."""
    left = list(drafts or [extracted()])
    model = FakeModel(lambda _: Draft(left.pop(0) if len(left) > 1 else left[0], "fake-1"))
    tasks = {"double": double, "write_down": write_down}
    return Pipeline(model, tasks, leagues(approval), **given)


def busy(_request: StageRequest) -> Draft:
    """A model that does not answer."""
    raise ModelUnavailable("busy")


def parked(pipeline: Pipeline) -> Execution:
    execution = pipeline.run("league")
    assert execution.status == "parked"
    return execution


def file_of(pipeline: Pipeline, execution: Execution) -> str:
    return pipeline.artifacts.get(execution.id, "league.txt").decode()


def resolve(
    pipeline: Pipeline, execution: Execution, values: Mapping[str, Any], key: str | None = None
) -> Execution:
    """What the execution, or the one that goes on from it, comes to with `values`."""
    going_on = pipeline.interventions.resolve(execution.id, values, actor="ana", key=key)
    return pipeline.finish(going_on)
