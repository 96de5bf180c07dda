import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.model import Ref
from core.errors import InvalidInput, TooLarge
from core.users.deciding import (
    Command,
    NoteExecution,
    RatePrompt,
    SetPreferences,
    decide,
    evolve,
)
from core.users.events import ExecutionNoted, PreferencesSet, PromptRated
from core.users.model import DETAIL_LEVELS, SUFFIXES, Preferences, Rating, Run, User

DRAFTER = Ref("agents", "contract.drafter")


def after(*commands: Command) -> User:
    """The user once `commands` were carried out, one append for each that changes something."""
    user = User()
    for command in commands:
        events = decide(user, command)
        if events:
            user = evolve(user, events, user.sequence + 1)
    return user


def test_a_user_who_never_chose_has_the_defaults():
    assert User().preferences == Preferences("standard", "all", ())
    assert User().preferences.workflow is None


def test_what_a_change_does_not_name_stays_as_it_is():
    user = after(
        SetPreferences(detail_level="full", favorite_workflows=("brief", "contract")),
        SetPreferences(output_format="json"),
    )
    assert user.preferences == Preferences("full", "json", ("brief", "contract"))
    assert user.preferences.workflow == "brief"


def test_favorites_can_be_taken_back_and_each_counts_once():
    assert after(SetPreferences(favorite_workflows=("a", "b", "a"))).preferences == Preferences(
        favorite_workflows=("a", "b")
    )
    assert after(
        SetPreferences(favorite_workflows=("a",)), SetPreferences(favorite_workflows=())
    ).preferences == Preferences(favorite_workflows=())


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (SetPreferences(detail_level="verbose"), "detail_level"),
        (SetPreferences(output_format="html"), "output_format"),
        (SetPreferences(favorite_workflows=tuple(f"w{n}" for n in range(21))), "favorite"),
        (RatePrompt(DRAFTER, 1, 0), "rating"),
        (RatePrompt(DRAFTER, 1, 6), "rating"),
        (RatePrompt(DRAFTER, 1, 3, "half a \udce9 character"), "comment"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(command, field):
    with pytest.raises(InvalidInput, match=field):
        decide(User(), command)


def test_a_comment_is_kept_within_bounds():
    with pytest.raises(TooLarge):
        decide(User(), RatePrompt(DRAFTER, 1, 3, "x" * 5000))


def test_the_last_rating_of_a_version_counts_and_other_versions_keep_theirs():
    user = after(
        RatePrompt(DRAFTER, 1, 2, "too long"),
        RatePrompt(DRAFTER, 2, 5),
        RatePrompt(DRAFTER, 1, 4, "  "),
    )
    assert user.ratings == {(DRAFTER, 1): Rating(4), (DRAFTER, 2): Rating(5)}


def test_an_execution_is_in_the_history_as_it_stood_last():
    parked = Run("run-1", "workflows/brief@1", "parked", ("workflows/brief@1",))
    completed = Run("run-1", "workflows/brief@1", "completed", ("stages/a@1", "workflows/brief@1"))
    other = Run("run-2", "workflows/brief@1", "failed")
    user = after(NoteExecution(parked), NoteExecution(other), NoteExecution(completed))
    assert user.runs == {"run-1": completed, "run-2": other}


@pytest.mark.parametrize("end", ["completed", "failed", "cancelled"])
def test_whoever_tells_late_how_an_execution_stood_does_not_take_its_end_back(end):
    parked = Run("run-1", "workflows/brief@1", "parked", ("workflows/brief@1",))
    ended = Run("run-1", "workflows/brief@1", end, ("stages/a@1", "workflows/brief@1"))
    assert after(NoteExecution(ended), NoteExecution(parked)).runs == {"run-1": ended}


def test_an_execution_that_parked_again_further_on_stands_there():
    first = Run("run-1", "workflows/brief@1", "parked", ("workflows/brief@1",))
    again = Run("run-1", "workflows/brief@1", "parked", ("stages/a@1", "workflows/brief@1"))
    assert after(NoteExecution(first), NoteExecution(again)).runs == {"run-1": again}
    assert after(NoteExecution(again), NoteExecution(first)).runs == {"run-1": again}


commands = st.one_of(
    st.builds(
        SetPreferences,
        st.none() | st.sampled_from(DETAIL_LEVELS),
        st.none() | st.sampled_from(list(SUFFIXES)),
        st.none() | st.lists(st.sampled_from("abc"), max_size=3).map(tuple),
    ),
    st.builds(
        RatePrompt,
        st.sampled_from([DRAFTER, Ref("workflows", "w")]),
        st.integers(1, 2),
        st.integers(1, 5),
        st.none() | st.text("xy ", max_size=3),
    ),
    st.builds(
        NoteExecution,
        st.builds(
            Run,
            st.sampled_from(["run-1", "run-2"]),
            st.just("workflows/w@1"),
            st.sampled_from(["completed", "failed"]),
        ),
    ),
)


@given(st.lists(commands, max_size=8), commands)
def test_a_command_that_comes_twice_changes_nothing_the_second_time(before, command):
    user = after(*before, command)
    assert decide(user, command) == []


@given(st.lists(commands, max_size=8))
def test_each_command_makes_one_event_at_most_and_each_event_counts(given_commands):
    user = after(*given_commands)
    assert user.sequence <= len(given_commands)


@pytest.mark.parametrize(
    ("wanted", "copied"),
    [
        ("all", ["agreement.json", "agreement.md", "letter.md", "profile.json"]),
        ("markdown", ["agreement.md", "letter.md", "profile.json"]),
        ("json", ["agreement.json", "letter.md", "profile.json"]),
    ],
)
def test_of_a_document_in_several_formats_the_preferred_one_is_copied(wanted, copied):
    made = ["agreement.json", "agreement.md", "letter.md", "profile.json"]
    assert Preferences(output_format=wanted).chosen(made) == copied


def test_every_event_that_is_decided_changes_the_user():
    facts = [
        PreferencesSet(Preferences("brief")),
        PromptRated(DRAFTER, 1, Rating(3, "fine")),
        ExecutionNoted(Run("run-1", "workflows/w@1", "completed")),
    ]
    for fact in facts:
        assert evolve(User(), [fact], 1) != User(sequence=1)
