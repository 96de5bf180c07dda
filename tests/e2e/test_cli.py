"""The command line as a person uses it: real processes, their output and exit codes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT

SAMPLES = sorted((ROOT / "database/samples").iterdir())
WORKFLOW = "workflows/questionnaire_to_contract"


class CommandLine:
    """Runs `promptintel` in `folder`, on the home and the genesis files given."""

    def __init__(self, folder: Path, home: Path, database: Path) -> None:
        self.folder = folder
        self.database = database
        self._environment = {
            "PATH": "/usr/bin:/bin",
            "PROMPTINTEL_HOME": str(home),
            "PROMPTINTEL_DATABASE": str(database),
        }

    def __call__(self, *arguments: object, exits: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "core.cli.main", *map(str, arguments)],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == exits, done.stderr
        return done

    def json(self, *arguments: object, exits: int = 0):
        return json.loads(self(*arguments, "--json", exits=exits).stdout)


@pytest.fixture
def cli(tmp_path: Path, home: Path) -> CommandLine:
    return CommandLine(tmp_path, home, ROOT / "database")


@pytest.fixture
def own_genesis(tmp_path: Path, home: Path) -> CommandLine:
    """A command line whose genesis files may be changed."""
    database = tmp_path / "database"
    shutil.copytree(ROOT / "database", database)
    return CommandLine(tmp_path, home, database)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_runs_through_all_stages_to_a_contract(cli, sample, tmp_path):
    done = cli.json("run", sample, "--out", tmp_path / "out")
    assert done["status"] == "completed"
    assert [stage["status"] for stage in done["stages"].values()] == ["completed"] * 7
    names = {artifact["name"] for artifact in done["artifacts"]}
    for document in ("master_agreement", "term_sheet", "data_specification"):
        assert {f"{document}.md", f"{document}.json"} <= names
    assert {path.name for path in (tmp_path / "out").iterdir()} == names


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_stated_leaf_quotes_its_words_at_its_place(cli, sample):
    done = cli.json("run", sample)
    text = sample.read_text()
    for pointer, evidence in done["evidence"].items():
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"], pointer


def test_a_file_that_cannot_be_read_says_why_and_starts_nothing(cli, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "binary.md").write_bytes(b"\x00\x01\x02" * 50)
    for name, words in [
        ("scan.pdf", "pdf"),
        ("empty.md", "empty"),
        ("binary.md", "binary"),
        ("absent.md", "no file"),
        (".", "folder"),
    ]:
        done = cli("run", name, exits=1)
        assert words in done.stderr.lower()
        assert len(done.stderr.strip().splitlines()) == 1
    assert cli.json("executions", "list") == []


def test_json_output_is_one_document_and_progress_goes_to_stderr(cli):
    done = cli("run", SAMPLES[0], "--json")
    assert json.loads(done.stdout)["status"] == "completed"
    assert "7/7 export" in done.stderr


def test_executions_can_be_listed_and_shown(cli):
    done = cli.json("run", SAMPLES[0])
    (listed,) = cli.json("executions", "list")
    assert listed["execution_id"] == done["execution_id"]
    assert listed["status"] == "completed"
    shown = cli.json("executions", "show", done["execution_id"])
    assert shown["profile"] == done["profile"]


def test_why_leads_from_a_clause_to_the_words_of_the_questionnaire(cli, tmp_path):
    done = cli.json("run", ROOT / "database/samples/harbour_futsal.md", "--out", tmp_path / "out")
    contract = tmp_path / "out/master_agreement.md"
    told = cli("why", contract, "1.1")
    assert cli("why", done["execution_id"], "1.1").stdout == told.stdout
    assert "1.1" in told.stdout
    missing = cli("why", contract, "99.9", exits=1)
    assert "99.9" in missing.stderr


def test_an_update_is_shown_searched_and_told_in_the_history(cli):
    updated = cli.json("update", "workflow", "questionnaire_to_contract", "--suggest", "Use kites")
    assert (updated["status"], updated["new_version"]) == ("updated", 2)
    shown = cli.json("show", WORKFLOW)
    assert (shown["version"], shown["suggestions"]) == (2, ["Use kites"])
    assert cli.json("show", f"{WORKFLOW}@1")["suggestions"] == []
    found = cli.json("search", "kites")["results"][0]
    assert (found["name"], found["version"]) == ("questionnaire_to_contract", 2)
    versions = cli.json("history", WORKFLOW)["versions"]
    assert [version["suggestions"] for version in versions] == [["Use kites"], []]


def test_a_prompt_is_created_and_archived_only_when_asked_for(cli, tmp_path):
    (tmp_path / "body.md").write_text("Count the kites.\n")
    refused = cli("update", "agents", "kite_counter", "--body", "body.md", exits=1)
    assert "create" in refused.stderr
    cli("update", "agents", "kite_counter", "--body", "body.md", "--create")
    assert cli.json("show", "agents/kite_counter")["text"] == "Count the kites.\n"
    cli("update", "agents", "kite_counter", "--archive")
    names = [found["name"] for found in cli.json("search", "kite_counter")["results"]]
    assert "kite_counter" not in names


def test_a_new_file_is_found_after_a_build_and_runs_as_a_workflow(own_genesis):
    path = own_genesis.database / "prompts/workflows/new_workflow.md"
    path.write_text("New workflow prompt\n")
    own_genesis("build")
    found = own_genesis.json("search", "new workflow")["results"]
    assert "new_workflow" in [result["name"] for result in found[:3]]
    done = own_genesis.json("run", SAMPLES[0], "--workflow", "new_workflow")
    assert done["status"] == "completed"
    assert done["artifacts"]


def test_a_changed_file_keeps_suggestions_and_never_overwrites_a_replaced_body(own_genesis):
    workflow = own_genesis.database / "prompts/workflows/questionnaire_to_contract.md"
    agents = own_genesis.database / "prompts/agents"
    agent = sorted(agents.rglob("*.md"))[0]
    name = ".".join(agent.relative_to(agents).with_suffix("").parts)
    own_genesis("update", "workflow", workflow.stem, "--suggest", "Use kites")
    (own_genesis.folder / "body.md").write_text("Mine.\n")
    own_genesis("update", "agents", name, "--body", "body.md")
    for path in (workflow, agent):
        path.write_text(path.read_text() + "\nOne more line.\n")
    built = own_genesis.json("build")
    assert [conflict["ref"] for conflict in built["conflicts"]] == [f"agents/{name}"]
    shown = own_genesis.json("show", WORKFLOW)
    assert (shown["version"], shown["suggestions"]) == (3, ["Use kites"])
    assert "One more line." in shown["text"]
    assert own_genesis.json("show", f"agents/{name}")["text"] == "Mine.\n"


def test_a_broken_genesis_file_is_named_with_line_and_remedy_and_changes_nothing(own_genesis):
    before = own_genesis.json("build")
    (own_genesis.database / "prompts/agents/broken.md").write_text("---\ntitle: [\n---\nx\n")
    told = own_genesis("build", exits=1)
    assert "prompts/agents/broken.md:2:" in told.stderr
    assert own_genesis("validate", exits=1).stderr == told.stderr
    (own_genesis.database / "prompts/agents/broken.md").unlink()
    assert own_genesis.json("build")["snapshot"] == before["snapshot"]


def test_a_damaged_snapshot_is_detected_and_never_served(cli, home):
    parts = sorted((home / "snapshots").rglob("*"), key=lambda p: p.stat().st_size)
    largest = parts[-1]
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    largest.chmod(0o644)
    largest.write_bytes(content)
    done = cli("search", "contract", exits=3)
    assert "damaged" in done.stderr.lower()
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "exits", "words"),
    [
        (("search", ""), 1, "query"),
        (("search", "x" * 5000), 1, "query"),
        (("search", "x", "--type", "nothings"), 1, "nothings"),
        (("search", "x", "--limit", "0"), 1, "limit"),
        (("search", "x", "--limit", "many"), 2, "limit"),
        (("show", "nothing"), 1, "type/name"),
        (("show", "agents/../../etc/passwd"), 1, "no name"),
        (("show", "search/x"), 1, "reserved"),
        (("show", f"{WORKFLOW}@99"), 1, "versions 1 to 1"),
        (("show", f"{WORKFLOW}@nope"), 1, "label"),
        (("update", "agents", "x", "--suggest", " "), 1, "suggestions"),
        (("update", "agents", "x", "--body", "absent.md"), 1, "absent.md"),
        (("executions", "show", "../x"), 1, "stream"),
        (("executions", "show", "none"), 1, "none"),
        (("why", "none", "1.1"), 1, "none"),
        (("run", "absent.md"), 1, "absent.md"),
        (("nonsense",), 2, "nonsense"),
        ((), 2, "COMMAND"),
    ],
)
def test_a_wrong_call_says_in_one_sentence_what_to_mend(cli, arguments, exits, words):
    done = cli(*arguments, exits=exits)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_says_what_is_in_use(cli):
    told = cli.json("doctor")
    assert told["ok"] is True
    assert {"home", "database", "log", "snapshot"} <= {check["part"] for check in told["checks"]}


def test_state_lives_in_the_working_folder_unless_told(tmp_path):
    environment = {"PATH": "/usr/bin:/bin"}
    subprocess.run(
        [sys.executable, "-m", "core.cli.main", "search", "contract"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / ".promptintel/log/catalogue").is_dir()
