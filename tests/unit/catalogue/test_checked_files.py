"""What the pipeline could not read is named with its file, whatever ending the file has."""

from pathlib import Path

import pytest

from core.catalogue.genesis import read_genesis
from core.errors import InvalidGenesis
from core.pipeline.genesis_checks import CHECKS


def problems(root: Path, name: str, text: str) -> list[str]:
    path = root / "prompts" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(InvalidGenesis) as raised:
        read_genesis(root, CHECKS)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("kind", ["schemas", "documents", "labels", "routing"])
def test_prose_where_data_are_read_is_named(tmp_path, kind):
    (told,) = problems(tmp_path, f"{kind}/definitions.md", "Prose.\n")
    assert told.startswith(f"prompts/{kind}/definitions.md:1: is not JSON")


def test_labels_that_cannot_be_protected_are_named(tmp_path):
    (told,) = problems(tmp_path, "labels/protected.json", '{"protected": ["latest"]}')
    assert "protected/0: 'latest' is reserved" in told


def test_routing_rules_that_cannot_be_read_are_named(tmp_path):
    (told,) = problems(tmp_path, "routing/updates.json", '{"rules": [{"to": "supabase"}]}')
    assert "rules/0/any: is no list of tests" in told


def test_metadata_nested_without_end_are_named(tmp_path):
    deep = '{"$meta": {"a": ' + "[" * 300 + "]" * 300 + "}}"
    (told,) = problems(tmp_path, "terms/deep.json", deep)
    assert "nest it less deep" in told
