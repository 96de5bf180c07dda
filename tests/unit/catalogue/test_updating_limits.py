import pytest

from core.catalogue.limits import (
    BODY_LIMIT,
    MESSAGE_LIMIT,
    SUGGESTION_LIMIT,
    SUGGESTIONS_LIMIT,
)
from core.catalogue.rendering import text_of
from core.errors import InvalidInput, TooLarge
from core.events.envelope import CATALOGUE
from tests.builders_updating import House


@pytest.fixture
def house() -> House:
    return House()


def test_what_keeps_to_the_limits_is_taken(house):
    longest = ["s" * SUGGESTION_LIMIT] * SUGGESTIONS_LIMIT
    house.update(*longest, message="m" * MESSAGE_LIMIT, key="k" * 200)
    house.update(body="b" * BODY_LIMIT)
    assert len(text_of(house.prompt().latest, house.blobs)) == BODY_LIMIT


@pytest.mark.parametrize(
    ("fields", "error", "field"),
    [
        ({"suggestions": ["s"] * (SUGGESTIONS_LIMIT + 1)}, InvalidInput, "suggestions"),
        ({"suggestions": ["ok", "s" * (SUGGESTION_LIMIT + 1)]}, TooLarge, "suggestions/1"),
        ({"suggestions": ["é" * (SUGGESTION_LIMIT // 2 + 1)]}, TooLarge, "suggestions/0"),
        ({"suggestions": [" \n"]}, InvalidInput, "suggestions/0"),
        ({"suggestions": ["a\0b"]}, InvalidInput, "suggestions/0"),
        ({"suggestions": ["a\udcffb"]}, InvalidInput, "suggestions/0"),
        ({"suggestions": []}, InvalidInput, "suggestions"),
        ({"message": "m" * (MESSAGE_LIMIT + 1), "suggestions": ["s"]}, TooLarge, "message"),
        ({"message": "a\udcffb", "suggestions": ["s"]}, InvalidInput, "message"),
        ({"body": "b" * (BODY_LIMIT + 1)}, TooLarge, "body"),
        ({"body": "é" * (BODY_LIMIT // 2 + 1)}, TooLarge, "body"),
        ({"body": ""}, InvalidInput, "body"),
        ({"body": " \n\t"}, InvalidInput, "body"),
        ({"body": "a\0b"}, InvalidInput, "body"),
        ({"body": "a\udcffb"}, InvalidInput, "body"),
        ({"body": "---\ntitle: x\n---\n"}, InvalidInput, "body"),
        ({"body": "---\ntitle: [\n---\ntext"}, InvalidInput, "body"),
        ({"body": "---\nsince: 2027-02-31\n---\ntext"}, InvalidInput, "body"),
        ({"expected_version": -1, "suggestions": ["s"]}, InvalidInput, "expected_version"),
        ({"expected_version": 2**70, "suggestions": ["s"]}, InvalidInput, "expected_version"),
        ({"archive": True, "suggestions": ["s"]}, InvalidInput, "archive"),
        ({"archive": True, "body": "b"}, InvalidInput, "archive"),
        ({"archive": True, "create": True}, InvalidInput, "archive"),
        ({"prompt_type": "search", "suggestions": ["s"]}, InvalidInput, "prompt_type"),
        ({"prompt_type": "a/b", "suggestions": ["s"]}, InvalidInput, "prompt_type"),
        ({"prompt_name": "../b", "suggestions": ["s"]}, InvalidInput, "prompt_name"),
        ({"prompt_name": "", "suggestions": ["s"]}, InvalidInput, "prompt_name"),
        ({"prompt_type": "user_history", "suggestions": ["s"]}, InvalidInput, "prompt_type"),
        ({"prompt_type": "user_preferences", "suggestions": ["s"]}, InvalidInput, "prompt_type"),
    ],
)
@pytest.mark.parametrize("key", [None, "k-1"])
def test_what_breaks_a_limit_is_refused_by_name_and_leaves_no_trace(
    house, fields, error, field, key
):
    suggestions = fields.get("suggestions", [])
    others = {name: value for name, value in fields.items() if name != "suggestions"}
    with pytest.raises(error) as raised:
        house.update(*suggestions, key=key, **others)
    assert raised.value.field == field
    assert house.log.head(CATALOGUE) == 1


def test_what_belongs_to_one_person_does_not_enter_the_catalogue(house):
    with pytest.raises(InvalidInput, match="belong to one person"):
        house.update(body="dark mode", prompt_type="user_preferences", create=True)
    assert house.log.head(CATALOGUE) == 1
