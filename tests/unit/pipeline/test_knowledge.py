from dataclasses import replace
from typing import Any

import pytest

from core.adapters.memory.blobs import MemoryBlobStore
from core.catalogue.model import Archival, LabelMove, Prompt, Ref, Suggestion, Text, Version
from core.errors import InvalidInput, NotFound
from core.pipeline.knowledge import PinnedKnowledge
from tests.builders_pipeline import FakePrompts


def a_version(
    number: int,
    sequence: int,
    text: str,
    *suggestions: str,
    metadata: dict[str, Any] | None = None,
) -> Version:
    wishes = tuple(Suggestion(words, "ana") for words in suggestions)
    return Version(number, sequence, Text(inline=text), metadata or {}, wishes, "genesis")


def a_prompt(ref: str, *versions: Version) -> Prompt:
    return Prompt(Ref.parse(ref), versions)


def knowledge_of(*prompts: Prompt, sequence: int = 9) -> PinnedKnowledge:
    return PinnedKnowledge(
        FakePrompts({prompt.ref: prompt for prompt in prompts}), MemoryBlobStore(), sequence
    )


TWO = a_prompt(
    "clauses/fees",
    a_version(1, 2, "one", metadata={"title": "Fees"}),
    a_version(2, 5, "two", "Be brief"),
)


def test_an_entry_is_given_with_its_version_text_and_metadata():
    entry = knowledge_of(TWO, sequence=4).entry("clauses", "fees")
    assert (entry.ref, entry.text, entry.metadata) == ("clauses/fees@1", "one", {"title": "Fees"})


def test_suggestions_are_rendered_into_the_text():
    text = knowledge_of(TWO).entry("clauses", "fees").text
    assert text == "two\n\n## Suggestions\n\n- Be brief\n"


@pytest.mark.parametrize(("sequence", "version"), [(2, 1), (4, 1), (5, 2), (99, 2)])
def test_the_catalogue_is_read_as_it_was_at_the_pinned_append(sequence, version):
    assert knowledge_of(TWO, sequence=sequence).entry("clauses", "fees").version == version


def test_what_came_after_the_pinned_append_is_not_there():
    knowledge = knowledge_of(TWO, sequence=1)
    with pytest.raises(NotFound, match="no clauses 'fees'"):
        knowledge.entry("clauses", "fees")
    assert knowledge.entries("clauses") == []


def test_the_production_version_is_read_where_one_was_set_by_then():
    labelled = replace(TWO, labels=(LabelMove(7, "production", 1), LabelMove(8, "draft", 2)))
    assert knowledge_of(labelled, sequence=6).entry("clauses", "fees").version == 2
    assert knowledge_of(labelled, sequence=7).entry("clauses", "fees").version == 1


def test_an_archived_entry_is_there_until_its_archival():
    archived = replace(TWO, archivals=(Archival(6, True, "update"), Archival(8, False, "update")))
    for sequence, there in ((5, True), (6, False), (7, False), (8, True)):
        assert len(knowledge_of(archived, sequence=sequence).entries("clauses")) == there
    with pytest.raises(NotFound):
        knowledge_of(archived, sequence=7).entry("clauses", "fees")


def test_entries_are_those_under_a_prefix_sorted_by_name():
    names = ("b.two", "b.one", "b", "bc", "a", "b.one.deep")
    knowledge = knowledge_of(
        *[a_prompt(f"clauses/{name}", a_version(1, 1, name)) for name in names],
        a_prompt("terms/b", a_version(1, 1, "elsewhere")),
    )
    assert [e.name for e in knowledge.entries("clauses")] == sorted(names)
    assert [e.name for e in knowledge.entries("clauses", "b")] == [
        "b",
        "b.one",
        "b.one.deep",
        "b.two",
    ]
    assert list(knowledge.entries("clauses", "nothing")) == []


def test_json_is_read_without_its_meta():
    card = a_prompt("rate_cards/house", a_version(1, 1, '{"$meta": {"title": "x"}, "base": 1}'))
    assert knowledge_of(card).json("rate_cards", "house") == {"base": 1}


def test_json_may_be_a_list():
    card = a_prompt("terms/list", a_version(1, 1, "[1, 2]"))
    assert knowledge_of(card).json("terms", "list") == [1, 2]


def test_what_is_not_json_is_refused_by_its_reference():
    card = a_prompt("rate_cards/house", a_version(1, 1, "base: 1"))
    with pytest.raises(InvalidInput, match=r"rate_cards/house@1: is not JSON") as raised:
        knowledge_of(card).json("rate_cards", "house")
    assert raised.value.field == "rate_cards/house@1"


def test_a_wish_about_data_does_not_make_the_data_unreadable():
    card = a_prompt("rate_cards/house", a_version(1, 1, '{"base": 1}', "raise the base"))
    assert knowledge_of(card).json("rate_cards", "house") == {"base": 1}


def test_what_was_read_is_noted_once_with_its_version_and_sorted():
    knowledge = knowledge_of(
        TWO,
        a_prompt("clauses/audit", a_version(1, 1, "audit")),
        a_prompt("rate_cards/house", a_version(1, 1, '{"base": 1}')),
        a_prompt("terms/unread", a_version(1, 1, "unread")),
    )
    assert knowledge.used == []
    knowledge.json("rate_cards", "house")
    knowledge.entries("clauses")
    knowledge.entry("clauses", "fees")
    assert knowledge.used == ["clauses/audit@1", "clauses/fees@2", "rate_cards/house@1"]


def test_what_was_not_found_is_not_noted():
    knowledge = knowledge_of(TWO)
    with pytest.raises(NotFound):
        knowledge.entry("clauses", "nothing")
    assert knowledge.used == []
