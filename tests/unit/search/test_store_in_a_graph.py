"""A compiled LangGraph whose nodes read and write prompts through the injected store."""

import asyncio
import subprocess
import sys
from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.store.base import BaseStore

from core.catalogue.model import Ref
from tests.builders_store import Shop


class State(TypedDict, total=False):
    question: str
    instructions: str
    learned: int


def find(state: State, *, store: BaseStore) -> State:
    (best,) = store.search(("agents",), query=state["question"], limit=1)
    return {"instructions": best.value["text"]}


def learn(state: State, *, store: BaseStore) -> State:
    (best,) = store.search(("agents",), query=state["question"], limit=1)
    wishes = [*best.value["suggestions"], f"Answer: {state['question']}"]
    store.put(best.namespace, best.key, {**best.value, "suggestions": wishes})
    item = store.get(best.namespace, best.key)
    return {"learned": item.value["version"]}


async def alearn(state: State, *, store: BaseStore) -> State:
    await store.aput(("agents", "kites"), "flyer", {"text": state["question"]})
    (found,) = await store.asearch(("agents", "kites"), query="kite", limit=1)
    return {"learned": found.value["version"]}


def compiled(store: BaseStore, node):
    graph = StateGraph(State)
    graph.add_node("find", find)
    graph.add_node("learn", node)
    graph.add_edge(START, "find")
    graph.add_edge("find", "learn")
    graph.add_edge("learn", END)
    return graph.compile(store=store)


def test_a_graph_finds_a_prompt_and_writes_what_it_learned_as_a_version(tmp_path):
    shop = Shop(tmp_path)
    graph = compiled(shop.store(), learn)
    first = graph.invoke({"question": "explain the price and the fee"})
    again = graph.invoke({"question": "explain the price and the royalty"})
    assert first["instructions"] == "Explain the price and the fee.\n"
    assert (first["learned"], again["learned"]) == (2, 3)
    assert "- Answer: explain the price and the fee\n" in again["instructions"]
    assert shop.made.index().latest().prompt(Ref("agents", "pricing")).latest.number == 3


def test_a_graph_that_runs_asynchronously_reads_and_writes_too(tmp_path):
    store = Shop(tmp_path).store()
    done = asyncio.run(compiled(store, alearn).ainvoke({"question": "kite"}))
    assert done["learned"] == 1
    assert store.get(("agents", "kites"), "flyer").value["text"] == "kite"


def test_searching_does_not_load_langgraph_until_the_store_is_asked_for():
    code = (
        "import sys, core.search, core.search.live, functions.search.main\n"
        "assert not any(name.startswith('langgraph') for name in sys.modules)\n"
        "from core.search import PromptStore\n"
        "assert 'langgraph.store.base' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
