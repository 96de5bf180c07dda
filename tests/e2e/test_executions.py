"""Executions as a person and a machine meet them: real processes over one real home."""

import json
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.adapters.filesystem.log import FilesystemEventLog
from core.events.envelope import StreamId
from tests.e2e.conftest import ROOT
from tests.e2e.test_cli import CommandLine
from tests.racing import PATIENCE

SAMPLE = ROOT / "database/samples/harbour_futsal.md"
STAGES = ["extract", "enhance", "classify", "upsert", "price", "assemble", "export"]
APPROVED = """---
title: Quick note
purpose: A note that somebody must approve.
questions: [how do I write a note]
approval: write
stages:
  - name: write
    task: write
---
Write a note.
"""

# A process that starts one execution under a key shared with others, and works it off.
START_AND_WORK = """
import sys
from pathlib import Path
from core.pipeline.starting import Input
from core.pipeline.waiting import wait_until_settled
from core.runtime import runtime

system = runtime()
system.index.latest()
system.load_stages()
document = Input("futsal.md", Path(sys.argv[1]).read_bytes())
print("ready", flush=True)
sys.stdin.readline()
execution_id = system.starter.start("questionnaire_to_contract", document, actor="local", key="k")
system.start_workers(2)
execution = wait_until_settled(system.executions, execution_id, seconds=60)
system.bus.stop()
print(execution_id, execution.status, flush=True)
"""

# A process that kills itself, as the system would, where it arrives at a point.
DIE_AT = """
import os, signal, sys
from core import crashpoints
from core.cli.main import main

point = sys.argv[1]

def reach(here):
    if here == point:
        os.kill(os.getpid(), signal.SIGKILL)

crashpoints._on_reach = reach
main(sys.argv[2:])
"""

# What starting and watching may not load.
START_AND_WATCH = """
import sys
from core.runtime import runtime
from functions.execute_stage.main import routes
from core.pipeline.starting import Input
from core.pipeline.reporting import describe

assert routes()
system = runtime()
execution_id = system.starter.start(
    "questionnaire_to_contract", Input("a.md", b"League: A"), actor="local"
)
assert describe(system.executions.load(execution_id))["status"] == "running"
assert system.sweeper.sweep().woken == [execution_id]
print([name for name in sys.modules if name.partition(".")[0] in sys.argv[1:]])
"""


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "PROMPTINTEL_HOME": str(home),
        "PROMPTINTEL_DATABASE": str(ROOT / "database"),
    }


@pytest.fixture
def cli(tmp_path: Path, home: Path) -> CommandLine:
    return CommandLine(tmp_path, home, ROOT / "database")


def events(home: Path, execution_id: str) -> list[Any]:
    return list(FilesystemEventLog(home / "log").read(StreamId(f"executions/{execution_id}")))


def claims(home: Path, execution_id: str) -> Counter[str]:
    return Counter(
        event.data["stage"] for event in events(home, execution_id) if event.type == "stage.claimed"
    )


# several processes


def test_two_processes_on_one_home_make_one_execution_and_claim_each_stage_once(home, environment):
    with ExitStack() as running:
        processes = [
            running.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", START_AND_WORK, str(SAMPLE)],
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        for process in processes:
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        told = [process.communicate(timeout=120)[0].split() for process in processes]
    (execution_id, status), other = told
    assert (other, status) == ([execution_id, "completed"], "completed")
    assert claims(home, execution_id) == dict.fromkeys(STAGES, 1)
    assert list((home / "pending").iterdir()) == []
    assert len(list((home / "artifacts" / execution_id).iterdir())) > 5


@pytest.mark.parametrize(
    "point", ["execution.started", "stage.completing", "stage.appended", "artifact.half_written"]
)
def test_after_a_kill_a_sweep_carries_the_run_to_its_end(cli, home, environment, point):
    died = subprocess.run(
        [sys.executable, "-c", DIE_AT, point, "run", str(SAMPLE)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    (listed,) = cli.json("executions", "list")
    if point == "stage.completing":
        # The claim of who died holds until its deadline.
        swept = cli.json("sweep")
        assert (swept["woken"], swept["waiting"]) == ([], [listed["execution_id"]])
        return
    cli.json("sweep")
    done = cli.json("executions", "show", listed["execution_id"])
    assert done["status"] == "completed"
    assert set(claims(home, listed["execution_id"])) == set(STAGES)
    names = {artifact["name"] for artifact in done["artifacts"]}
    folder = home / "artifacts" / listed["execution_id"]
    assert {path.name for path in folder.iterdir() if path.suffix != ".tmp"} == names
    assert cli.json("sweep")["marks"] == 0


def test_starting_and_watching_loads_neither_a_graph_nor_what_only_stages_need(environment):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            START_AND_WATCH,
            "langgraph",
            "langchain_core",
            "babel",
            "phonenumbers",
            "rapidfuzz",
            "wordllama",
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


# the command line


def test_a_completed_execution_is_corrected_by_a_person_and_the_contract_says_so(cli, tmp_path):
    before = cli.json("run", SAMPLE)
    after = cli.json(
        "executions",
        "resolve",
        before["execution_id"],
        "--set",
        "/league/legal_name=Harbour Futsal Holdings Ltd",
        "--set",
        "/league/founded_year=1999",
        "--out",
        tmp_path / "out",
    )
    assert after["execution_id"] != before["execution_id"]
    assert (after["status"], after["origin"]["from"]) == ("completed", "enhance")
    assert after["profile"]["league"]["legal_name"] == "Harbour Futsal Holdings Ltd"
    assert after["evidence"]["/league/legal_name"]["given_by"] == "person"
    assert after["stages"]["extract"]["attempt"] == 0
    contract = (tmp_path / "out/master_agreement.md").read_text()
    assert "Harbour Futsal Holdings Ltd" in contract
    fact = json.loads((tmp_path / "out/provenance.json").read_text())["facts"]["/league/legal_name"]
    assert (fact["value"], fact["origin"]) == ("Harbour Futsal Holdings Ltd", "person")
    assert len(cli.json("executions", "list")) == 2


def test_values_can_come_from_a_file_and_a_wrong_one_is_named(cli, tmp_path):
    before = cli.json("run", SAMPLE)["execution_id"]
    (tmp_path / "values.json").write_text('{"/league/founded_year": 1999}')
    after = cli.json("executions", "resolve", before, "--file", "values.json")
    assert after["profile"]["league"]["founded_year"] == 1999
    for arguments, words in [
        (["--set", "/league/founded_yeer=1999"], "perhaps /league/founded_year"),
        (["--set", "/league/founded_year=17"], "at least 1800"),
        (["--set", "founded_year"], "write /league/legal_name=..."),
        (["--file", "absent.json"], "absent.json"),
        ([], "give at least one pointer"),
    ]:
        refused = cli("executions", "resolve", before, *arguments, exits=1)
        assert words in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1


def test_what_needs_approval_waits_says_how_to_go_on_and_leaves_nothing_before(tmp_path, home):
    shutil.copytree(ROOT / "database", tmp_path / "database")
    (tmp_path / "database/prompts/workflows/note.md").write_text(APPROVED)
    cli = CommandLine(tmp_path, home, tmp_path / "database")
    cli("build")
    waiting = cli.json("run", SAMPLE, "--workflow", "note")
    assert (waiting["status"], waiting["parked"]["reason"]) == ("parked", "approval")
    assert waiting["artifacts"] == []
    execution_id = waiting["execution_id"]
    shown = cli("executions", "show", execution_id).stdout
    assert f"promptintel executions approve {execution_id}" in shown
    (listed,) = cli.json("executions", "list", "--status", "parked")
    assert (listed["execution_id"], listed["stage"]) == (execution_id, "write")
    done = cli.json("executions", "approve", execution_id)
    assert (done["status"], bool(done["artifacts"])) == ("completed", True)
    again = cli("executions", "approve", execution_id, exits=1)
    assert "does not wait for approval" in again.stderr
    cancelled = cli.json("run", SAMPLE, "--workflow", "note")["execution_id"]
    assert cli.json("executions", "cancel", cancelled)["status"] == "cancelled"


def test_an_execution_is_run_again_from_a_stage(cli):
    before = cli.json("run", SAMPLE)
    again = cli.json("executions", "rerun", before["execution_id"], "--from", "price")
    assert again["origin"] == {
        "execution": before["execution_id"],
        "from": "price",
        "sequence": again["origin"]["sequence"],
    }
    attempts = {name: stage["attempt"] for name, stage in again["stages"].items()}
    assert attempts == {**dict.fromkeys(STAGES[:4], 0), **dict.fromkeys(STAGES[4:], 1)}
    results = [
        {name: stage["result"] for name, stage in run["stages"].items()} for run in (before, again)
    ]
    assert results[0]["price"] == results[1]["price"]
    refused = cli("executions", "rerun", before["execution_id"], "--from", "nothing", exits=1)
    assert "name one of extract, enhance" in refused.stderr


def test_many_files_run_side_by_side_and_one_bad_one_stops_nobody(cli, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "league.md").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "scan.exe").write_bytes(b"MZ")
    files = [tmp_path / "a/league.md", tmp_path / "scan.exe", tmp_path / "b/league.md"]
    done = cli("run", *files, "--out", tmp_path / "out", "--json", exits=1)
    statuses = [one["status"] for one in json.loads(done.stdout)["executions"]]
    assert statuses == ["completed", "rejected", "completed"]
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {"league", "league-2"}
    contracts = [tmp_path / "out" / name / "master_agreement.md" for name in sorted(made)]
    assert all(path.is_file() for path in contracts)
    table = cli("run", *files[::2]).stdout
    assert table.splitlines()[0].startswith("2 questionnaires in ")


def test_progress_is_told_stage_by_stage_with_what_was_found_and_how_long(cli):
    told = cli("run", SAMPLE).stderr.splitlines()
    assert [line.split()[1] for line in told if "/7 " in line] == STAGES
    assert all(" s  " in line for line in told if "/7 " in line)
    assert told[-1].split()[0] == "completed"


# over HTTP


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """A server in a process of its own; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "core.cli.main", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stderr.readline()
        assert line.startswith("listening on "), line
        yield line.split()[2]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) in (0, 130)
        process.stderr.close()


def ask(url: str, body: Any = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(url, data=data, timeout=PATIENCE) as answer:
        return json.load(answer)


def test_a_run_is_followed_live_over_http_and_its_stream_ends_with_it(environment):
    with serving(environment) as address:
        body = {
            "workflow": "questionnaire_to_contract",
            "input_data": {"file": SAMPLE.read_text()},
            "wait": 0,
        }
        started = ask(f"{address}/api/prompts/execute", body)
        assert started["status"] == "running"
        url = f"{address}/api/prompts/executions/{started['execution_id']}/events"
        with urllib.request.urlopen(url, timeout=PATIENCE) as stream:
            kinds = [line.decode().split()[1] for line in stream if line.startswith(b"event: ")]
        assert kinds[0] == "execution.started"
        assert kinds[-1] == "execution.completed"
        listed = ask(f"{address}/api/prompts/executions?limit=1")
        assert listed["executions"][0]["execution_id"] == started["execution_id"]


def test_a_server_takes_up_what_an_earlier_one_left(environment, home):
    old = (
        "import os, signal; from core import crashpoints;"
        "from datetime import datetime, timedelta, UTC;"
        "from core.events.minting import Mint; from core.runtime import Runtime;"
        "from core.settings import from_process; from core.pipeline.starting import Input;"
        "crashpoints._on_reach = "
        "lambda here: os.kill(os.getpid(), 9) if here == 'stage.publishing' else None;"
        "earlier = Mint(clock=lambda: datetime.now(UTC) - timedelta(minutes=5));"
        "Runtime(from_process(), earlier).starter.start("
        "'questionnaire_to_contract', Input('a.md', b'League: Northern Futsal'), actor='local')"
    )
    died = subprocess.run(
        [sys.executable, "-c", old], cwd=ROOT, env=environment, check=False, timeout=60
    )
    assert died.returncode == -signal.SIGKILL
    (execution_id,) = [path.name for path in (home / "log/executions").iterdir()]
    with serving(environment) as address:
        url = f"{address}/api/prompts/executions/{execution_id}/events"
        with urllib.request.urlopen(url, timeout=PATIENCE) as stream:
            last = [line for line in stream if line.startswith(b"event: ")][-1]
    assert last == b"event: execution.completed\n"
    assert list((home / "pending").iterdir()) == []
