"""What an update of the catalogue changes in the tables, and for which projection."""

import json

import pytest

from core.catalogue.events import GenesisAdopted
from core.catalogue.model import Ref
from core.projections.tables import (
    LEAGUE_EXAMPLES,
    PROMPT_CATALOG,
    PROMPT_ITEMS,
    WORKFLOW_DEFINITIONS,
)
from tests.builders_projections import History, projected, rows

CASE = json.dumps(
    {
        "input": {"stated": {"/league/legal_name": "Lakeside Rowing League GmbH"}},
        "output": {"archetype": {"sport": "Rowing"}, "tier": "2.2"},
    }
)
TABLES = (PROMPT_CATALOG, WORKFLOW_DEFINITIONS, LEAGUE_EXAMPLES, PROMPT_ITEMS)


@pytest.fixture
def history() -> History:
    return History()


@pytest.mark.parametrize(
    ("ref", "routing", "expected"),
    [
        ("agents/drafter", (), (1, 0, 0, 0)),
        ("agents/drafter", ("supabase",), (1, 0, 0, 0)),
        ("agents/user_greeter", ("firestore",), (1, 0, 0, 1)),
        ("workflows/two", ("firestore", "supabase"), (1, 1, 0, 1)),
        ("workflows/two", ("firestore",), (1, 0, 0, 1)),
        ("workflows/two", (), (1, 0, 0, 0)),
        ("examples/rowing", ("supabase",), (1, 0, 1, 0)),
        ("examples/rowing", (), (1, 0, 0, 0)),
    ],
)
def test_a_version_goes_where_its_event_says_and_always_counts(history, ref, routing, expected):
    history.write(ref, CASE, routing=routing)
    store = projected(history)
    assert tuple(len(rows(store, table)) for table in TABLES) == expected


def test_the_catalogue_says_version_suggestions_and_when(history):
    history.write("agents/drafter", "Draft.", metadata={"title": "Drafter"})
    history.update("agents/drafter", "Be brief", "Name the league")
    (row,) = rows(projected(history), PROMPT_CATALOG)
    times = [event.new.time for event in history.log.read("catalogue")]
    assert row == {
        "prompt_type": "agents",
        "prompt_name": "drafter",
        "version": 2,
        "suggestions_count": 2,
        "metadata": {"title": "Drafter"},
        "archived": False,
        "updated_at": times[-1],
    }


@pytest.mark.parametrize(
    ("metadata", "stages"),
    [({}, 1), ({"stages": [{"name": "a"}, {"name": "b"}]}, 2), ({"stages": "none"}, 1)],
)
def test_a_workflow_counts_its_stages_and_a_bare_one_has_one(history, metadata, stages):
    history.write("workflows/two", "Two.", metadata=metadata)
    (row,) = rows(projected(history), WORKFLOW_DEFINITIONS)
    assert (row["workflow_name"], row["total_stages"], row["version"]) == ("two", stages, 1)
    assert row["metadata"] == metadata


def test_an_item_holds_the_text_with_its_suggestions_in_it(history):
    history.write("workflows/two", "Two stages.\n")
    history.update("workflows/two", "Be brief")
    (row,) = rows(projected(history), PROMPT_ITEMS)
    assert row["text"] == "Two stages.\n\n## Suggestions\n\n- Be brief\n"
    assert row["suggestions"] == ["Be brief"]


def test_an_example_says_sport_tier_and_league_and_keeps_when_it_came(history):
    history.write("examples/rowing", CASE)
    history.write("examples/rowing", CASE.replace("2.2", "2.3"))
    (row,) = rows(projected(history), LEAGUE_EXAMPLES)
    first, *_ = [event.new.time for event in history.log.read("catalogue")]
    assert (row["sport"], row["tier"], row["version"]) == ("Rowing", "2.3", 2)
    assert row["league_name"] == "Lakeside Rowing League GmbH"
    assert row["example_data"]["output"]["tier"] == "2.3"
    assert row["created_at"] == first


@pytest.mark.parametrize("body", ["Just words.", "[1, 2]", '{"output": {"archetype": {}}}', "3"])
def test_an_example_that_names_no_sport_is_no_league_example(history, body):
    history.write("examples/rowing", CASE)
    history.write("examples/rowing", body)
    assert rows(projected(history), LEAGUE_EXAMPLES) == []


def test_an_examples_front_matter_may_name_the_sport(history):
    history.write("examples/rowing", "Words.", metadata={"sport": "Rowing", "tier": "1.1"})
    (row,) = rows(projected(history), LEAGUE_EXAMPLES)
    assert (row["sport"], row["tier"], row["example_data"]) == ("Rowing", "1.1", {"text": "Words."})


@pytest.mark.parametrize("routing", [(), ("firestore", "supabase")])
@pytest.mark.parametrize("ref", ["workflows/two", "examples/rowing", "agents/user_a"])
def test_leaving_use_and_coming_back_are_seen_wherever_the_prompt_was_sent(history, ref, routing):
    history.write(ref, CASE)
    history.update(ref, archive=True, routing=routing)
    assert _archived(history) == {True}
    history.update(ref, body=CASE, create=True, routing=routing)
    assert _archived(history) == {False}


def _archived(history: History) -> set[bool]:
    """What the rows of every table say."""
    store = projected(history)
    return {row["archived"] for table in TABLES for row in rows(store, table)}


def test_what_only_binds_a_file_again_changes_no_row(history):
    history.write("agents/drafter", "Draft.")
    before = rows(projected(history), PROMPT_CATALOG)
    history.facts(GenesisAdopted(Ref("agents", "drafter"), "a" * 64))
    assert rows(projected(history), PROMPT_CATALOG) == before
