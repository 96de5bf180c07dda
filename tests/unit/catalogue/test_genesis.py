from pathlib import Path

import pytest

from core.catalogue.genesis import read_genesis
from core.errors import InvalidGenesis, InvalidInput


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def problems(root: Path, files: dict[str, str | bytes]) -> list[str]:
    with pytest.raises(InvalidGenesis) as raised:
        read_genesis(write(root, files))
    return [str(problem) for problem in raised.value.problems]


def test_every_place_gives_its_type_and_name(tmp_path):
    files = {
        "prompts/agents/contract/drafter.md": "Draft.",
        "prompts/rate_cards/house.json": '{"base": 1}',
        "prompts/terms/glossary.jsonl": '{"name": "sole"}\n\n{"name": "exclusive"}\n',
        "output-styles/w/stage_2/README.md": "Extract.",
        "output-styles/w/stage_2/schema/profile.json": '{"type": "object"}',
        "output-styles/w/stage_2/examples/one.json": '{"input": {}}',
        "output-styles/examples/seeds/league.json": '{"input": {}}',
        "output-styles/schemas/seeds/league_profile.json": '{"type": "object"}',
    }
    assert [str(file.ref) for file in read_genesis(write(tmp_path, files))] == [
        "agents/contract.drafter",
        "examples/league",
        "examples/w.stage_2.one",
        "rate_cards/house",
        "schemas/league_profile",
        "schemas/w.stage_2.profile",
        "stages/w.stage_2",
        "terms/glossary.exclusive",
        "terms/glossary.sole",
    ]


def test_a_bare_markdown_file_is_a_prompt(tmp_path):
    write(tmp_path, {"prompts/workflows/new_workflow.md": "New workflow prompt\n"})
    (file,) = read_genesis(tmp_path)
    assert (str(file.ref), file.text, file.metadata) == (
        "workflows/new_workflow",
        "New workflow prompt\n",
        {},
    )


def test_front_matter_becomes_metadata_and_dates_in_it_texts(tmp_path):
    write(tmp_path, {"prompts/agents/a.md": "---\ntitle: A\nsince: 2027-01-02\n---\nText\n"})
    (file,) = read_genesis(tmp_path)
    assert (file.metadata, file.text) == ({"title": "A", "since": "2027-01-02"}, "Text\n")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("prompts/agents/a.md", "---\ntitle: [\n---\nText", "prompts/agents/a.md:2: YAML"),
        ("prompts/agents/a.md", "---\ntitle: x\nText", "a.md:1: front matter is not closed"),
        ("prompts/agents/a.md", "---\ntitle: x\n---\n \n", "a.md:1: has no text"),
        ("prompts/agents/a.md", "---\ntitle: 3\n---\nText", "a.md:1: title is not a text"),
        ("prompts/agents/a.md", "---\nquestions: x\n---\nText", "a.md:1: questions is not a list"),
        ("prompts/agents/a.md", "", "a.md:1: is empty"),
        ("prompts/agents/a.md", b"one\ntwo \xff", "a.md:2: is not UTF-8"),
        ("prompts/agents/a.md", "a\0b", "a.md:1: holds a NUL"),
        ("prompts/agents/a.txt", "Text", "a.txt:1: .txt ending"),
        ("prompts/agents/a b.md", "Text", "a b.md:1: 'a b' is no name"),
        ("prompts/search/a.md", "Text", "a.md:1: 'search' is reserved"),
        ("prompts/agent/a.md", "Text", "a.md:1: the folder 'agent' is singular"),
        ("prompts/a.md", "Text", "a.md:1: lies outside a type's folder"),
        ("prompts/cards/a.json", '{\n"a": }', "a.json:2: is not JSON"),
        ("prompts/terms/a.jsonl", '{"name": "x"}\n{"y": 1}', 'a.jsonl:2: has no "name"'),
        ("output-styles/w/notes.txt", "x", "notes.txt:1: has no place"),
    ],
)
def test_each_problem_names_file_line_and_remedy(tmp_path, name, content, expected):
    (problem,) = problems(tmp_path, {name: content})
    assert expected in problem
    assert "; " in problem


def test_all_problems_are_told_at_once(tmp_path):
    files = {"prompts/agents/a.md": "", "prompts/agents/b.md": "---\n", "prompts/agents/c.md": "ok"}
    assert len(problems(tmp_path, files)) == 2


def test_two_files_of_one_name_are_refused(tmp_path):
    files = {"prompts/agents/a.md": "one", "prompts/agents/a.json": '{"two": 2}'}
    (problem,) = problems(tmp_path, files)
    assert "agents/a is also in" in problem


def test_a_huge_file_is_refused(tmp_path):
    (problem,) = problems(tmp_path, {"prompts/agents/a.md": b"x" * (1024 * 1024 + 1)})
    assert "1,048,577 bytes" in problem


def test_a_missing_folder_says_where_to_run(tmp_path):
    with pytest.raises(InvalidInput, match="PROMPTINTEL_DATABASE"):
        read_genesis(tmp_path / "nowhere")
