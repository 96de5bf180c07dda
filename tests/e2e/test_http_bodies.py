"""Whatever a body holds, the answer is never a 500."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

POSTS = (
    "/api/prompts/search",
    "/api/prompts/update",
    "/api/prompts/execute",
)
WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["workflows", "questionnaire_to_contract", "agents", "../x", "a\x00b", "😀"]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
SEARCH = st.fixed_dictionaries(
    {},
    optional={
        "query": WORDS | VALUES,
        "type": WORDS | VALUES,
        "namespace": WORDS,
        "limit": VALUES,
        "min_sequence": VALUES,
    },
)
UPDATE = st.fixed_dictionaries(
    {},
    optional={
        "prompt_type": WORDS,
        "prompt_name": WORDS,
        "suggestions": st.lists(WORDS, max_size=3) | VALUES,
        "body": WORDS,
        "create": st.booleans(),
        "archive": st.booleans(),
        "message": WORDS,
        "expected_version": st.integers(),
    },
)
EXECUTE = st.fixed_dictionaries(
    {"wait": st.just(0)},
    optional={
        "workflow": WORDS,
        "input_data": st.fixed_dictionaries(
            {},
            optional={
                "file": WORDS
                | st.fixed_dictionaries({"name": WORDS, "content_base64": WORDS})
                | VALUES,
                "text": WORDS,
            },
        ),
    },
)
BODIES = {POSTS[0]: SEARCH, POSTS[1]: UPDATE, POSTS[2]: EXECUTE}


@pytest.mark.parametrize("path", POSTS)
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_json_body_makes_an_internal_fault(client, path, data):
    body = data.draw(BODIES[path] | VALUES)
    # 503 is the promised answer where `min_sequence` lies ahead.
    assert client.post(path, json=body).status_code != 500


@pytest.mark.parametrize("path", POSTS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=200))
def test_no_bytes_make_an_internal_fault(client, path, body):
    assert client.post(path, data=body).status_code < 500
