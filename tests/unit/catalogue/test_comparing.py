import pytest

from core.adapters.memory.blobs import MemoryBlobStore
from core.catalogue.comparing import compared_versions, difference
from core.catalogue.model import Catalogue, Prompt
from core.catalogue.rendering import INLINE_LIMIT, keep
from core.errors import NotFound
from tests.builders_catalogue import (
    REF,
    after_import,
    after_label,
    after_rollback,
    after_update,
    an_entry,
    an_update,
)

BLOBS = MemoryBlobStore()


def a_prompt(*bodies: str) -> Prompt:
    """A prompt whose versions read `bodies`."""
    catalogue = after_import(Catalogue(), an_entry(text=bodies[0]))
    for body in bodies[1:]:
        catalogue = after_update(catalogue, an_update(body=body))
    return catalogue.prompts[REF]


def between(prompt: Prompt, old: int, new: int):
    return difference(prompt, prompt.version(old), prompt.version(new), BLOBS)


# -- which versions


@pytest.mark.parametrize(
    ("old", "new", "chosen"),
    [
        (None, None, (2, 3)),
        (1, None, (1, 3)),
        (None, 2, (1, 2)),
        (3, 1, (3, 1)),
        (2, 2, (2, 2)),
        ("production", None, (1, 3)),
        (None, "latest", (2, 3)),
        ("latest", "production", (3, 1)),
    ],
)
def test_versions_are_chosen_by_number_or_label_else_the_latest_two(old, new, chosen):
    catalogue = after_import(Catalogue(), an_entry(text="one"))
    for body in ("two", "three"):
        catalogue = after_update(catalogue, an_update(body=body))
    prompt = after_label(catalogue, "production", 1).prompts[REF]
    one, other = compared_versions(prompt, old, new)
    assert (one.number, other.number) == chosen


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (None, 1, "none before it"),
        (4, None, "1 to 3"),
        (1, 9, "1 to 3"),
        ("draft", None, "no label 'draft'"),
    ],
)
def test_a_version_that_is_not_there_is_not_found(old, new, words):
    with pytest.raises(NotFound, match=words):
        compared_versions(a_prompt("one", "two", "three"), old, new)


def test_a_prompt_of_one_version_has_nothing_to_compare():
    with pytest.raises(NotFound, match="none before it"):
        compared_versions(a_prompt("one"), None, None)


# -- what differs


def test_a_version_does_not_differ_from_itself():
    assert between(a_prompt("one\n", "two\n"), 2, 2) == {
        "type": "agents",
        "name": "drafter",
        "from": 2,
        "to": 2,
        "text": "",
        "fields": [],
        "suggestions": {"added": [], "removed": []},
        "metadata": {},
    }


def test_prose_differs_as_a_whole_and_line_by_line():
    told = between(a_prompt("one\nsame\n", "two\nsame\n"), 1, 2)
    assert told["fields"] == [{"field": "body", "from": "one\nsame\n", "to": "two\nsame\n"}]
    assert told["text"] == (
        "--- agents/drafter@1\n+++ agents/drafter@2\n@@ -1,2 +1,2 @@\n-one\n+two\n same\n"
    )


def test_the_text_is_compared_as_its_readers_see_it_with_its_suggestions():
    catalogue = after_update(after_import(Catalogue(), an_entry(text="one\n")), an_update("more"))
    told = between(catalogue.prompts[REF], 1, 2)
    assert "+- more\n" in told["text"]
    assert told["fields"] == []
    assert told["suggestions"] == {"added": ["more"], "removed": []}


def test_suggestions_count_as_often_as_they_were_made():
    catalogue = after_import(Catalogue(), an_entry())
    for wish in ("a", "b", "a"):
        catalogue = after_update(catalogue, an_update(wish))
    prompt = after_rollback(catalogue, 3).prompts[REF]
    assert between(prompt, 3, 4)["suggestions"] == {"added": ["a"], "removed": []}
    assert between(prompt, 4, 1)["suggestions"] == {"added": [], "removed": ["a", "b", "a"]}
    assert between(prompt, 3, 5)["suggestions"] == {"added": [], "removed": []}


def test_data_differ_leaf_by_leaf_by_json_pointer_in_the_order_of_the_keys():
    prompt = a_prompt(
        '{"b": {"x": 1, "y": [1, 2]}, "a": "same", "gone": true, "m/n~": 1}',
        '{"a": "same", "b": {"y": [1, 3, 4], "x": "1"}, "m/n~": 2}',
    )
    assert between(prompt, 1, 2)["fields"] == [
        {"field": "/b/x", "from": 1, "to": "1"},
        {"field": "/b/y/1", "from": 2, "to": 3},
        {"field": "/b/y/2", "from": None, "to": 4},
        {"field": "/gone", "from": True, "to": None},
        {"field": "/m~1n~0", "from": 1, "to": 2},
    ]


@pytest.mark.parametrize(("old", "new"), [("1", "true"), ("0", "false"), ("1", "1.0")])
def test_values_of_different_kinds_differ(old, new):
    prompt = a_prompt(f'{{"a": {old}}}', f'{{"a": {new}}}')
    assert [change["field"] for change in between(prompt, 1, 2)["fields"]] == ["/a"]


def test_data_written_in_another_way_differ_in_the_text_only():
    told = between(a_prompt('{"a": 1, "b": 2}', '{"b":2,"a":1}'), 1, 2)
    assert (told["fields"], bool(told["text"])) == ([], True)


def test_an_object_that_became_a_list_differs_as_a_whole():
    told = between(a_prompt('{"a": 1}', "[1]"), 1, 2)
    assert told["fields"] == [{"field": "", "from": {"a": 1}, "to": [1]}]


def test_prose_that_became_data_differs_as_a_whole():
    told = between(a_prompt("one", '{"a": 1}'), 1, 2)
    assert told["fields"] == [{"field": "body", "from": "one", "to": '{"a": 1}'}]


def test_data_nested_without_end_are_compared_and_shown_as_far_as_can_be():
    deep = '{"a":' * 900 + "1" + "}" * 900
    told = between(a_prompt(deep, deep.replace("1", "2")), 1, 2)
    assert [(c["from"], c["to"]) for c in told["fields"]] == [(1, 2)]
    whole = between(a_prompt('{"a": 1}', f'{{"a": {deep}}}'), 1, 2)
    assert whole["fields"] == [{"field": "/a", "from": 1, "to": "(nested too deep to show)"}]


def test_metadata_differ_key_by_key():
    catalogue = after_import(
        Catalogue(), an_entry(text="one", metadata={"title": "A", "tags": ["x"]})
    )
    catalogue = after_import(
        catalogue, an_entry(text="one", metadata={"title": "B", "tags": ["x"], "purpose": "P"})
    )
    assert between(catalogue.prompts[REF], 1, 2)["metadata"] == {
        "purpose": {"from": None, "to": "P"},
        "title": {"from": "A", "to": "B"},
    }


def test_texts_kept_as_blobs_are_compared_too():
    catalogue = after_import(Catalogue(), an_entry(text="one\n"))
    large = "line\n" * INLINE_LIMIT
    command = an_update(body="x")
    prompt = after_update(
        catalogue, type(command)(command.ref, body=keep(large, BLOBS), metadata=None)
    ).prompts[REF]
    told = between(prompt, 1, 2)
    assert told["text"].count("\n+line") == INLINE_LIMIT
    assert told["fields"][0]["to"] == large
