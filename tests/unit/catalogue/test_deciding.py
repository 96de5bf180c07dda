import pytest

from core.catalogue.deciding import decide_import, decide_update
from core.catalogue.events import GenesisAdopted, PromptArchived, PromptRestored, PromptRevised
from core.catalogue.model import Catalogue
from core.errors import Conflict, InvalidInput, KeyReused, NotFound, VersionConflict
from tests.builders_catalogue import (
    REF,
    after_import,
    after_update,
    an_entry,
    an_update,
    nowhere,
)

EMPTY = Catalogue()


def test_a_new_file_makes_version_one():
    prompt = after_import(EMPTY, an_entry(text="one")).prompts[REF]
    assert (prompt.latest.number, prompt.latest.body.inline) == (1, "one")


def test_an_unchanged_file_makes_no_event():
    catalogue = after_import(EMPTY, an_entry(text="one"))
    assert decide_import(catalogue, [an_entry(text="one")], nowhere) == ([], [])


def test_a_changed_file_makes_a_new_version_and_the_old_text_stays():
    catalogue = after_import(EMPTY, an_entry(text="one"))
    prompt = after_import(catalogue, an_entry(text="two")).prompts[REF]
    assert [v.body.inline for v in prompt.versions] == ["one", "two"]


def test_changed_metadata_alone_makes_a_new_version():
    catalogue = after_import(EMPTY, an_entry(metadata={"title": "Old"}))
    prompt = after_import(catalogue, an_entry(metadata={"title": "New"})).prompts[REF]
    assert prompt.latest.metadata == {"title": "New"}


def test_suggestions_survive_a_changed_file():
    catalogue = after_update(after_import(EMPTY, an_entry(text="one")), an_update("be brief"))
    prompt = after_import(catalogue, an_entry(text="two")).prompts[REF]
    assert prompt.latest.body.inline == "two"
    assert [s.text for s in prompt.latest.suggestions] == ["be brief"]


def test_a_changed_file_never_overwrites_a_replaced_body():
    catalogue = after_update(after_import(EMPTY, an_entry(text="one")), an_update(body="mine"))
    events, conflicts = decide_import(catalogue, [an_entry(text="two")], nowhere)
    assert events == []
    assert [(c.ref, "replaced" in c.problem) for c in conflicts] == [(REF, True)]


def test_a_replaced_body_and_an_unchanged_file_live_together():
    catalogue = after_update(after_import(EMPTY, an_entry(text="one")), an_update(body="mine"))
    assert decide_import(catalogue, [an_entry(text="one")], nowhere) == ([], [])


def test_a_file_that_caught_up_with_an_update_leads_again():
    catalogue = after_update(after_import(EMPTY, an_entry(text="one")), an_update(body="mine"))
    events, conflicts = decide_import(catalogue, [an_entry(text="mine")], nowhere)
    assert ([type(e) for e in events], conflicts) == ([GenesisAdopted], [])
    adopted = after_import(catalogue, an_entry(text="mine"))
    assert after_import(adopted, an_entry(text="next")).prompts[REF].latest.number == 3


def test_a_file_that_went_archives_its_prompt_and_one_that_came_back_restores_it():
    catalogue = after_import(EMPTY, an_entry(text="one"))
    gone, _ = decide_import(catalogue, [], nowhere)
    assert [type(e) for e in gone] == [PromptArchived]
    archived = after_import(catalogue)
    back, _ = decide_import(archived, [an_entry(text="one")], nowhere)
    assert [type(e) for e in back] == [PromptRestored, PromptRevised]


def test_a_prompt_made_by_an_update_is_not_archived_for_want_of_a_file():
    catalogue = after_update(EMPTY, an_update(body="mine", create=True))
    assert decide_import(catalogue, [], nowhere) == ([], [])


def test_a_file_stays_out_where_a_person_archived_its_prompt():
    catalogue = after_update(after_import(EMPTY, an_entry(text="one")), an_update(archive=True))
    assert decide_import(catalogue, [an_entry(text="one")], nowhere) == ([], [])
    _, conflicts = decide_import(catalogue, [an_entry(text="two")], nowhere)
    assert ["archived" in c.problem for c in conflicts] == [True]


def test_a_suggestion_makes_a_version_with_the_same_body():
    prompt = after_update(after_import(EMPTY, an_entry(text="one")), an_update("more")).prompts[REF]
    assert (prompt.latest.number, prompt.latest.body.inline) == (2, "one")


def test_a_whole_new_body_takes_the_old_suggestions_in():
    catalogue = after_update(after_import(EMPTY, an_entry(text="one")), an_update("more"))
    prompt = after_update(catalogue, an_update(body="more, done")).prompts[REF]
    assert (prompt.latest.body.inline, prompt.latest.suggestions) == ("more, done", ())


def test_a_version_expected_and_not_met_is_a_conflict_that_says_the_current_one():
    prompt = after_import(EMPTY, an_entry()).prompts[REF]
    with pytest.raises(VersionConflict) as raised:
        decide_update(prompt, None, an_update("more", expected_version=7), ())
    assert (raised.value.expected, raised.value.current) == (7, 1)


def test_the_same_key_with_the_same_request_does_nothing_twice():
    command = an_update("more", key="k")
    catalogue = after_update(after_import(EMPTY, an_entry()), command)
    assert decide_update(catalogue.prompts[REF], catalogue.receipts["k"], command, ()) == []


def test_the_same_key_with_another_request_is_refused():
    catalogue = after_update(after_import(EMPTY, an_entry()), an_update("more", key="k"))
    other = an_update("less", key="k", fingerprint="other")
    with pytest.raises(KeyReused):
        decide_update(catalogue.prompts[REF], catalogue.receipts["k"], other, ())


@pytest.mark.parametrize(
    ("command", "error", "words"),
    [
        (an_update("more"), NotFound, "create"),
        (an_update("more", create=True), InvalidInput, "body"),
        (an_update(), InvalidInput, "nothing is to change"),
        (an_update("more", archive=True), InvalidInput, "archive"),
        (an_update(archive=True), NotFound, "create"),
    ],
)
def test_what_cannot_be_done_to_a_prompt_that_is_not_there_says_why(command, error, words):
    with pytest.raises(error, match=words):
        decide_update(None, None, command, ())


def test_creating_what_exists_is_refused():
    prompt = after_import(EMPTY, an_entry()).prompts[REF]
    with pytest.raises(Conflict, match="exists already"):
        decide_update(prompt, None, an_update(body="x", create=True), ())


def test_an_archived_prompt_comes_back_only_when_asked_for():
    catalogue = after_update(after_import(EMPTY, an_entry()), an_update(archive=True))
    with pytest.raises(Conflict, match="create"):
        decide_update(catalogue.prompts[REF], None, an_update("more"), ())
    restored = after_update(catalogue, an_update("more", create=True)).prompts[REF]
    assert (restored.archived, restored.latest.number) == (False, 2)
