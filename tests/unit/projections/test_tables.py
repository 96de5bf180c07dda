"""What an older release kept must not pass for what this one would have made."""

import re

from core.canonical import fingerprint
from core.projections.tables import TABLES, VERSION
from tests.builders_projections import History, everything, projected

ROWS = {
    1: "8f8f45bcdab347b8674c8fe641724ae58ddf845e73e19b3f1afdd4005e042848",
    # Large items went without their texts.
    2: "8f8f45bcdab347b8674c8fe641724ae58ddf845e73e19b3f1afdd4005e042848",
    # Ratings had no rows of their own, nor executions their prompts and costs.
    3: "81410bc17d4cc83089e682da44bf084ef7757784cdbe5a5b82734fe4e618cbd9",
}
"""For each version of the tables, what one history comes to in them."""


def test_whoever_changes_what_events_come_to_raises_the_tables_version():
    history = History()
    history.write("workflows/two", "Two.", metadata={"stages": [{"name": "a"}]})
    history.write("examples/rowing", '{"sport": "Rowing"}')
    history.update("workflows/two", "Be brief", routing=("supabase",))
    history.update("examples/rowing", archive=True)
    for number, end in enumerate(["completed", "failed", "parked", "cancelled"]):
        history.run(f"run-{number}", end=end, origin="run-0" if number else None)
    rating = {"ref": "agents/a", "version": 1, "rating": 4, "comment": None}
    values = {"detail_level": "full", "output_format": "all", "favorite_workflows": ["two"]}
    history.append("users/ana", ("user.prompt_rated", rating), ("user.preferences_set", values))
    made = everything(projected(history))
    positions = {stream: [p.sequence, p.state] for stream, p in made["positions"].items()}
    columns = {table.name: [list(table.key), dict(table.columns)] for table in TABLES}
    found = fingerprint([columns, {**made, "positions": positions}])
    assert found == ROWS[VERSION], "raise VERSION in core/projections/tables.py, and add it here"
    assert list(ROWS) == list(range(1, VERSION + 1))


def test_names_are_words_so_that_statements_may_be_made_of_them():
    names = [name for table in TABLES for name in (table.name, *table.columns)]
    assert [name for name in names if not re.fullmatch(r"[a-z_]+", name)] == []


def test_keys_and_sought_columns_are_columns_of_text():
    for table in TABLES:
        kinds = {table.columns[column] for column in (*table.key, *table.sought)}
        assert kinds == {"text"}, table.name
