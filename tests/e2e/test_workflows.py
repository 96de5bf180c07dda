"""Workflows beside the contract's own: files and folders, with no code of theirs."""

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT
from tests.e2e.test_cli import CommandLine

SAMPLES = ROOT / "database/samples"
STAGES = ["extract", "classify", "write"]


@pytest.fixture
def cli(tmp_path: Path, home: Path) -> CommandLine:
    return CommandLine(tmp_path, home, ROOT / "database")


@pytest.fixture
def own_genesis(tmp_path: Path, home: Path) -> CommandLine:
    """A command line whose genesis files may be changed."""
    database = tmp_path / "database"
    shutil.copytree(ROOT / "database", database)
    return CommandLine(tmp_path, home, database)


def read_brief(cli: CommandLine, sample: str, folder: Path) -> tuple[dict, str]:
    done = cli.json("run", SAMPLES / sample, "--workflow", "partner_brief", "--out", folder)
    assert (done["status"], set(done["stages"])) == ("completed", set(STAGES))
    return done, (folder / "partner_brief.md").read_text()


def test_a_brief_of_a_league_that_is_held_back_says_by_what(cli, tmp_path):
    done, text = read_brief(cli, "harbour_futsal.md", tmp_path / "out")
    assert text.startswith("# Harbour Futsal: partner brief\n")
    assert "**72.4 of 100: development, tier 4.2.** The score alone would make it standard" in text
    assert "fan engagement has 42" in text
    assert "| Existing deals | Streaming agreement with KickOff Live to December 2027" in text
    assert "| Integrity officer | **not stated** |" in text
    assert "| Joanne Whitby | President | president@harbourfutsal.example |" in text
    assert done["stages"]["write"]["result"]["lines"] <= 100


def test_a_brief_of_a_league_that_is_ready_shows_what_it_wants_in_its_words(cli, tmp_path):
    done, text = read_brief(cli, "northern_drone_racing.md", tmp_path / "out")
    assert text.startswith("# Northern Drone Racing: partner brief\n")
    assert "**95.2 of 100: premium, tier 1.1.**" in text
    assert "| Minimum guarantee | GBP 120,000 per year | “£120,000 per year” |" in text
    assert "| Term | 36 months | “Three years” |" in text
    assert "We would love a test feed before September." in text
    assert done["stages"]["write"]["result"]["lines"] <= 100


@pytest.mark.parametrize("sample", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_the_brief_and_the_contract_agree_on_a_league(cli, sample):
    brief = cli.json("run", sample, "--workflow", "partner_brief")["stages"]["classify"]["result"]
    whole = cli.json("run", sample)["stages"]["classify"]["result"]
    assert (brief["tier"], brief["readiness"]["score"]) == (
        whole["tier"],
        whole["readiness"]["score"],
    )


def test_a_brief_takes_part_in_nothing_but_what_its_stages_name(cli):
    done = cli.json("run", SAMPLES / "coastal_rowing.csv", "--workflow", "partner_brief")
    shown = cli.json("executions", "show", done["execution_id"])
    assert [artifact["name"] for artifact in shown["artifacts"]] == ["partner_brief.md"]


def test_the_brief_is_found_by_who_looks_for_it(cli):
    found = cli.json("search", "two pages about a league before a call", "--type", "workflows")
    assert found["results"][0]["name"] == "partner_brief"


def test_the_brief_runs_over_http_like_any_other_workflow(client):
    done = client.post(
        "/api/prompts/execute",
        json={
            "workflow": "partner_brief",
            "input_data": {"file": (SAMPLES / "harbour_futsal.md").read_text()},
        },
    ).json
    assert done["status"] == "completed"
    file = client.get(
        f"/api/prompts/executions/{done['execution_id']}/artifacts/partner_brief.md"
    ).data.decode()
    assert file == done["result"]["stages"]["write"]["result"]["text"]


def test_a_bare_text_is_a_workflow_of_one_stage(own_genesis):
    workflows = own_genesis.database / "prompts/workflows"
    (workflows / "new_workflow.md").write_text("New workflow prompt\n")
    own_genesis("build")
    assert own_genesis.json("search", "new workflow")["results"][0]["name"] == "new_workflow"
    done = own_genesis.json(
        "run", SAMPLES / "coastal_rowing.csv", "--workflow", "new_workflow", "--out", "out"
    )
    assert (done["status"], list(done["stages"])) == ("completed", ["write"])
    text = (own_genesis.folder / "out/new_workflow.md").read_text()
    assert text.startswith("# New workflow prompt\n")
    assert "Coastal Rowing League Limited" in text


def test_another_workflow_is_another_file_and_folder(own_genesis):
    style = own_genesis.database / "output-styles/one_line"
    (style / "write").mkdir(parents=True)
    (style / "write/README.md").write_text(
        "---\ntitle: One line\npurpose: A line about a league.\n---\n"
        "# Say it in a line\n\n```outline\n# {{/league/brand_name}}\n\n"
        "{{/sport/name}}, {{/season/events_per_season}} events.\n```\n"
    )
    (own_genesis.database / "prompts/workflows/one_line.md").write_text(
        "---\ntitle: One line\npurpose: A line about a league.\noutput_style: one_line\n"
        "stages:\n  - name: extract\n    task: extract\n  - name: write\n    folder: write\n---\n"
        "A line about a league.\n"
    )
    own_genesis("build")
    done = own_genesis.json("run", SAMPLES / "metro_breaking.json", "--workflow", "one_line")
    text = done["stages"]["write"]["result"]["text"]
    assert text == "# Metro Breaking\n\nBreaking, 9 events.\n"


def test_an_outline_with_a_slip_is_refused_with_its_line_and_changes_nothing(own_genesis):
    before = own_genesis.json("build")["snapshot"]
    readme = own_genesis.database / "output-styles/partner_brief/write/README.md"
    whole = readme.read_text()
    for slip, words in [
        ("{{show: everything}}", "shows nothing"),
        ("- Fee: {{/commercial/fee}}", "is no fact of a profile"),
    ]:
        readme.write_text(whole.replace("- Fee: {{/commercial/fee_model}}", slip))
        told = own_genesis("validate", exits=1).stderr
        assert words in told
        assert "output-styles/partner_brief/write/README.md:" in told
    readme.write_text(whole)
    assert own_genesis.json("build")["snapshot"] == before


def test_the_outline_can_be_changed_by_an_update_without_a_build(cli, tmp_path):
    readme = (ROOT / "database/output-styles/partner_brief/write/README.md").read_text()
    (tmp_path / "new.md").write_text(readme.replace("## What they want", "## Their wishes"))
    cli("update", "stages", "partner_brief.write", "--body", tmp_path / "new.md")
    _, text = read_brief(cli, "harbour_futsal.md", tmp_path / "out")
    assert "## Their wishes" in text
    (tmp_path / "bad.md").write_text(readme.replace("{{show: readiness}}", "{{show: luck}}"))
    told = cli("update", "stages", "partner_brief.write", "--body", tmp_path / "bad.md", exits=1)
    assert "shows nothing" in told.stderr


def test_the_shipped_style_of_the_brief_is_whole():
    style = ROOT / "database/output-styles/partner_brief"
    assert sorted(path.name for path in style.iterdir()) == sorted(STAGES)
    for stage in STAGES:
        assert (style / stage / "README.md").is_file()
        assert json.loads((style / stage / "schema/result.json").read_text())["type"] == "object"
        assert len(list((style / stage / "examples").glob("*.json"))) == 2
