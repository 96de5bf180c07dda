import re
from dataclasses import replace
from typing import Any

import pytest

from core.catalogue.model import Ref
from core.errors import FileProblem
from core.pipeline.genesis_checks import CHECKS
from tests.builders_contracts import genesis


def problems(name: str, text: str | None = None, **metadata: Any) -> list[FileProblem]:
    """What the check says of a shipped file whose text or front matter was changed."""
    files = dict(genesis())
    ref = Ref.parse(name)
    file = files[ref]
    changed = {key: value for key, value in {**file.metadata, **metadata}.items() if value != ""}
    files[ref] = replace(file, text=text if text is not None else file.text, metadata=changed)
    return list(CHECKS[ref.type](files[ref], files))


def test_the_shipped_library_is_sound():
    files = genesis()
    checked = [file for ref, file in files.items() if ref.type in ("clauses", "documents")]
    assert len(checked) > 60
    assert [p for file in checked for p in CHECKS[file.ref.type](file, files)] == []


def test_a_clause_that_tells_what_the_league_said_sees_only_what_it_said():
    says = re.compile(r"League (states|has stated|has said|has told|has answered|wishes)|it states")
    clauses = [file for ref, file in genesis().items() if ref.type == "clauses"]
    telling = [file for file in clauses if says.search(file.text)]
    assert len(telling) > 10
    assert [file.path for file in telling if file.metadata.get("stated_only") is not True] == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("One.\n\n{{/x", 3, "not closed"),
        ("One.\n\n{{when: /a ist true}} Two.", 3, "condition"),
        ("Pay {{/league/legal_nam}}.", 1, "/league/legal_nam is unknown"),
        ("Pay {{/house/nothing_days}}.", 1, "/house/nothing_days is unknown"),
        ("{{when: /clauses/nothing is true}} Pay.", 1, "no section"),
        ("By {{/league/legal_name}}.", 1, "takes lacks /league/legal_name"),
        ("See {{ref: nothing}}.", 1, "points nowhere"),
        ("One.\n\nSee {{ref: liability.nothing}}.", 3, "points nowhere"),
        ("The {{define: Bonus}} is paid.", 1, "defines lacks 'Bonus'"),
        ("Pay the Bonus.", 1, "'Bonus' is no defined term"),
    ],
)
def test_a_broken_clause_is_named_with_its_line(text: str, line: int, words: str):
    (problem,) = problems("clauses/assignment", text)
    assert words in f"{problem.problem}; {problem.remedy}"
    assert problem.path == "prompts/clauses/assignment.md"
    assert problem.line == genesis()[Ref("clauses", "assignment")].line + line - 1


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"when": "/a is"}, "condition"),
        ({"order": "first"}, "order"),
        ({"documents": ["leaflet"]}, "no 'leaflet'"),
        ({"defines": ["Bonus"]}, "its text does not"),
        ({"takes": ["/sport/name"]}, "/sport/name, which is not used"),
    ],
)
def test_broken_front_matter_is_named(metadata: dict[str, Any], words: str):
    (problem,) = problems("clauses/assignment", **metadata)
    assert words in problem.problem


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("documents/term_sheet", '{"title": "T"}', "notice"),
        ("documents/wording", '{"labels": {}, "words": {}}', "ordinary"),
        ("documents/definitions", "[]", "definitions"),
        (
            "documents/definitions",
            '{"definitions": [{"term": "Fee", "text": "x", "when": "/a ="}]}',
            "'Fee': condition",
        ),
    ],
)
def test_the_files_beside_the_clauses_are_checked_too(name: str, text: str, words: str):
    (problem,) = problems(name, text)
    assert words in problem.problem
