"""Golden files: the bytes in which a user's facts were kept once and will be read for ever."""

import pytest

from core.catalogue.model import Ref
from core.events.upcasting import upcast
from core.users import events as user_events
from core.users.events import (
    SHAPE_VERSIONS,
    ExecutionNoted,
    PreferencesSet,
    PromptRated,
    from_event,
    to_data,
)
from core.users.model import Preferences, Rating, Run
from tests.unit.events.golden import golden_event

FACTS = {
    "user_preferences_set_v1": PreferencesSet(
        Preferences("full", "markdown", ("partner_brief", "questionnaire_to_contract"))
    ),
    "user_prompt_rated_v1": PromptRated(
        Ref("agents", "contract.drafter"), 3, Rating(4, "Clear, but long.")
    ),
    "user_execution_noted_v1": ExecutionNoted(
        Run(
            "run-1",
            "workflows/partner_brief@1",
            "completed",
            ("stages/partner_brief.write@1", "workflows/partner_brief@1"),
        )
    ),
}


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_written_as_its_golden_file_has_it(name):
    assert to_data(FACTS[name]) == golden_event(name).data


@pytest.mark.parametrize("name", FACTS)
def test_a_golden_event_is_read_as_the_fact_it_told(name):
    assert from_event(upcast(golden_event(name).new)) == FACTS[name]


@pytest.mark.parametrize("name", FACTS)
def test_an_event_names_its_user_as_its_subject(name):
    event = golden_event(name)
    assert event.new.subject == event.stream == f"users/{event.new.actor}"


def test_every_user_event_has_its_shape_version():
    facts = {
        fact.TYPE
        for fact in vars(user_events).values()
        if isinstance(fact, type) and hasattr(fact, "TYPE")
    }
    assert facts == set(SHAPE_VERSIONS)


def test_an_event_of_another_stream_is_no_fact_of_a_user():
    assert from_event(golden_event("stage_claimed_v1").new) is None
