import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.model import RESERVED_TYPES, TYPE_ALIASES, Ref
from core.errors import InvalidInput
from core.search.addresses import address_of, matches, possible, ref_at

labels = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,12}", fullmatch=True)
kinds = labels.filter(lambda kind: kind not in RESERVED_TYPES and kind not in TYPE_ALIASES)


@given(kinds, st.lists(labels, min_size=1, max_size=4))
def test_every_prompt_has_an_address_that_leads_back_to_it(kind, parts):
    ref = Ref(kind, ".".join(parts))
    assert ref_at(*address_of(ref)) == ref


@given(kinds, st.lists(labels, max_size=3), labels)
def test_every_address_of_a_prompt_is_the_one_the_prompt_gives(kind, path, key):
    assert address_of(ref_at((kind, *path), key)) == ((kind, *path), key)


@given(st.lists(st.text(max_size=6), max_size=3).map(tuple), st.text(max_size=6))
def test_no_two_addresses_are_one_prompt(namespace, key):
    try:
        ref = ref_at(namespace, key)
    except InvalidInput:
        return
    assert address_of(ref) == (namespace, key)


@pytest.mark.parametrize(
    ("namespace", "key", "field"),
    [
        ((), "x", "namespace"),
        (("search",), "x", "namespace"),
        (("workflow",), "x", "namespace"),
        (("agents", "a b"), "x", "namespace"),
        (("agents",), "contract.drafter", "key"),
        (("agents",), "", "key"),
        (("agents/contract",), "x", "namespace"),
    ],
)
def test_an_address_that_no_prompt_can_have_says_which_part_is_wrong(namespace, key, field):
    with pytest.raises(InvalidInput, match=field):
        ref_at(namespace, key)


def test_nothing_can_lie_below_a_prefix_that_is_no_name():
    assert possible(())
    assert possible(("agents", "contract"))
    assert not possible(("agents/contract",))
    assert not possible(("workflow",))


@pytest.mark.parametrize(
    ("kind", "path", "fits"),
    [
        ("prefix", ("agents",), True),
        ("prefix", ("*", "contract"), True),
        ("prefix", ("contract",), False),
        ("suffix", ("contract",), True),
        ("suffix", ("agents", "*"), True),
        ("suffix", ("agents",), False),
        ("prefix", ("agents", "contract", "more"), False),
        ("prefix", (), True),
    ],
)
def test_a_namespace_matches_by_its_beginning_or_its_end(kind, path, fits):
    assert matches(("agents", "contract"), kind, path) is fits


def test_another_kind_of_match_is_refused():
    with pytest.raises(InvalidInput, match="match_type"):
        matches(("agents",), "middle", ("agents",))
