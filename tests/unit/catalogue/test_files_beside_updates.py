"""Files and people change the same prompts: whatever they do in turn, these hold."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.codec import prompt_from_json, prompt_to_json
from core.catalogue.deciding import decide_import
from core.catalogue.events import GenesisAdopted, PromptRevised
from core.catalogue.model import Catalogue
from core.errors import Rejection
from tests.builders_catalogue import (
    REF,
    after_import,
    after_update,
    an_entry,
    an_update,
    nowhere,
)

FILES = st.lists(
    st.builds(
        lambda text, title: an_entry(text=text, metadata={"title": title} if title else {}),
        st.sampled_from(["one", "two"]),
        st.sampled_from(["", "A"]),
    ),
    max_size=1,
)
UPDATES = st.one_of(
    st.just(an_update("a wish")),
    st.sampled_from(["one", "two", "mine"]).map(lambda body: an_update(body=body)),
    st.just(an_update(archive=True)),
    st.just(an_update("back", create=True)),
    st.just(an_update(body="two", create=True)),
)
MOVES = st.lists(FILES | UPDATES, min_size=1, max_size=10)


def histories(moves) -> list[Catalogue]:
    """The catalogue after each import, and after each update that was accepted."""
    states = [Catalogue()]
    for move in moves:
        try:
            after = after_import if isinstance(move, list) else after_update
            states.append(after(states[-1], *(move if isinstance(move, list) else [move])))
        except Rejection:
            continue
    return states


@given(MOVES)
def test_a_state_answers_for_every_earlier_point_as_the_state_of_then_did(moves):
    states = histories(moves)
    for earlier in states:
        if REF in states[-1].prompts:
            then = states[-1].prompts[REF].as_of(earlier.sequence)
            assert then == earlier.prompts.get(REF)


@given(MOVES)
def test_the_versions_of_a_prompt_never_change_and_count_from_one(moves):
    for before, after in pairwise(histories(moves)):
        if REF in before.prompts:
            kept = before.prompts[REF].versions
            assert after.prompts[REF].versions[: len(kept)] == kept
        for prompt in after.prompts.values():
            assert [v.number for v in prompt.versions] == list(range(1, len(prompt.versions) + 1))


@given(MOVES)
def test_a_folded_prompt_survives_its_codec(moves):
    for prompt in histories(moves)[-1].prompts.values():
        assert prompt_from_json(prompt_to_json(prompt)) == prompt


@given(MOVES, FILES)
def test_importing_the_same_files_twice_changes_nothing_the_second_time(moves, files):
    imported = after_import(histories(moves)[-1], *files)
    events, _ = decide_import(imported, files, nowhere)
    assert events == []


@given(MOVES, FILES)
def test_after_an_import_without_conflicts_the_catalogue_says_what_the_files_say(moves, files):
    before = histories(moves)[-1]
    _, conflicts = decide_import(before, files, nowhere)
    prompt = after_import(before, *files).prompts.get(REF)
    if conflicts or prompt is None or not files or prompt.replaced or prompt.archived:
        return
    (entry,) = files
    assert (prompt.latest.body, prompt.latest.metadata) == (entry.body, entry.metadata)


@given(MOVES, FILES)
def test_an_import_never_undoes_what_a_person_did_last(moves, files):
    before = histories(moves)[-1]
    after = after_import(before, *files)
    for ref, prompt in before.prompts.items():
        if prompt.replaced:
            assert after.prompts[ref].latest.body == prompt.latest.body
        if prompt.archivals and prompt.archivals[-1].origin == "update":
            assert after.prompts[ref].archived == prompt.archived


def test_a_prompt_that_a_person_brought_back_is_not_archived_again_for_want_of_its_file():
    gone = after_import(after_import(Catalogue(), an_entry(text="one")))
    back = after_update(gone, an_update("still needed", create=True))
    events, (conflict,) = decide_import(back, [], nowhere)
    assert (events, conflict.problem) == (
        [],
        "the file is gone, but an update has brought the prompt back",
    )


def test_a_file_with_the_text_of_an_update_and_other_metadata_brings_its_metadata():
    made = after_update(Catalogue(), an_update(body="mine", create=True))
    file = an_entry(text="mine", metadata={"title": "Drafter"})
    (event,), conflicts = decide_import(made, [file], nowhere)
    assert (type(event), conflicts) == (PromptRevised, [])
    latest = after_import(made, file).prompts[REF].latest
    assert (latest.number, latest.metadata) == (2, {"title": "Drafter"})


def test_before_its_file_caught_up_a_prompt_was_known_to_be_replaced():
    replaced = after_update(after_import(Catalogue(), an_entry(text="one")), an_update(body="mine"))
    (event,), _ = decide_import(replaced, [an_entry(text="mine")], nowhere)
    assert isinstance(event, GenesisAdopted)
    adopted = after_import(replaced, an_entry(text="mine")).prompts[REF]
    assert (adopted.replaced, adopted.as_of(replaced.sequence).replaced) == (False, True)


def test_a_wish_about_a_text_whose_file_caught_up_leaves_the_file_in_the_lead():
    replaced = after_update(after_import(Catalogue(), an_entry(text="one")), an_update(body="mine"))
    adopted = after_import(replaced, an_entry(text="mine"))
    wished = after_update(adopted, an_update("a wish"))
    assert not wished.prompts[REF].replaced
    latest = after_import(wished, an_entry(text="next")).prompts[REF].latest
    assert (latest.body.inline, [s.text for s in latest.suggestions]) == ("next", ["a wish"])
