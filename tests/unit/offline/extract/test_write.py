import pytest

from core.adapters.offline.model import OfflineModel
from tests.unit.offline.extract.builders import VocabularyKnowledge, a_request

TEXT = "SEASON\n\nTeams: 8\nPrize money: a | <b>100</b>\n"


def written(prompt: str, name: str = "new_workflow"):
    known = VocabularyKnowledge({name: prompt})
    request = a_request(TEXT, task="write", workflow=f"workflows/{name}@1", knowledge=known)
    return OfflineModel().generate(request)


def test_a_bare_workflow_makes_a_document_of_its_heading_and_the_answers():
    draft = written("# Season brief\n\nSum it up.\n")
    (file,) = draft.files
    assert draft.value["title"] == "Season brief"
    assert (file.name, file.media_type) == ("new_workflow.md", "text/markdown")
    assert file.content.decode() == draft.value["text"]
    assert file.content.startswith(b"# Season brief\n")
    assert "| Teams | 8 |" in draft.value["text"]


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("New workflow prompt\n", "New workflow prompt"),
        ("", "New workflow"),
    ],
)
def test_the_title_comes_from_the_workflows_prompt_or_its_name(prompt, title):
    assert written(prompt).value["title"] == title


def test_what_the_document_says_is_escaped():
    text = written("# Brief").value["text"]
    assert "\\<b\\>100\\</b\\>" in text
    assert "a \\| \\<b" in text


def test_the_file_is_named_without_anything_a_path_could_use():
    (file,) = written("x", name="a.b-c").files
    assert file.name == "a.b-c.md"


def test_the_same_request_writes_the_same_bytes():
    assert written("# Brief").files == written("# Brief").files
