"""Every current event type has a golden file: a change of shape is noticed here, not in a log.

Where one of these fails, raise the type's version, add a step to `core/events/upcasting.py` and a
golden file of the new shape; the old file stays as it is.
"""

import pytest

from core.catalogue import events as catalogue_events
from core.catalogue.events import (
    SHAPE_VERSIONS,
    GenesisAdopted,
    LabelMoved,
    PromptArchived,
    PromptCreated,
    PromptRestored,
    PromptRevised,
    PromptRolledBack,
    Stamp,
    from_event,
    to_data,
)
from core.catalogue.model import Ref, Suggestion, Text
from core.events.envelope import pack
from core.events.upcasting import upcast
from core.pipeline.execution import SHAPE_VERSIONS as EXECUTION_SHAPES
from core.users.events import SHAPE_VERSIONS as USER_SHAPES
from tests.unit.events.golden import (
    FOLDER,
    file_name,
    golden_bytes,
    golden_event,
    golden_types,
)

DRAFTER = Ref("agents", "contract.drafter")
STAMP = Stamp("k-1", "f" * 64)
WRITTEN = {
    "prompt_created_v2": PromptCreated(
        ref=DRAFTER,
        version=1,
        body=Text(inline="Draft the contract.\n"),
        metadata={"title": "Drafter", "questions": ["who drafts?"]},
        suggestions=(Suggestion("Be brief", "ana"),),
        origin="genesis",
        genesis="a" * 64,
        routing=("supabase",),
        message=None,
        stamp=None,
    ),
    "prompt_revised_v2": PromptRevised(
        ref=DRAFTER,
        version=2,
        body=Text(blob="b" * 64),
        metadata={"title": "Drafter"},
        suggestions=(Suggestion("Be brief", "ana"), Suggestion("Name the league", "ben")),
        origin="update",
        genesis=None,
        routing=(),
        message="why",
        stamp=STAMP,
    ),
    "prompt_archived_v1": PromptArchived(
        DRAFTER, "update", ("firestore", "supabase"), "no longer used", STAMP
    ),
    "prompt_restored_v1": PromptRestored(DRAFTER, "genesis", ("firestore", "supabase"), None, None),
    "genesis_adopted_v1": GenesisAdopted(DRAFTER, "a" * 64),
    "prompt_rolled_back_v1": PromptRolledBack(
        ref=DRAFTER,
        version=3,
        body=Text(inline="Draft the contract.\n"),
        metadata={"title": "Drafter"},
        suggestions=(Suggestion("Be brief", "ana"),),
        origin="genesis",
        genesis=None,
        routing=("supabase",),
        message="the new one drafts too much",
        stamp=STAMP,
        back_to=1,
    ),
    "label_moved_v1": LabelMoved(
        DRAFTER, "production", 2, 1, ("firestore", "supabase"), "tried for a week", STAMP
    ),
}


def test_every_event_type_has_a_golden_file_in_its_current_shape():
    current = {
        **SHAPE_VERSIONS,
        **USER_SHAPES,
        **EXECUTION_SHAPES,
    }
    golden = golden_types()
    assert set(golden) == set(current)
    assert {kind: max(versions) for kind, versions in golden.items()} == current


def test_every_shape_that_ever_was_has_a_golden_file():
    for kind, versions in golden_types().items():
        assert versions == set(range(1, max(versions) + 1)), kind


def test_every_catalogue_event_has_its_shape_version():
    facts = {
        fact.TYPE
        for fact in vars(catalogue_events).values()
        if isinstance(fact, type) and hasattr(fact, "TYPE")
    }
    assert facts == set(SHAPE_VERSIONS)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_a_golden_file_is_named_for_its_event_and_written_as_the_log_writes(path):
    event = golden_event(path.stem)
    assert file_name(event.new) == path.stem
    assert pack(event.stream, event.sequence, [event.new]) == golden_bytes(path.stem)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_catalogue_event_is_written_as_its_golden_file_has_it(name):
    assert to_data(WRITTEN[name]) == golden_event(name).data


@pytest.mark.parametrize("name", WRITTEN)
def test_a_golden_catalogue_event_is_read_as_the_fact_it_told(name):
    assert from_event(upcast(golden_event(name).new)) == WRITTEN[name]


def test_an_event_of_another_stream_is_no_fact_of_the_catalogue():
    assert from_event(golden_event("stage_claimed_v1").new) is None
