from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.codec import prompt_from_json, prompt_to_json
from core.catalogue.model import Catalogue
from core.catalogue.rendering import with_suggestions
from core.errors import Rejection
from tests.builders_catalogue import REF, after_import, after_update, an_entry, an_update

COMMANDS = st.lists(
    st.one_of(
        st.builds(an_update, st.text("ab", min_size=1)),
        st.builds(lambda body: an_update(body=body), st.text("xy", min_size=1)),
        st.just(an_update(archive=True)),
        st.builds(lambda body: an_update(body=body, create=True), st.text("xy", min_size=1)),
    ),
    max_size=12,
)


def histories(commands):
    """The catalogue after the genesis import and after each command that was accepted."""
    states = [after_import(Catalogue(), an_entry())]
    for command in commands:
        try:
            states.append(after_update(states[-1], command))
        except Rejection:
            continue
    return states


@given(COMMANDS)
def test_a_state_answers_for_every_earlier_point_as_the_state_of_then_did(commands):
    states = histories(commands)
    for earlier in states:
        then = earlier.prompts[REF]
        assert states[-1].prompts[REF].as_of(earlier.sequence) == then


@given(COMMANDS)
def test_the_text_of_a_version_never_changes(commands):
    states = histories(commands)
    for before, after in pairwise(states):
        kept = after.prompts[REF].versions[: len(before.prompts[REF].versions)]
        assert kept == before.prompts[REF].versions


@given(COMMANDS)
def test_a_folded_prompt_survives_its_codec(commands):
    prompt = histories(commands)[-1].prompts[REF]
    assert prompt_from_json(prompt_to_json(prompt)) == prompt


def test_before_its_creation_a_prompt_was_not_there():
    assert histories([])[0].prompts[REF].as_of(0) is None


def test_suggestions_are_rendered_once_each_in_the_order_they_were_made():
    prompt = histories([an_update("b"), an_update("a"), an_update("b")])[-1].prompts[REF]
    text = with_suggestions("Body.", prompt.latest.suggestions)
    assert text == "Body.\n\n## Suggestions\n\n- b\n- a\n"
