import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import canonical
from core.errors import InvalidInput
from core.http.envelopes import decode
from core.pipeline.messages import Message
from tests.unit.http.pushes import (
    ATTRIBUTES,
    DATA,
    a_binary_event,
    a_structured_event,
    an_unwrapped_push,
    wrapped,
)

WHOLE = Message(
    data=DATA,
    attributes=ATTRIBUTES,
    message_id="7",
    publish_time="2027-01-01T00:00:00Z",
    subscription="stage-price-run",
    delivery_attempt=3,
)
JSON = {"Content-Type": "application/json"}


def decoded(value: object) -> Message:
    return decode(JSON, canonical.encode(value))


@pytest.mark.parametrize(
    "request_",
    [
        (JSON, canonical.encode(wrapped())),
        a_binary_event(),
        a_structured_event(),
        a_structured_event(data_base64=base64.b64encode(canonical.encode(wrapped())).decode()),
        a_structured_event(data=canonical.encode(wrapped()).decode()),
    ],
    ids=["wrapped", "binary", "structured", "structured base64", "structured text"],
)
def test_one_message_reads_alike_in_every_envelope(request_):
    assert decode(*request_) == WHOLE


def test_a_push_without_an_envelope_has_its_attributes_in_lower_case_and_no_foreign_headers():
    message = decode(*an_unwrapped_push())
    assert message.attributes == {"made": "by hand"}
    assert (message.data, message.subscription, message.delivery_attempt) == (
        DATA,
        "stage-price-run",
        3,
    )


def test_a_message_of_attributes_only_is_a_message():
    message = decoded(wrapped(data=None))
    assert (message.data, message.attributes) == (b"", ATTRIBUTES)


def test_a_message_of_data_only_is_a_message():
    assert decoded(wrapped(attributes=None)).attributes == {}


def test_the_fields_may_be_written_with_underscores():
    message = decoded(
        {"message": {"message_id": "7", "publish_time": "2027-01-01T00:00:00Z", "data": ""}}
    )
    assert (message.message_id, message.publish_time) == ("7", "2027-01-01T00:00:00Z")


def test_an_event_without_a_message_id_has_the_events_own():
    headers, _ = a_binary_event()
    assert decode(headers, canonical.encode({"message": {"data": ""}})).message_id == "7"


@pytest.mark.parametrize("attempt", [None, "many", -1, 2.5, True, [], "9" * 20])
def test_what_a_delivery_says_of_itself_is_left_out_where_it_makes_no_sense(attempt):
    message = decoded({**wrapped(), "deliveryAttempt": attempt, "subscription": 3})
    assert (message.delivery_attempt, message.subscription) == (None, None)
    assert message.data == DATA


@pytest.mark.parametrize(
    ("headers", "body", "field"),
    [
        (JSON, b"", "body"),
        (JSON, b"not json", "body"),
        (JSON, b"[1]", "body"),
        (JSON, b"{}", "message"),
        (JSON, b'{"message": "text"}', "message"),
        (JSON, b'{"message": {"data": 1}}', "message.data"),
        (JSON, b'{"message": {"data": "*"}}', "message.data"),
        (JSON, b'{"message": {"attributes": {"a": 1}}}', "message.attributes"),
        (JSON, b'{"message": {"attributes": []}}', "message.attributes"),
        (*a_structured_event(data=[1]), "data"),
        (*a_structured_event(data="no json"), "data"),
        (*a_structured_event(data_base64="*"), "data_base64"),
        (*a_structured_event(data={"message": None}), "message"),
    ],
)
def test_what_is_no_envelope_is_refused_by_the_name_of_what_is_wrong(headers, body, field):
    with pytest.raises(InvalidInput) as refused:
        decode(headers, body)
    assert refused.value.field == field
    assert refused.value.remedy


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        *("message", "data", "attributes", "messageId", "subscription", "deliveryAttempt"),
        *("specversion", "data_base64", "id", "publishTime", "orderingKey"),
    ]
)
ENVELOPES = st.dictionaries(
    FIELDS, JSON_VALUES | st.dictionaries(FIELDS, JSON_VALUES, max_size=5), max_size=6
)
HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "ce-id", "x-goog-pubsub-message-id", "made"]),
    st.sampled_from(["application/json", "application/cloudevents+json", "", "1"]),
)


@given(HEADERS, st.binary(max_size=200) | ENVELOPES.map(canonical.encode))
def test_any_body_is_a_message_or_is_refused(headers, body):
    try:
        message = decode(headers, body)
    except InvalidInput:
        return
    assert isinstance(message.data, bytes)
    assert all(isinstance(value, str) for value in message.attributes.values())


@given(
    st.binary(max_size=100),
    st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=20), max_size=4),
)
def test_what_was_published_is_what_is_read(data, attributes):
    message = decoded(wrapped(data=data, attributes=attributes))
    assert (message.data, dict(message.attributes)) == (data, attributes)
