"""The scripts under `database/scripts/` are the commands of the same names."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with `database/` in it, as a checkout has it."""
    shutil.copytree(ROOT / "database", tmp_path / "database")
    return tmp_path


def script(checkout: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python database/scripts/NAME.py ARGUMENTS`, from the checkout."""
    return subprocess.run(
        [sys.executable, f"database/scripts/{name}.py", *arguments],
        cwd=checkout,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_build_publishes_this_checkout_and_counts_a_file_added_since(checkout):
    first = script(checkout, "build", "--json")
    (checkout / "database/prompts/workflows/new_workflow.md").write_text("New workflow prompt\n")
    second = script(checkout, "build", "--json")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    before, after = json.loads(first.stdout), json.loads(second.stdout)
    assert after["counts"]["workflows"] == before["counts"]["workflows"] + 1
    assert after["snapshot"] != before["snapshot"]
    assert (checkout / ".promptintel").is_dir()


def test_validate_counts_what_it_read_and_changes_nothing(checkout):
    done = script(checkout, "validate", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["valid"] is True
    assert report["counts"]["agents"] >= 12
    assert not (checkout / ".promptintel").exists()


def test_validate_names_a_bad_file_and_exits_as_the_command_does(checkout):
    bad = checkout / "database/prompts/agents/broken.md"
    bad.write_text("---\ntitle: [\n---\nText\n")
    done = script(checkout, "validate")
    assert done.returncode == 1
    assert "prompts/agents/broken.md" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["build", "validate"])
def test_an_unknown_option_is_a_usage_error(checkout, name):
    assert script(checkout, name, "--no-such-option").returncode == 2
