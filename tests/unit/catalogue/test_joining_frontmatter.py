from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.frontmatter import joined, split

texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(texts.filter(bool), values, max_size=4), texts)
def test_what_is_joined_is_split_into_the_same_again(metadata, text):
    assert split(joined(metadata, text)) == (metadata, text.lstrip("\n"))


def test_a_value_that_is_shared_is_written_twice_as_the_reader_takes_no_aliases():
    shared = ["a", "b"]
    assert split(joined({"one": shared, "two": shared}, "x"))[0] == {"one": shared, "two": shared}
