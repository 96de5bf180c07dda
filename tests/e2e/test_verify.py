"""`verify` and `replay` as a person uses them, on a home in which real work was done."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from tests.e2e.conftest import ROOT
from tests.racing import PATIENCE

SAMPLE = ROOT / "database/samples/harbour_futsal.md"


class Used:
    """A home after a run and an update, and the command line on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.projection = home / "projections.sqlite"
        self._environment = {
            **os.environ,
            "PROMPTINTEL_HOME": str(home),
            "PROMPTINTEL_DATABASE": str(ROOT / "database"),
        }

    def __call__(self, *arguments: object, exits: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "core.cli.main", *map(str, arguments)],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == exits, done.stderr + done.stdout
        return done

    def json(self, *arguments: object, exits: int = 0):
        return json.loads(self(*arguments, "--json", exits=exits).stdout)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """`promptintel serve` in a process of its own, and its address."""
        process = subprocess.Popen(
            [sys.executable, "-m", "core.cli.main", "serve", "--port", "0"],
            cwd=ROOT,
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            (address,) = re.findall(r"http://\S+", process.stderr.readline())
            yield address
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)

    def comes_true(self, holds: Callable[[], bool]) -> bool:
        """Whether `holds` within our patience."""
        deadline, pause = monotonic() + PATIENCE, Event()
        while not holds():
            if pause.wait(0.02) or monotonic() > deadline:
                return False
        return True

    def rows(self, statement: str) -> list[tuple]:
        connection = sqlite3.connect(self.projection)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def change(self, statement: str) -> None:
        connection = sqlite3.connect(self.projection, isolation_level=None)
        assert connection.execute(statement).rowcount > 0
        connection.close()


@pytest.fixture(scope="module")
def worked_in(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("used") / "home"
    shutil.copytree(built_home, home)
    used = Used(home)
    used("run", SAMPLE)
    used("update", "workflow", "questionnaire_to_contract", "--suggest", "More futsal")
    return home


@pytest.fixture
def used(worked_in: Path, tmp_path: Path) -> Used:
    shutil.copytree(worked_in, tmp_path / "home")
    return Used(tmp_path / "home")


def test_a_run_and_an_update_are_in_the_tables_when_the_command_has_ended(used):
    ((name, sport),) = used.rows("SELECT league_name, sport FROM leagues")
    assert (name, sport) == ("Harbour Futsal Association Incorporated", "Futsal")
    assert used.rows("SELECT workflow_name, success, user_id FROM workflow_executions") == [
        ("questionnaire_to_contract", 1, "local")
    ]
    definitions = "SELECT total_stages, version FROM workflow_definitions WHERE workflow_name = ?"
    found = used.rows(definitions.replace("?", "'questionnaire_to_contract'"))
    assert found == [(7, 2)]
    ((progress,),) = used.rows("SELECT status FROM execution_progress")
    assert progress == "completed"
    ((examples,),) = used.rows("SELECT count(*) FROM league_examples WHERE sport <> ''")
    assert examples > 0
    ((uses,),) = used.rows("SELECT max(total_uses) FROM prompt_history WHERE success_rate = 1")
    assert uses == 1


def test_the_same_league_twice_is_one_league(used):
    used("run", SAMPLE)
    assert used.rows("SELECT count(*) FROM leagues") == [(1,)]
    assert used.rows("SELECT count(*) FROM workflow_executions") == [(2,)]


def test_a_home_that_was_worked_in_is_sound(used):
    done = used.json("verify")
    assert (done["sound"], done["damage"], done["unchecked"]) == (True, [], [])
    assert min(done["checked"][part] for part in ("appends", "blobs", "snapshots", "rows")) > 0
    assert "all of it is sound" in used("verify").stdout


def test_damage_ends_with_1_and_names_place_and_remedy(used):
    used.change("UPDATE leagues SET tier = '9.9'")
    done = used("verify", exits=1)
    assert "projections.sqlite: leagues" in done.stdout
    assert "promptintel replay" in done.stdout
    (damage,) = used.json("verify", exits=1)["damage"]
    assert (damage["kind"], damage["problem"]) == ("projection", "the log says otherwise of tier")


def test_a_replay_mends_the_projection(used):
    before = used.rows("SELECT * FROM leagues")
    used.change("UPDATE leagues SET tier = '9.9'")
    done = used.json("replay")
    assert (done["target"], done["rows"]["leagues"]) == ("sqlite", 1)
    assert used.rows("SELECT * FROM leagues") == before
    assert used.json("verify")["sound"]


@pytest.mark.parametrize("content", [b"", b"no database " * 500])
def test_a_replay_mends_a_file_that_is_no_database(used, content):
    used.projection.write_bytes(content)
    used("replay", "--target", "sqlite")
    assert used.rows("SELECT count(*) FROM leagues") == [(1,)]
    assert used.json("verify")["sound"]


def test_a_lost_event_is_found(used):
    (stream,) = (used.home / "log/executions").iterdir()
    sorted(stream.glob("*.json"))[4].unlink()
    problems = [d["problem"] for d in used.json("verify", exits=1)["damage"]]
    assert any("is missing" in problem for problem in problems)


def test_a_home_that_is_not_there_ends_with_3(used):
    shutil.rmtree(used.home)
    done = used("verify", exits=3)
    assert "PROMPTINTEL_HOME" in done.stderr
    assert not used.home.exists()


def test_a_projection_that_fails_costs_an_update_one_line_and_catches_up_later(used):
    used.projection.rename(used.home / "aside")
    used.projection.mkdir()
    update = ("update", "workflow", "questionnaire_to_contract", "--suggest")
    done = used(*update, "Be brief", "--json")
    assert json.loads(done.stdout)["new_version"] == 3
    (line,) = done.stderr.strip().splitlines()
    assert "lags behind" in line
    used.projection.rmdir()
    (used.home / "aside").rename(used.projection)
    used(*update, "Be clear")
    versions = "SELECT version FROM prompt_catalog WHERE prompt_name = 'questionnaire_to_contract'"
    assert (4,) in used.rows(versions)
    assert used.json("verify")["sound"]


def test_what_a_server_is_told_is_in_the_tables_while_it_runs(used):
    body = {"prompt_type": "agents", "prompt_name": "new_one", "body": "Text.", "create": True}
    with used.serving() as address:
        request = urllib.request.Request(
            f"{address}/api/prompts/update", json.dumps(body).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer)["new_version"] == 1
        row = "SELECT version FROM prompt_catalog WHERE prompt_name = 'new_one'"
        assert used.comes_true(lambda: used.rows(row) == [(1,)])
    assert used.json("verify")["sound"]


def test_replay_knows_its_targets(used):
    assert "sqlite" in used("replay", "--target", "nowhere", exits=2).stderr
