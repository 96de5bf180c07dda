import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.events.envelope import CATALOGUE, Event, NewEvent, is_stream, pack, stream_id, unpack

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
EVENTS = st.builds(
    NewEvent,
    id=st.text(min_size=1),
    type=st.text(min_size=1),
    version=st.integers(1, 99),
    data=st.dictionaries(st.text(), JSON, max_size=4),
    time=st.text(),
    actor=st.text(),
    subject=st.none() | st.text(),
    causation=st.none() | st.text(),
)


def an_event(**data: object) -> NewEvent:
    return NewEvent("e1", "thing.happened", 1, data, "2027-01-01T00:00:00.000000Z", "ana")


@given(st.lists(EVENTS, min_size=1, max_size=4), st.integers(1, 10**12))
def test_an_append_survives_being_written_as_bytes(events, sequence):
    expected = [Event(CATALOGUE, sequence, index, event) for index, event in enumerate(events)]
    assert unpack(pack(CATALOGUE, sequence, events)) == expected


def test_equal_appends_are_equal_bytes_whatever_the_order_of_their_keys():
    assert pack(CATALOGUE, 1, [an_event(a=1, b=2)]) == pack(CATALOGUE, 1, [an_event(b=2, a=1)])


def test_an_event_gives_its_type_and_data():
    event = Event(CATALOGUE, 1, 0, an_event(n=1))
    assert (event.type, event.data) == ("thing.happened", {"n": 1})


@pytest.mark.parametrize(
    "name",
    [
        "catalogue",
        "executions/0",
        "executions/3f2a-b_C",
        "users/ana",
        "executions/" + "a" * 128,
    ],
)
def test_a_stream_is_known_by_its_name(name):
    assert (is_stream(name), stream_id(name)) == (True, name)


@given(st.text())
def test_a_text_is_a_stream_or_is_refused_with_what_to_write(text):
    if is_stream(text):
        assert stream_id(text) == text
        return
    with pytest.raises(InvalidInput, match="use catalogue, executions/<id> or users/<uid>"):
        stream_id(text)


@given(st.text(alphabet="aZ0_-./\\\n\0 ä", max_size=8))
def test_no_stream_leads_out_of_its_folder(text):
    name = f"executions/{text}"
    assert is_stream(name) == (
        text != "" and text[0] in "aZ0" and all(character in "aZ0_-" for character in text)
    )


def test_a_refused_name_is_not_repeated_at_length():
    with pytest.raises(InvalidInput) as raised:
        stream_id("x" * 10_000)
    assert len(str(raised.value)) < 250
