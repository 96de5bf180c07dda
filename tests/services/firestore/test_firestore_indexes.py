"""The indexes are of fields that documents have, and what is large or free in form has none."""

import json
from pathlib import Path

from core.adapters.firestore.places import POSITIONS, path_of
from core.projections.targets import FIRESTORE

INDEXES = json.loads(
    (Path(__file__).parents[3] / "infra/firestore/firestore.indexes.json").read_text()
)
COLUMNS = {
    path_of(table, ("k",) * len(table.key)).split("/")[-2]: table.columns
    for table in FIRESTORE.tables
}


def test_every_index_is_of_columns():
    for index in INDEXES["indexes"]:
        fields = {field["fieldPath"] for field in index["fields"]}
        assert fields <= COLUMNS[index["collectionGroup"]].keys()


def test_what_has_no_bound_in_an_index_is_exempt():
    exempt = {(f["collectionGroup"], f["fieldPath"]) for f in INDEXES["fieldOverrides"]}
    free = {
        (collection, column)
        for collection, columns in COLUMNS.items()
        for column, kind in columns.items()
        # Twenty names at most, by which people may be sought.
        if kind == "json" and column != "favorite_workflows"
    }
    texts = {("items", "text"), ("executions", "error"), (POSITIONS, "state")}
    assert exempt == free | texts
    assert all(field["indexes"] == [] for field in INDEXES["fieldOverrides"])
