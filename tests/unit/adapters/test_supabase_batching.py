"""A step's changes, many rows at once: what comes of them is what comes of one after another."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.memory.projections import MemoryProjectionStore
from core.adapters.supabase.batching import batches
from core.events.envelope import CATALOGUE
from core.projections.changes import Elect, Patch, Put, Remove, Tally
from core.projections.store import Step
from core.projections.tables import LEAGUE_EXAMPLES, PROMPT_CATALOG, WORKFLOW_DEFINITIONS
from tests.builders_projections import rows

KEYS = {
    LEAGUE_EXAMPLES.name: [("a",), ("b",)],
    WORKFLOW_DEFINITIONS.name: [("a",), ("b",)],
    PROMPT_CATALOG.name: [("agents", "a"), ("agents", "b")],
}
TABLES = (LEAGUE_EXAMPLES, WORKFLOW_DEFINITIONS, PROMPT_CATALOG)


@st.composite
def changes(draw: st.DrawFn) -> Put | Patch | Remove:
    table = draw(st.sampled_from(TABLES))
    key = draw(st.sampled_from(KEYS[table.name]))
    version = draw(st.integers(1, 9))
    match draw(st.sampled_from(["put", "patch", "remove"])):
        case "put":
            others = table.columns.keys() - {*table.key, "archived", "created_at"}
            first = {"archived": False}
            if "created_at" in table.columns:
                first |= {"created_at": str(version)}
            return Put(table, key, {**dict.fromkeys(others), "version": version}, first)
        case "patch":
            return Patch(table, key, {"archived": draw(st.booleans())})
        case _:
            return Remove(table, key)


def carried_out(listed) -> dict[str, dict[tuple[str, ...], dict[str, Any]]]:
    """What the database makes of batches, in plain words."""
    tables: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
    for batch in batches(listed):
        kept = tables.setdefault(batch["table"], {})
        keys = [tuple(row[column] for column in batch["key"]) for row in batch["rows"]]
        assert len(set(keys)) == len(keys), "a row twice in one statement"
        for key, row in zip(keys, batch["rows"], strict=True):
            _carry_out(batch, kept, key, row)
    return tables


def _carry_out(batch: Mapping[str, Any], kept, key, row) -> None:
    settled = {column: row.get(column) for column in batch["set"]}
    match batch["kind"]:
        case "put" if key in kept:
            kept[key] = {**kept[key], **settled}
        case "put":
            assert row.keys() == set(batch["columns"])
            kept[key] = dict(row)
        case "patch" if key in kept:
            kept[key] = {**kept[key], **settled}
        case "remove":
            kept.pop(key, None)


@given(st.lists(changes(), max_size=25))
def test_batches_come_to_what_the_changes_come_to_one_after_another(listed):
    store = MemoryProjectionStore()
    store.apply(Step(CATALOGUE, 0, 1, None, listed))
    made = carried_out(listed)
    for table in TABLES:
        found = [row for _, row in sorted(made.get(table.name, {}).items())]
        assert found == rows(store, table)


def test_rows_of_many_tables_that_alternate_are_a_batch_a_table():
    def put(table, *key):
        others = table.columns.keys() - set(table.key)
        return Put(table, key, dict.fromkeys(others))

    listed = [
        put(*row)
        for number in range(50)
        for row in (
            (PROMPT_CATALOG, "workflows", f"w{number}"),
            (WORKFLOW_DEFINITIONS, f"w{number}"),
        )
    ]
    assert [len(batch["rows"]) for batch in batches(listed)] == [50, 50]


def test_an_election_comes_after_the_facts_before_it_and_before_those_after_it():
    removals = [Remove(PROMPT_CATALOG, ("agents", name)) for name in ("a", "b")]
    listed = [removals[0], Elect("run-1"), Elect("run-2"), removals[1]]
    assert [batch.get("executions", batch["kind"]) for batch in batches(listed)] == [
        "remove",
        ["run-1", "run-2"],
        "remove",
    ]


def test_a_tally_is_refused_for_there_is_no_table_for_it():
    with pytest.raises(ValueError, match="prompt_history"):
        list(batches([Tally(("ana", "agents~a"), uses=1)]))


def test_values_that_are_not_the_tables_are_refused():
    with pytest.raises(ValueError, match="prompt_catalog"):
        list(batches([Put(PROMPT_CATALOG, ("agents", "a"), {"colour": "red"})]))
