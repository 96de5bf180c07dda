"""The tour in the README runs, command by command, in a copy of the checkout."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from core.cli.main import COMMANDS
from tests.e2e.conftest import ROOT


def tour() -> list[str]:
    """The commands of the README's console blocks."""
    lines = (ROOT / "README.md").read_text().splitlines()
    return [line[2:] for line in lines if line.startswith("$ ")]


def test_every_command_is_in_the_readme():
    told = (ROOT / "README.md").read_text()
    table = told[told.index("## Commands") : told.index("## Over HTTP")]
    assert [name for name in COMMANDS if f"`{name}`" not in table] == []


def test_every_command_of_the_tour_works_as_it_stands(tmp_path: Path):
    shutil.copytree(ROOT / "database", tmp_path / "database")
    binaries = Path(sys.executable).parent
    path = os.pathsep.join([str(binaries), "/usr/bin", "/bin"])
    commands = tour()
    assert len(commands) > 10
    for command in commands:
        assert shlex.split(command)[0] in ("promptintel", "echo")
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=tmp_path,
            env={"PATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert done.stdout or ">" in command
