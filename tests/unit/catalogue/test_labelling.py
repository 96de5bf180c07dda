from functools import partial

import pytest

from core.catalogue.labelling import MoveLabel, decide_label
from core.catalogue.model import Catalogue, Ref, Selector, label_name
from core.catalogue.permissions import PROTECTED_LABELS, protected_labels
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import Conflict, Forbidden, InvalidInput, KeyReused, NotFound
from core.events.envelope import CATALOGUE
from tests.builders_catalogue import REF, after_import, after_label, after_update, an_entry
from tests.builders_catalogue import an_update as update_of
from tests.builders_updating import House
from tests.racing import together


@pytest.fixture
def house() -> House:
    """A prompt of two versions; nothing is protected."""
    house = House()
    house.update("Be brief")
    return house


def protect(house: House, *labels: str) -> None:
    listed = ", ".join(f'"{label}"' for label in labels)
    house.update(
        body=f'{{"protected": [{listed}]}}',
        prompt_type=PROTECTED_LABELS.type,
        prompt_name=PROTECTED_LABELS.name,
        create=True,
        admin=True,
    )


# -- what moving a label does


def test_a_label_is_one_append_that_says_who_moved_it_whereto_and_from_where(house):
    house.label("production", 2, actor="ana")
    outcome = house.label("production", 1, actor="ben", message="the new one is worse")
    assert outcome.to_json() == {
        "status": "moved",
        "type": "agents",
        "name": "drafter",
        "label": "production",
        "version": 1,
        "sequence": 4,
        "routing": ["supabase"],
    }
    (event,) = house.log.read(CATALOGUE, after=3)
    assert (event.type, event.new.actor) == ("label.moved", "ben")
    assert (event.data["version"], event.data["previous"]) == (1, 2)
    assert house.prompt().label_versions == {"production": 1}


def test_a_label_makes_no_version_and_changes_no_text(house):
    before = house.prompt().versions
    house.label("production", 1)
    assert house.prompt().versions == before


def test_the_version_in_use_is_the_one_that_production_points_at(house):
    house.label("production", 1)
    assert house.prompt().in_use().number == 1


def test_moving_a_label_to_where_it_is_appends_nothing_and_says_so(house):
    house.label("production", 1)
    outcome = house.label("production", 1)
    assert (outcome.moved, outcome.sequence, house.log.head(CATALOGUE)) == (False, 3, 3)


def test_labels_of_a_prompt_move_each_for_itself(house):
    house.label("production", 1)
    house.label("staging", 2)
    house.label("production", 2)
    assert house.prompt().label_versions == {"production": 2, "staging": 2}


# -- what cannot be labelled


@pytest.mark.parametrize("version", [3, 10**9])
def test_a_label_cannot_point_at_a_version_that_is_not_there(house, version):
    with pytest.raises(NotFound, match=f"agents/drafter@{version}.*versions 1 to 2"):
        house.label("production", version)
    assert house.log.head(CATALOGUE) == 2


@pytest.mark.parametrize("version", [0, -1, 2**70])
def test_what_is_no_version_is_refused_by_name(house, version):
    with pytest.raises(InvalidInput) as raised:
        house.label("production", version)
    assert raised.value.field == "version"


def test_an_unknown_prompt_has_no_labels(house):
    with pytest.raises(NotFound, match="agents/nobody"):
        house.label("production", 1, ref=Ref("agents", "nobody"))


def test_an_archived_prompt_is_not_labelled(house):
    house.update(archive=True)
    with pytest.raises(Conflict, match="archived"):
        house.label("production", 1)


@pytest.mark.parametrize("label", ["latest", "", "3", "a b", "a/b", "é", "-x", "x" * 101, "a\n"])
def test_what_cannot_be_told_from_a_version_or_has_a_meaning_of_its_own_is_no_label(house, label):
    with pytest.raises(InvalidInput) as raised:
        house.label(label, 1)
    assert raised.value.field == "label"
    assert house.log.head(CATALOGUE) == 2


@pytest.mark.parametrize("label", ["production", "v2", "2027-03", "a_b", "x" * 100])
def test_a_label_can_be_asked_for_by_its_name(label):
    assert Selector.parse(f"agents/drafter@{label_name(label)}") == Selector(REF, label=label)


# -- protected labels


def test_a_protected_label_is_moved_by_an_admin_only(house):
    protect(house, "production")
    with pytest.raises(Forbidden, match="'production' is protected: only an admin may move it"):
        house.label("production", 1)
    assert house.label("production", 1, admin=True).moved


def test_a_label_that_is_not_protected_is_moved_by_anybody(house):
    protect(house, "production")
    assert house.label("staging", 1).moved


def test_who_may_not_move_a_label_is_not_told_what_else_is_wrong(house):
    protect(house, "production")
    with pytest.raises(Forbidden):
        house.label("production", 99, ref=Ref("agents", "nobody"))


@pytest.mark.parametrize(
    "change",
    [
        lambda house: house.update("a wish", **_entry()),
        lambda house: house.update(body='{"protected": []}', **_entry()),
        lambda house: house.update(archive=True, **_entry()),
        lambda house: house.roll_back(1, ref=PROTECTED_LABELS),
        lambda house: house.label("draft", 1, ref=PROTECTED_LABELS),
    ],
)
def test_what_says_which_labels_are_protected_is_itself_changed_by_an_admin_only(house, change):
    protect(house, "production")
    house.update(body='{"protected": ["production", "x"]}', admin=True, **_entry())
    before = house.log.head(CATALOGUE)
    with pytest.raises(Forbidden, match="only an admin may change labels/protected"):
        change(house)
    assert house.log.head(CATALOGUE) == before


def test_nobody_but_an_admin_makes_the_entry_that_protects_labels(house):
    with pytest.raises(Forbidden):
        house.update(body='{"protected": ["mine"]}', create=True, **_entry())


def test_the_protected_labels_in_force_are_those_of_the_version_in_use(house):
    protect(house, "production")
    house.update(body='{"protected": []}', admin=True, **_entry())
    assert house.label("production", 1).moved
    house.label("production", 1, ref=PROTECTED_LABELS, admin=True)
    with pytest.raises(Forbidden):
        house.label("production", 2)


def test_a_wish_about_the_protected_labels_leaves_them_readable(house):
    protect(house, "production")
    house.update("protect staging too", admin=True, **_entry())
    with pytest.raises(Forbidden):
        house.label("production", 1)


def test_where_the_entry_is_archived_nothing_is_protected(house):
    protect(house, "production")
    house.update(archive=True, admin=True, **_entry())
    assert house.label("production", 1).moved


@pytest.mark.parametrize(
    "text", ["production", "[]", "{}", '{"protected": "production"}', '{"protected": [3]}']
)
def test_what_lists_no_labels_is_refused_and_frees_none(text):
    with pytest.raises(InvalidInput):
        protected_labels(text)


@pytest.mark.parametrize("label", ["latest", "3", ""])
def test_only_what_can_be_a_label_can_be_protected(label):
    with pytest.raises(InvalidInput) as raised:
        protected_labels(f'{{"protected": ["production", "{label}"]}}')
    assert raised.value.field == "protected/1"


def _entry() -> dict[str, str]:
    return {"prompt_type": PROTECTED_LABELS.type, "prompt_name": PROTECTED_LABELS.name}


# -- races, crashes and keys


def test_a_label_moved_while_its_version_is_written_points_at_what_was_asked_for(house):
    house.log.moves = [lambda: house.update("a rival's wish")]
    outcome = house.label("production", 2)
    assert (outcome.sequence, house.prompt().labelled("production")) == (4, 2)


def test_of_two_who_move_a_label_the_last_append_counts_and_knows_the_first(house):
    house.log.moves = [lambda: house.label("production", 1)]
    house.label("production", 2)
    (event,) = house.log.read(CATALOGUE, after=3)
    assert (event.data["version"], event.data["previous"]) == (2, 1)


def test_a_label_that_a_rival_moved_to_the_same_version_is_not_moved_again(house):
    house.log.moves = [lambda: house.label("production", 1)]
    outcome = house.label("production", 1)
    assert (outcome.moved, house.log.head(CATALOGUE)) == (False, 3)


def test_a_label_is_not_moved_on_a_prompt_that_a_rival_archived(house):
    house.log.moves = [lambda: house.update(archive=True)]
    with pytest.raises(Conflict, match="archived"):
        house.label("production", 1)


def test_eight_moves_at_once_are_eight_appends_each_from_where_the_one_before_led(house):
    for _ in range(8):
        house.update("more")
    together(*[partial(house.label, "production", number) for number in range(1, 9)])
    moves = [event.data for event in house.log.read(CATALOGUE, after=10)]
    assert sorted(move["version"] for move in moves) == list(range(1, 9))
    assert [move["previous"] for move in moves] == [None, *(m["version"] for m in moves[:-1])]


def test_killed_after_the_append_a_retry_finds_the_label_moved(house):
    with crashing_at("label.appended"), pytest.raises(SimulatedCrash):
        house.label("production", 1)
    outcome = house.label("production", 1)
    assert (outcome.moved, house.log.head(CATALOGUE)) == (False, 3)


def test_killed_after_the_append_a_retry_with_its_key_gets_its_answer(house):
    with crashing_at("label.appended"), pytest.raises(SimulatedCrash):
        house.label("production", 1, key="k-1")
    outcome = house.label("production", 1, key="k-1")
    assert (outcome.moved, outcome.sequence, house.log.head(CATALOGUE)) == (True, 3, 3)


def test_a_late_retry_with_its_key_does_not_move_the_label_back(house):
    first = house.label("production", 1, key="k-1")
    house.label("production", 2)
    assert house.label("production", 1, key="k-1") == first
    assert house.prompt().labelled("production") == 2


@pytest.mark.parametrize("change", [{"version": 2}, {"label": "staging"}, {"message": "why"}])
def test_another_move_under_the_same_key_is_refused(house, change):
    house.label("production", 1, key="k-1")
    request = {"label": "production", "version": 1, **change}
    with pytest.raises(KeyReused, match="k-1"):
        house.label(request.pop("label"), request.pop("version"), key="k-1", **request)


def test_a_key_of_an_update_is_not_good_for_a_label(house):
    house.update("more", key="k-1")
    with pytest.raises(KeyReused):
        house.label("production", 1, key="k-1")


# -- as the pure functions tell it


def test_a_label_answers_for_every_earlier_point():
    catalogue = after_update(after_import(Catalogue(), an_entry()), update_of("more"))
    moved = after_label(after_label(catalogue, "production", 1), "production", 2)
    prompt = moved.prompts[REF]
    assert [prompt.as_of(n).labelled("production") for n in (2, 3, 4)] == [None, 1, 2]


def test_deciding_twice_on_the_same_state_decides_the_same():
    prompt = after_import(Catalogue(), an_entry()).prompts[REF]
    command = MoveLabel(REF, "production", 1)
    assert decide_label(prompt, None, command, (), ("supabase",)) == decide_label(
        prompt, None, command, (), ("supabase",)
    )
