from dataclasses import replace

import pytest

from core.adapters.memory.blobs import MemoryBlobStore
from core.catalogue.model import Catalogue, LabelMove, Prompt, Version
from core.catalogue.reading import chosen_version, prompt_as_json
from core.catalogue.rendering import text_of
from core.errors import NotFound
from tests.builders_catalogue import REF, after_import, after_update, an_entry, an_update


class Texts:
    """Gives texts as an index does."""

    snapshot_id = "snapshot-1"
    sequence = 7

    def text(self, version: Version) -> str:
        return text_of(version, MemoryBlobStore())


def a_prompt_of_three_versions() -> Prompt:
    catalogue = after_import(Catalogue(), an_entry(text="one\n", metadata={"title": "Drafter"}))
    for suggestion in ("two", "three"):
        catalogue = after_update(catalogue, an_update(suggestion))
    return catalogue.prompts[REF]


def labelled(prompt: Prompt, *moves: tuple[str, int]) -> Prompt:
    moved = tuple(LabelMove(4 + n, label, version) for n, (label, version) in enumerate(moves))
    return replace(prompt, labels=moved)


def test_without_a_wish_the_latest_version_is_chosen():
    prompt = labelled(a_prompt_of_three_versions(), ("production", 1))
    assert chosen_version(prompt, version=None, label=None).number == 3
    assert chosen_version(prompt, version=None, label="latest").number == 3


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_version_is_chosen_by_its_number(number):
    assert chosen_version(a_prompt_of_three_versions(), version=number, label=None).number == number


@pytest.mark.parametrize("number", [-1, 0, 4, 10**9])
def test_a_version_that_is_not_there_is_not_found_and_told_which_are(number):
    with pytest.raises(NotFound, match=rf"agents/drafter@{number}.*versions 1 to 3"):
        chosen_version(a_prompt_of_three_versions(), version=number, label=None)


def test_a_label_points_at_the_version_it_was_moved_to_last():
    prompt = labelled(
        a_prompt_of_three_versions(), ("production", 3), ("draft", 1), ("production", 2)
    )
    assert chosen_version(prompt, version=None, label="production").number == 2
    assert chosen_version(prompt, version=None, label="draft").number == 1


def test_a_number_and_a_label_must_mean_the_same_version():
    prompt = labelled(a_prompt_of_three_versions(), ("production", 2))
    assert chosen_version(prompt, version=2, label="production").number == 2
    with pytest.raises(NotFound, match="drafter@1'; 'production' points at version 2"):
        chosen_version(prompt, version=1, label="production")


def test_an_unknown_label_is_not_found_and_never_falls_back():
    with pytest.raises(NotFound, match="no label 'production'; agents/drafter has no such label"):
        chosen_version(a_prompt_of_three_versions(), version=None, label="production")


def test_a_prompt_is_given_as_one_flat_object_with_its_point_in_the_catalogue():
    prompt = a_prompt_of_three_versions()
    assert prompt_as_json(Texts(), prompt, prompt.latest) == {
        "type": "agents",
        "name": "drafter",
        "version": 3,
        "text": "one\n\n## Suggestions\n\n- two\n- three\n",
        "suggestions": ["two", "three"],
        "metadata": {"title": "Drafter"},
        "archived": False,
        "labels": {},
        "snapshot": "snapshot-1",
        "sequence": 7,
    }
