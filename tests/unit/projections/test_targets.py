"""Which service keeps what: all of them the same rows, each its own tables."""

import pytest

from core.adapters.memory.projections import MemoryProjectionStore
from core.events.envelope import CATALOGUE
from core.projections.catalogue_rows import ITEM_METADATA_LIMIT, ITEM_TEXT_LIMIT
from core.projections.changes import Elect, Put, Remove, Tally
from core.projections.projecting import changes_of
from core.projections.projector import Projector
from core.projections.tables import PROMPT_CATALOG, PROMPT_ITEMS, TABLES
from core.projections.targets import FIRESTORE, SQLITE, SUPABASE
from tests.builders_projections import History, everything, projected, rows

ROWING = '{"sport": "Rowing"}'


@pytest.fixture
def history() -> History:
    history = History()
    history.write("workflows/two", "Two stages.")
    history.write("examples/rowing", ROWING)
    history.run("run-1")
    return history


def test_the_services_share_the_tables_among_them():
    names = [table.name for target in (SUPABASE, FIRESTORE) for table in target.tables]
    assert sorted(names) == sorted(table.name for table in TABLES)
    assert SQLITE.tables == TABLES


@pytest.mark.parametrize("target", [FIRESTORE, SUPABASE])
def test_a_service_keeps_the_rows_that_the_file_keeps_of_its_tables(history, target):
    whole = everything(projected(history))
    names = [table.name for table in target.tables]
    part = everything(projected(history, target=target))
    assert part == {name: whole[name] for name in [*names, "positions"]}
    assert sum(len(part[name]) for name in names) > 3


@pytest.mark.parametrize("target", [FIRESTORE, SUPABASE])
def test_a_step_has_no_changes_that_its_target_does_not_keep(history, target):
    steps = []
    store = MemoryProjectionStore(target)
    Projector(history.log, history.blobs, store, tell=steps.append).catch_up()
    changes = [change for step in steps for change in step.changes]
    assert changes
    assert [change for change in changes if not target.keeps(change)] == []


def test_what_counts_uses_is_firestores_and_what_elects_leagues_is_supabases():
    use, league = Tally(("ana", "agents~a")), Elect("run-1")
    assert [FIRESTORE.keeps(use), FIRESTORE.keeps(league)] == [True, False]
    assert [SUPABASE.keeps(use), SUPABASE.keeps(league)] == [False, True]
    assert FIRESTORE.keeps(Put(PROMPT_ITEMS, ("a", "b"), {}))
    assert not FIRESTORE.keeps(Remove(PROMPT_CATALOG, ("a", "b")))


def test_results_that_a_target_does_not_keep_are_not_fetched():
    history = History()
    history.run("run-1", large=True)
    history.blobs._contents.clear()
    assert Projector(history.log, history.blobs, MemoryProjectionStore(FIRESTORE)).catch_up() == {}
    faults = Projector(history.log, history.blobs, MemoryProjectionStore(SUPABASE)).catch_up()
    assert list(faults) == ["executions/run-1"]


@pytest.mark.parametrize("target", [FIRESTORE, SUPABASE])
def test_of_the_catalogue_only_texts_that_a_target_keeps_are_read(history, target):
    read: list[str] = []

    def reading(text):
        read.append(text.inline)
        return text.inline

    for event in history.log.read(CATALOGUE):
        changes_of(event, None, reading, target)
    assert read == (["Two stages.", ROWING] if target is FIRESTORE else [ROWING])


def test_an_item_too_large_for_a_document_goes_without_its_text(history):
    fits, over = "é" * (ITEM_TEXT_LIMIT // 2), "é" * (ITEM_TEXT_LIMIT // 2) + "e"
    history.write("workflows/fits", fits)
    history.write("workflows/over", over)
    history.write("workflows/wordy", "Short.", metadata={"why": "y" * ITEM_METADATA_LIMIT})
    found = {r["prompt_name"]: r for r in rows(projected(history), PROMPT_ITEMS)}
    assert (found["fits"]["text"], found["over"]["text"]) == (fits, None)
    assert (found["wordy"]["text"], found["wordy"]["metadata"]) == ("Short.", None)
