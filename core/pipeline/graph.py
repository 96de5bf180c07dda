"""How one stage runs, as a LangGraph:

select_examples -> compose -> generate -> validate -> finish
                                 ^            |
                                 +-- repair --+   at most twice, with the validator's words
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph

from core.pipeline.composing import compose, select_examples
from core.pipeline.ports import Draft, Entry, StageRequest
from core.pipeline.validating import claims_of_people, complaints_about

REPAIRS = 2

Generate = Callable[[StageRequest], Draft]


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """A finished graph: `complaints` is empty where the draft is valid, else it parks."""

    draft: Draft
    complaints: tuple[str, ...]
    repairs: int
    prompt: str
    examples: Sequence[Entry]


class _State(TypedDict, total=False):
    request: StageRequest
    instructions: str
    examples: Sequence[Entry]
    generate: Generate
    draft: Draft
    complaints: tuple[str, ...]
    repairs: int


def run_stage(
    request: StageRequest, instructions: str, examples: Sequence[Entry], generate: Generate
) -> StageOutcome:
    """Run the graph for `request`; `generate` is the model or the task's own code."""
    end = _graph().invoke(
        {
            "request": request,
            "instructions": instructions,
            "examples": examples,
            "generate": generate,
            "complaints": (),
            "repairs": 0,
        }
    )
    return StageOutcome(
        end["draft"], end["complaints"], end["repairs"], end["request"].prompt, end["examples"]
    )


@cache
def _graph() -> Any:
    graph = StateGraph(_State)
    graph.add_node("select_examples", _select_examples)
    graph.add_node("compose", _compose)
    graph.add_node("generate", _generate)
    graph.add_node("validate", _validate)
    graph.add_node("repair", _repair)
    graph.add_edge(START, "select_examples")
    graph.add_edge("select_examples", "compose")
    graph.add_edge("compose", "generate")
    graph.add_edge("generate", "validate")
    graph.add_conditional_edges("validate", _verdict, {"repair": "repair", "finish": END})
    graph.add_edge("repair", "generate")
    return graph.compile()


def _select_examples(state: _State) -> _State:
    return {"examples": select_examples(state["examples"], state["request"])}


def _compose(state: _State) -> _State:
    prompt = compose(state["instructions"], state["examples"], state["request"])
    return {"request": replace(state["request"], prompt=prompt)}


def _generate(state: _State) -> _State:
    return {"draft": state["generate"](state["request"])}


def _validate(state: _State) -> _State:
    value = state["draft"].value
    complaints = complaints_about(value, state["request"].schema)
    return {"complaints": complaints + claims_of_people(value)}


def _verdict(state: _State) -> str:
    return "repair" if state["complaints"] and state["repairs"] < REPAIRS else "finish"


def _repair(state: _State) -> _State:
    request = replace(state["request"], complaints=state["complaints"])
    return {"request": request, "repairs": state["repairs"] + 1}
