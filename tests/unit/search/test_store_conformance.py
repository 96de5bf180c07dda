"""The store does what LangGraph's own does: the same calls, the same answers, on any sequence."""

from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore

from core.search.prompt_store import PromptStore
from tests.builders_store import Shop

_roots = count()

paths = st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple)
keys = st.sampled_from(["one", "two"])
texts = st.sampled_from(["Draft the contract.\n", "Explain the price.\n", "Quote evidence."])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), paths, keys, texts),
        st.tuples(st.just("delete"), paths, keys),
        st.tuples(st.just("get"), paths, keys),
        st.tuples(st.just("search"), paths),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> PromptStore:
    return Shop(tmp_path_factory.mktemp("shop")).store()


def carried_out(store: BaseStore, root: str, step: tuple[Any, ...]) -> Any:
    """What `step` answers, its items as plain values without times and versions."""
    match step:
        case ("put", path, key, text):
            return store.put((root, *path), key, {"text": text})
        case ("delete", path, key):
            return store.delete((root, *path), key)
        case ("get", path, key):
            item = store.get((root, *path), key)
            return None if item is None else _plain(item)
        case ("search", path):
            found = store.search((root, *path), limit=50)
            # LangGraph's own lists in the order of arrival, ours by address.
            return sorted(_plain(item) for item in found)


def _plain(item: Any) -> tuple[tuple[str, ...], str, str]:
    return item.namespace, item.key, item.value["text"]


@settings(max_examples=40, deadline=None)
@given(steps)
def test_any_sequence_of_calls_is_answered_as_langgraphs_own_store_answers_it(store, sequence):
    root, reference = f"root{next(_roots)}", InMemoryStore()
    for step in sequence:
        assert carried_out(store, root, step) == carried_out(reference, root, step), step


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(paths, keys), min_size=1, max_size=6),
    st.none() | st.integers(1, 3),
    st.integers(0, 3),
    st.integers(0, 3),
    st.none() | st.lists(st.sampled_from(["a", "*"]), min_size=1, max_size=2).map(tuple),
)
def test_namespaces_are_listed_as_langgraphs_own_store_lists_them(
    store, places, depth, limit, offset, suffix
):
    root, reference = f"root{next(_roots)}", InMemoryStore()
    for path, key in places:
        for one in (store, reference):
            one.put((root, *path), key, {"text": "x"})
    asked = {"prefix": (root,), "suffix": suffix, "max_depth": depth}
    paged = {**asked, "limit": limit, "offset": offset}
    assert store.list_namespaces(**asked) == reference.list_namespaces(**asked)
    assert store.list_namespaces(**paged) == reference.list_namespaces(**paged)


conditions = st.recursive(
    st.sampled_from([1, 2, "x", True, None]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("pq"), inner),
    max_leaves=3,
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from("pq"), conditions, min_size=1), conditions)
def test_a_filter_holds_where_langgraphs_own_store_says_so(store, metadata, wanted):
    root, reference = f"root{next(_roots)}", InMemoryStore()
    value = {"text": "x", "metadata": metadata}
    for one in (store, reference):
        one.put((root,), "one", value)
    for asked in ({"metadata": wanted}, {"metadata": {"p": wanted}}, {"text": {"$ne": "y"}}):
        ours = store.search((root,), filter=asked)
        assert bool(ours) == bool(reference.search((root,), filter=asked)), asked
