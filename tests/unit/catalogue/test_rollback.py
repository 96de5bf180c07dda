from functools import partial

import pytest

from core.catalogue.deciding import decide_import
from core.catalogue.events import GenesisAdopted, PromptRolledBack
from core.catalogue.model import Catalogue, Ref
from core.catalogue.rollback import Rollback, decide_rollback
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import Conflict, InvalidInput, KeyReused, NotFound, TooLarge, VersionConflict
from core.events.envelope import CATALOGUE
from tests.builders_catalogue import (
    REF,
    after_import,
    after_rollback,
    after_update,
    an_entry,
    an_update,
    nowhere,
)
from tests.builders_updating import House
from tests.racing import together

EMPTY = Catalogue()


@pytest.fixture
def house() -> House:
    """A prompt whose file says `one`, with a wish, then replaced."""
    house = House()
    house.update("Be brief")
    house.update(body="---\ntitle: Mine\n---\nmine\n")
    return house


# -- what a rollback does


def test_a_rollback_says_again_what_a_version_said_as_a_new_version(house):
    outcome = house.roll_back(2, actor="ben", message="mine was worse")
    assert outcome.to_json() == {
        "status": "rolled_back",
        "type": "agents",
        "name": "drafter",
        "new_version": 4,
        "back_to": 2,
        "sequence": 4,
        "routing": ["supabase"],
    }
    prompt = house.prompt()
    second, fourth = prompt.version(2), prompt.latest
    assert (fourth.body, fourth.metadata) == (second.body, second.metadata)
    assert [(s.text, s.by) for s in fourth.suggestions] == [("Be brief", "ana")]
    (event,) = house.log.read(CATALOGUE, after=3)
    assert (event.type, event.new.actor, event.data["back_to"]) == ("prompt.rolled_back", "ben", 2)
    assert event.data["message"] == "mine was worse"


def test_a_rollback_changes_no_version_that_was(house):
    before = house.prompt().versions
    house.roll_back(1)
    assert house.prompt().versions[:3] == before


def test_a_rollback_can_itself_be_rolled_back(house):
    house.roll_back(1)
    house.roll_back(3)
    latest = house.prompt().latest
    assert (latest.number, latest.body.inline, latest.metadata) == (5, "mine\n", {"title": "Mine"})


def test_a_rollback_leaves_the_labels_where_they_are(house):
    house.label("production", 3)
    house.roll_back(1)
    assert house.prompt().label_versions == {"production": 3}


# -- what cannot be rolled back


@pytest.mark.parametrize(
    ("version", "error", "words"),
    [
        (4, NotFound, "versions 1 to 3"),
        (3, Conflict, "at version 3 already"),
        (0, InvalidInput, "version: is no version"),
        (2**70, InvalidInput, "version: is no version"),
    ],
)
def test_a_version_that_cannot_be_rolled_back_to_says_why(house, version, error, words):
    with pytest.raises(error, match=words):
        house.roll_back(version)
    assert house.log.head(CATALOGUE) == 3


def test_an_unknown_prompt_is_not_rolled_back(house):
    with pytest.raises(NotFound, match="agents/nobody"):
        house.roll_back(1, ref=Ref("agents", "nobody"))


def test_an_archived_prompt_is_not_rolled_back(house):
    house.update(archive=True)
    with pytest.raises(Conflict, match="archived"):
        house.roll_back(1)


def test_a_version_expected_and_not_met_is_a_conflict_that_says_the_current_one(house):
    with pytest.raises(VersionConflict) as raised:
        house.roll_back(1, expected_version=2)
    assert (raised.value.expected, raised.value.current) == (2, 3)
    assert house.roll_back(1, expected_version=3).version == 4


def test_a_message_over_its_limit_is_refused(house):
    with pytest.raises(TooLarge, match="message"):
        house.roll_back(1, message="m" * 1025)


# -- races, crashes and keys


def test_a_lost_race_is_decided_again_and_the_rollback_follows_the_winner(house):
    house.log.moves = [lambda: house.update(body="theirs\n")]
    outcome = house.roll_back(1)
    assert (outcome.version, outcome.sequence) == (5, 5)
    assert [v.body.inline for v in house.prompt().versions[3:]] == ["theirs\n", "one\n"]


def test_a_lost_race_is_not_decided_again_where_a_version_was_expected(house):
    house.log.moves = [lambda: house.update(body="theirs\n")]
    with pytest.raises(VersionConflict):
        house.roll_back(1, expected_version=3)
    assert house.prompt().latest.body.inline == "theirs\n"


def test_eight_rollbacks_under_one_key_at_once_make_one_version(house):
    outcomes = together(*[partial(house.roll_back, 1, key="k-1")] * 8)
    assert {(outcome.version, outcome.sequence) for outcome in outcomes} == {(4, 4)}
    assert house.prompt().latest.number == 4


def test_killed_after_the_append_a_retry_with_its_key_gets_its_answer(house):
    with crashing_at("rollback.appended"), pytest.raises(SimulatedCrash):
        house.roll_back(1, key="k-1")
    house.update("more")
    outcome = house.roll_back(1, key="k-1")
    assert (outcome.version, outcome.back_to, outcome.sequence) == (4, 1, 4)
    assert house.prompt().latest.number == 5


@pytest.mark.parametrize("change", [{"version": 2}, {"message": "x"}, {"expected_version": 3}])
def test_another_rollback_under_the_same_key_is_refused(house, change):
    house.roll_back(1, key="k-1")
    request = {"version": 1, **change}
    with pytest.raises(KeyReused):
        house.roll_back(request.pop("version"), key="k-1", **request)


# -- the file after a rollback


def replaced() -> Catalogue:
    """The file said `one`, then `two`; then an update wrote `mine` (version 3)."""
    catalogue = after_import(after_import(EMPTY, an_entry(text="one")), an_entry(text="two"))
    return after_update(catalogue, an_update(body="mine"))


def test_back_at_what_the_file_says_the_file_leads_again():
    back = after_rollback(replaced(), 2)
    assert not back.prompts[REF].replaced
    changed = after_import(back, an_entry(text="three")).prompts[REF]
    assert (changed.latest.number, changed.latest.body.inline) == (5, "three")


def test_back_at_what_the_file_said_once_a_change_of_the_file_is_a_conflict():
    back = after_rollback(replaced(), 1)
    assert back.prompts[REF].replaced
    events, (conflict,) = decide_import(back, [an_entry(text="three")], nowhere)
    assert events == []
    assert conflict.problem == ("the file changed, but an update has replaced the text (version 4)")


@pytest.mark.parametrize("version", [1, 2])
def test_a_file_that_did_not_change_does_not_undo_a_rollback(version):
    back = after_rollback(replaced(), version)
    assert decide_import(back, [an_entry(text="two")], nowhere) == ([], [])


def test_a_file_that_goes_back_too_leads_again():
    back = after_rollback(replaced(), 1)
    (event,), conflicts = decide_import(back, [an_entry(text="one")], nowhere)
    assert (type(event), conflicts) == (GenesisAdopted, [])


def test_back_at_a_text_of_a_person_a_change_of_the_file_is_a_conflict():
    back = after_rollback(after_rollback(replaced(), 2), 3)
    _, conflicts = decide_import(back, [an_entry(text="three")], nowhere)
    assert len(conflicts) == 1


def test_back_at_a_text_of_a_person_that_the_file_has_taken_over_the_file_leads():
    adopted = after_import(replaced(), an_entry(text="mine"))
    other = after_update(adopted, an_update(body="other"))
    back = after_rollback(other, 3)
    assert not back.prompts[REF].replaced
    assert after_import(back, an_entry(text="next")).prompts[REF].latest.body.inline == "next"


def test_back_at_the_files_text_with_old_metadata_the_file_brings_its_new_ones():
    catalogue = after_import(EMPTY, an_entry(text="one", metadata={"title": "A"}))
    catalogue = after_import(catalogue, an_entry(text="one", metadata={"title": "B"}))
    back = after_rollback(after_update(catalogue, an_update(body="mine")), 1)
    changed = an_entry(text="one", metadata={"title": "C"})
    _, conflicts = decide_import(back, [changed], nowhere)
    assert conflicts == []
    assert after_import(back, changed).prompts[REF].latest.metadata == {"title": "C"}


def test_a_wish_about_the_file_comes_back_with_its_version_and_is_carried_on():
    wished = after_update(after_import(EMPTY, an_entry(text="one")), an_update("a wish"))
    back = after_rollback(after_update(wished, an_update(body="mine")), 2)
    latest = after_import(back, an_entry(text="two")).prompts[REF].latest
    assert (latest.body.inline, [s.text for s in latest.suggestions]) == ("two", ["a wish"])


def test_a_prompt_without_a_file_is_never_led_by_one():
    made = after_update(EMPTY, an_update(body="one", create=True))
    back = after_rollback(after_update(made, an_update(body="two")), 1)
    assert back.prompts[REF].replaced


def test_what_was_decided_tells_the_version_it_went_back_to():
    (event,) = decide_rollback(replaced().prompts[REF], None, Rollback(REF, 1), ("supabase",))
    assert isinstance(event, PromptRolledBack)
    assert (event.version, event.back_to, event.genesis, event.routing) == (
        4,
        1,
        None,
        ("supabase",),
    )
