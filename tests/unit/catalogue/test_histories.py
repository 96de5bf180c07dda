"""Files, updates, labels, rollbacks and archivals in any order: whatever happens, these hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core import canonical
from core.catalogue.codec import prompt_from_json, prompt_to_json
from core.catalogue.comparing import compared_versions
from core.catalogue.deciding import GenesisEntry, Update, decide_import
from core.catalogue.listing import in_use
from core.catalogue.model import Catalogue, Prompt, Ref
from core.errors import Rejection
from tests.builders_catalogue import (
    REF,
    after_import,
    after_label,
    after_rollback,
    after_update,
    an_entry,
    an_update,
    nowhere,
)

OTHER = Ref("agents", "other")
REFS = st.sampled_from([REF, OTHER])
BODIES = st.sampled_from(["one", "two", "mine", "yours"])


@dataclass(frozen=True)
class Label:
    ref: Ref
    label: str
    version: int


@dataclass(frozen=True)
class Back:
    ref: Ref
    version: int


Files = tuple[GenesisEntry, ...]
Move = Files | Update | Label | Back

FILES = st.dictionaries(
    REFS, st.tuples(st.sampled_from(["one", "two"]), st.sampled_from(["", "A"]))
).map(
    lambda files: tuple(
        an_entry(ref, text, {"title": title} if title else {})
        for ref, (text, title) in files.items()
    )
)
UPDATES = st.one_of(
    st.builds(lambda ref: an_update("a wish", ref=ref), REFS),
    st.builds(lambda ref, body: an_update(ref=ref, body=body), REFS, BODIES),
    st.builds(lambda ref: an_update(ref=ref, archive=True), REFS),
    st.builds(lambda ref, body: an_update(ref=ref, body=body, create=True), REFS, BODIES),
)
LABELS = st.builds(Label, REFS, st.sampled_from(["production", "staging"]), st.integers(1, 4))
BACK = st.builds(Back, REFS, st.integers(1, 4))
MOVES = st.lists(FILES | UPDATES | LABELS | BACK, min_size=1, max_size=14)


def after(catalogue: Catalogue, move: Move) -> Catalogue:
    match move:
        case Update():
            return after_update(catalogue, move)
        case Label():
            return after_label(catalogue, move.label, move.version, move.ref)
        case Back():
            return after_rollback(catalogue, move.version, move.ref)
        case _:
            return after_import(catalogue, *move)


def histories(moves: Sequence[Move]) -> list[Catalogue]:
    """The catalogue at the start, and after each move that was accepted."""
    states = [Catalogue()]
    for move in moves:
        try:
            states.append(after(states[-1], move))
        except Rejection:
            continue
    return states


def every_prompt(catalogue: Catalogue) -> list[Prompt]:
    return list(catalogue.prompts.values())


@given(MOVES)
def test_a_state_answers_for_every_earlier_point_as_the_state_of_then_did(moves):
    states = histories(moves)
    for then in states:
        for prompt in every_prompt(states[-1]):
            assert prompt.as_of(then.sequence) == then.prompts.get(prompt.ref)


@given(MOVES)
def test_the_catalogue_of_any_point_lists_what_was_in_use_then(moves):
    states = histories(moves)
    for then in states:
        listed = in_use(every_prompt(states[-1]), then.sequence)
        assert listed == list(then.live())


@given(MOVES)
def test_the_versions_of_a_prompt_never_change_and_count_from_one(moves):
    for before, later in pairwise(histories(moves)):
        for prompt in every_prompt(later):
            assert [v.number for v in prompt.versions] == list(range(1, len(prompt.versions) + 1))
            earlier = before.prompts.get(prompt.ref)
            if earlier is not None:
                assert prompt.versions[: len(earlier.versions)] == earlier.versions


@given(MOVES)
def test_a_label_always_points_at_a_version_that_exists(moves):
    for state in histories(moves):
        for prompt in every_prompt(state):
            for number in prompt.label_versions.values():
                assert prompt.version(number) is not None
            assert prompt.in_use() in prompt.versions


@given(MOVES)
def test_a_label_points_where_it_was_moved_last_whatever_else_happens(moves):
    wanted: dict[tuple[Ref, str], int] = {}
    state = Catalogue()
    for move in moves:
        try:
            state = after(state, move)
        except Rejection:
            continue
        if isinstance(move, Label):
            wanted[move.ref, move.label] = move.version
    found = {
        (prompt.ref, label): version
        for prompt in every_prompt(state)
        for label, version in prompt.label_versions.items()
    }
    assert found == wanted


@given(MOVES)
def test_a_rollback_makes_one_version_that_says_what_the_old_one_said(moves):
    state = Catalogue()
    for move in moves:
        before = state
        try:
            state = after(state, move)
        except Rejection:
            continue
        if isinstance(move, Back):
            old, new = before.prompts[move.ref], state.prompts[move.ref]
            target = old.version(move.version)
            assert new.latest.number == old.latest.number + 1
            assert (new.latest.body, new.latest.metadata, new.latest.suggestions) == (
                target.body,
                target.metadata,
                target.suggestions,
            )


@given(MOVES, FILES)
def test_an_import_never_undoes_what_a_person_did_last(moves, files):
    before = histories(moves)[-1]
    imported = after_import(before, *files)
    for prompt in every_prompt(before):
        if prompt.replaced:
            assert imported.prompts[prompt.ref].latest.body == prompt.latest.body
        if prompt.archivals and prompt.archivals[-1].origin == "update":
            assert imported.prompts[prompt.ref].archived == prompt.archived
        assert imported.prompts[prompt.ref].label_versions == prompt.label_versions


@given(MOVES, FILES)
def test_importing_the_same_files_twice_changes_nothing_the_second_time(moves, files):
    imported = after_import(histories(moves)[-1], *files)
    events, _ = decide_import(imported, files, nowhere)
    assert events == []


@given(MOVES)
def test_what_no_person_replaced_says_what_its_file_said_when_it_was_imported_last(moves):
    for prompt in every_prompt(histories(moves)[-1]):
        if not prompt.replaced:
            filed = prompt.filed
            assert filed is not None
            assert (prompt.latest.body, prompt.latest.metadata) == (filed.body, filed.metadata)


@given(MOVES)
def test_a_folded_prompt_survives_its_codec_and_the_bytes_of_it(moves):
    for prompt in every_prompt(histories(moves)[-1]):
        written = canonical.encode(prompt_to_json(prompt))
        assert prompt_from_json(canonical.decode(written)) == prompt


@given(MOVES)
def test_the_latest_two_versions_can_be_compared_wherever_there_are_two(moves):
    for prompt in every_prompt(histories(moves)[-1]):
        if len(prompt.versions) > 1:
            old, new = compared_versions(prompt, None, None)
            assert (old, new) == prompt.versions[-2:]
