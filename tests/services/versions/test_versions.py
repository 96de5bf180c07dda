"""An earlier version of the code and this one, side by side on one home: each reads what the other
wrote, and goes on with what the other began."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BASELINE = (Path(__file__).parent / "baseline.txt").read_text().strip()
"""The commit that is deployed while a new one is rolled out: the oldest that must get along."""
SAMPLE = ROOT / "database/samples/harbour_futsal.md"
_BEGIN = """
import sys
from pathlib import Path
from core.pipeline.starting import Input
from core.runtime import runtime
sample = Path(sys.argv[1])
print(runtime().starter.start(
    "questionnaire_to_contract", Input(sample.name, sample.read_bytes()), actor="ana"))
"""


class Version:
    """The command line of the code in `folder`, on the home that all of them share."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder = folder
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(folder),
            "PROMPTINTEL_HOME": str(home),
            "PROMPTINTEL_DATABASE": str(ROOT / "database"),
        }

    def ask(self, *arguments: str):
        return json.loads(self._run("-m", "core.cli.main", *arguments, "--json"))

    def begin(self) -> str:
        """An execution that is started, and left to whoever sweeps."""
        return self._run("-c", _BEGIN, str(SAMPLE)).strip()

    def origin(self) -> Path:
        return Path(self._run("-c", "import core; print(core.__file__)").strip())

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self._environment,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def versions(tmp_path_factory) -> tuple[Version, Version]:
    folder = tmp_path_factory.mktemp("versions")
    archived = subprocess.run(
        ["git", "archive", BASELINE, "core", "functions"], cwd=ROOT, capture_output=True
    )
    if archived.returncode != 0:
        pytest.skip(f"the history of this checkout does not reach back to {BASELINE[:12]}")
    with tarfile.open(fileobj=io.BytesIO(archived.stdout)) as archive:
        archive.extractall(folder / "old", filter="data")
    home = folder / "home"
    old, new = Version(folder / "old", home), Version(ROOT, home)
    assert old.origin().is_relative_to(folder / "old")
    assert new.origin().is_relative_to(ROOT)
    old.ask("build")
    return old, new


@pytest.mark.parametrize("first", ["old", "new"])
def test_each_finds_what_the_other_updated(versions, first):
    old, new = versions
    writer, reader = (old, new) if first == "old" else (new, old)
    word = f"zephyr{first}"
    done = writer.ask("update", "agents", "pricing.price_explainer", "--suggest", f"Mention {word}")
    found = reader.ask("search", word, "--limit", "1")
    assert found["sequence"] >= done["sequence"]
    assert found["results"][0]["version"] == done["new_version"]
    writer.ask("build")
    assert (
        reader.ask("search", word, "--limit", "1")["results"][0]["name"]
        == "pricing.price_explainer"
    )
    again = reader.ask("update", "agents", "pricing.price_explainer", "--suggest", f"More {word}")
    assert again["new_version"] == done["new_version"] + 1


@pytest.mark.parametrize("first", ["old", "new"])
def test_each_goes_on_with_an_execution_that_the_other_began(versions, first):
    old, new = versions
    beginner, finisher = (old, new) if first == "old" else (new, old)
    execution_id = beginner.begin()
    finisher.ask("sweep")
    for version in versions:
        shown = version.ask("executions", "show", execution_id)
        assert shown["status"] == "completed"
        assert len(shown["stages"]) == 7
        assert version.ask("why", execution_id, "1.1")


def test_nothing_in_the_home_is_damaged_in_the_eyes_of_the_newer(versions):
    _, new = versions
    assert new.ask("verify")["damage"] == []
