"""`promptintel price` and `promptintel lint`, as a person uses them on what `run` exported."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.cli.main import main
from core.runtime import runtime
from tests.e2e.conftest import ROOT

SAMPLE = ROOT / "database/samples/coastal_rowing.csv"
Document = dict[str, Any]


class Here:
    """Runs commands in this process: what it says is what a shell would see."""

    def __init__(self, home: Path, capsys: Any, monkeypatch: Any) -> None:
        self._capsys, self._set = capsys, monkeypatch.setenv
        self.at(home)

    def at(self, home: Path) -> None:
        self._set("PROMPTINTEL_HOME", str(home))
        self._set("PROMPTINTEL_DATABASE", str(ROOT / "database"))
        runtime.cache_clear()

    def __call__(self, *arguments: object, exits: int = 0) -> str:
        self._capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = self._capsys.readouterr()
        assert code == exits, said
        return said.out if exits == 0 or said.out else said.err

    def json(self, *arguments: object, exits: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", exits=exits))


@pytest.fixture(scope="module")
def exported(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Any]:
    """A home in which the sample was run, the files that came of it, and what it came to."""
    folder = tmp_path_factory.mktemp("exported")
    home, out = folder / "home", folder / "out"
    shutil.copytree(built_home, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROMPTINTEL_HOME", str(home))
        patch.setenv("PROMPTINTEL_DATABASE", str(ROOT / "database"))
        runtime.cache_clear()
        assert main(["run", str(SAMPLE), "--out", str(out)]) == 0
        executions = runtime().executions
        (execution,) = executions.list()
        results = executions.results(execution)
    runtime.cache_clear()
    return home, out, results


@pytest.fixture
def here(exported: Any, capsys: Any, monkeypatch: Any) -> Here:
    yield Here(exported[0], capsys, monkeypatch)
    runtime.cache_clear()


@pytest.fixture
def files(exported: Any, tmp_path: Path) -> Path:
    """A copy of the exported files, to be changed."""
    shutil.copytree(exported[1], tmp_path / "out")
    return tmp_path / "out"


def test_an_exported_profile_has_the_price_that_its_run_came_to(here, files, exported):
    again = here.json("price", files / "profile.json")
    for name, value in exported[2]["price"].items():
        assert again[name] == value, name
    assert again["readiness"]["score"] == exported[2]["classify"]["readiness"]["score"]


def test_a_bare_profile_is_priced_too(here, files):
    whole = json.loads((files / "profile.json").read_text())
    (files / "bare.json").write_text(json.dumps(whole["profile"]))
    bare = here.json("price", files / "bare.json")
    assert [s["name"] for s in bare["suggestions"]] == ["conservative", "standard", "ambitious"]


def test_a_price_is_told_line_by_line_with_factor_amount_reason_and_facts(here, files):
    said = here("price", files / "profile.json")
    assert "standard (the one that the contract takes)" in said
    assert any(line.split()[:3] == ["Exclusivity", "x", "1.25"] for line in said.splitlines())
    assert "Sole: no other licensee" in said
    assert "from /data/latency_seconds = 5" in said
    assert "Rounding" in said


def test_a_changed_answer_is_told_factor_by_factor_with_what_it_moves(here, files):
    arguments = ("price", files / "profile.json", "--set", "/commercial/exclusivity=exclusive")
    value = here.json(*arguments)
    assert value["set"] == {"/commercial/exclusivity": {"before": "sole", "after": "exclusive"}}
    standard = value["difference"]["suggestions"][1]
    changes = {line["id"]: line for line in standard["lines"]}
    assert changes["exclusivity"]["before"]["factor"] == 1.25
    assert changes["exclusivity"]["after"]["factor"] == 1.5
    assert changes["exclusivity"]["change"] > 0
    assert sum(line["change"] for line in standard["lines"]) == standard["annual_fee"]["change"]
    before, after = value["before"]["suggestions"][1], value["after"]["suggestions"][1]
    assert standard["range"]["low"] == {
        "before": before["range"]["low"],
        "after": after["range"]["low"],
        "change": after["range"]["low"] - before["range"]["low"],
    }
    said = here(*arguments)
    assert "exclusivity: sole -> exclusive" in said
    assert "x 1.25" in said
    assert "x 1.5 " in said


def test_values_are_json_where_they_are_and_text_where_not(here, files):
    value = here.json(
        *("price", files / "profile.json", "--set", "/data/latency_seconds=60"),
        *("--set", '/commercial/territory=["Germany"]', "--set", "/data/incumbent_supplier=null"),
    )
    assert {pointer: one["after"] for pointer, one in value["set"].items()} == {
        "/data/latency_seconds": 60,
        "/commercial/territory": ["Germany"],
        "/data/incumbent_supplier": None,
    }


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("/commercial/exclusivity=total", '/commercial/exclusivity: "total" is not one of'),
        ("/comercial/exclusivity=sole", "/comercial: is no field of the profile; perhaps"),
        ("/data/latency_seconds=soon", "give a number or null, at least 0"),
        ("exclusivity", "--set: 'exclusivity' sets nothing"),
    ],
)
def test_a_wrong_value_is_refused_with_its_pointer_and_the_remedy(here, files, setting, words):
    assert words in here("price", files / "profile.json", "--set", setting, exits=1)


def test_a_file_that_holds_no_profile_is_refused(here, files):
    assert "is no field of the profile" in here("price", files / "term_sheet.json", exits=1)
    assert "there is no file" in here("price", files / "gone.json", exits=1)
    broken = json.loads((files / "profile.json").read_text())
    broken["contradictions"] = [{"pointer": "/league/legal_name"}]
    (files / "profile.json").write_text(json.dumps(broken))
    assert "its evidence was changed" in here("price", files / "profile.json", exits=1)


def test_a_price_goes_by_the_rate_card_in_use_now(here, exported, files, tmp_path):
    shutil.copytree(exported[0], tmp_path / "changed")
    here.at(tmp_path / "changed")
    card = json.loads((ROOT / "database/prompts/rate_cards/house.json").read_text())
    card["tiers"]["base"] = {tier: 2 * fee for tier, fee in card["tiers"]["base"].items()}
    (tmp_path / "card.json").write_text(json.dumps(card))
    here("update", "rate_cards", "house", "--body", tmp_path / "card.json")
    again = here.json("price", files / "profile.json")
    assert again["rate_card"] == "rate_cards/house@2"
    assert again["suggestions"][1]["lines"][0]["amount"] == 2 * 27_000


def test_a_broken_rate_card_is_refused_before_it_is_in_use(here, exported, tmp_path):
    shutil.copytree(exported[0], tmp_path / "changed")
    here.at(tmp_path / "changed")
    card = json.loads((ROOT / "database/prompts/rate_cards/house.json").read_text())
    card["factors"][0]["points"].reverse()
    (tmp_path / "card.json").write_text(json.dumps(card))
    said = here("update", "rate_cards", "house", "--body", tmp_path / "card.json", exits=1)
    assert "factors/volume: has points that do not go up; sort them" in said


NAMES = ("master_agreement", "term_sheet", "data_specification")


@pytest.mark.parametrize("ending", ["json", "md"])
@pytest.mark.parametrize("name", NAMES)
def test_what_was_exported_has_no_findings(
    here, exported, files, tmp_path, built_home, name, ending
):
    known = here.json("lint", files / f"{name}.{ending}")
    assert (known["findings"], known["unchecked"]) == ([], [])
    assert known["against"] == f"execution {known['execution_id']}"
    here.at(built_home)
    elsewhere = here.json("lint", files / f"{name}.{ending}")
    assert (elsewhere["findings"], elsewhere["against"]) == ([], "provenance.json")
    (files / "provenance.json").unlink()
    alone = here.json("lint", files / f"{name}.{ending}")
    assert (alone["findings"], alone["against"]) == ([], "profile.json")


def test_without_any_grounds_it_says_which_rules_were_not_checked(
    here, files, built_home, tmp_path
):
    here.at(built_home)
    shutil.copy(files / "term_sheet.md", tmp_path / "term_sheet.md")
    shutil.copy(files / "term_sheet.json", tmp_path / "term_sheet.json")
    plain = here.json("lint", tmp_path / "term_sheet.md")
    assert plain["against"] is None
    assert {"undefined_term", "amount_without_source"} <= {u["rule"] for u in plain["unchecked"]}
    marked = here.json("lint", tmp_path / "term_sheet.json")
    assert {u["rule"] for u in marked["unchecked"]} == {
        "differs_from_earlier_stage",
        "undefined_term",
    }
    assert "not checked: undefined_term" in here("lint", tmp_path / "term_sheet.md")


def _section(document: Document, id: str) -> Document:
    return next(section for section in document["sections"] if section["id"] == id)


def _in_words(text: str) -> Callable[[Document], None]:
    """Puts `text` into the first paragraph of the renewal clause."""
    return lambda document: _section(document, "renewal")["paragraphs"][0]["runs"].append(
        {"text": text}
    )


def _sourced(pointer: str, text: str) -> Callable[[Document], None]:
    """Prints `text` wherever the value at `pointer` stands."""

    def change(document: Document) -> None:
        for section in document["sections"]:
            for block in section["paragraphs"]:
                cells = block["rows"] if block["kind"] == "table" else [[block["runs"]]]
                for run in (run for row in cells for cell in row for run in cell):
                    if run.get("source", {}).get("pointer") == pointer:
                        run["text"] = text

    return change


def _renumbered(document: Document) -> None:
    _section(document, "renewal")["paragraphs"][1]["number"] = "9.4"


def _pointing_nowhere(document: Document) -> None:
    _section(document, "effects_of_termination")["paragraphs"][-1]["runs"][1]["text"] = "clause 77"


def _defining(document: Document) -> None:
    definition = next(
        block
        for block in _section(document, "definitions")["paragraphs"]
        if block["kind"] == "definition"
    )
    definition["runs"][0]["text"] = "Windfall"


@pytest.mark.parametrize(
    ("change", "rule", "number"),
    [
        (_in_words(" Pay the Premium."), "undefined_term", "9.1"),
        (_defining, "unused_term", ""),
        (_pointing_nowhere, "dangling_reference", "26.4"),
        (_in_words(" {{/deal/fee}}"), "left_over", "9.1"),
        (_in_words(" The place is TBC."), "left_over", "9.1"),
        (_in_words(" It costs EUR 12,000."), "amount_without_source", "9.1"),
        (_in_words(" It ends on 3 May 2029."), "date_without_source", "9.1"),
        (_sourced("/deal/total", "EUR 1 (one euro)"), "differs_from_earlier_stage", "10.3"),
        (_sourced("/deal/start_date", "3 May 2031"), "differs_from_earlier_stage", "8.1"),
        (_renumbered, "numbering_gap", "9.4"),
    ],
)
@pytest.mark.parametrize("grounds", ["execution", "provenance.json", "profile.json"])
def test_each_mistake_in_the_data_is_found_with_its_number(
    here, files, built_home, change, rule, number, grounds
):
    if grounds != "execution":
        here.at(built_home)
    if grounds == "profile.json":
        (files / "provenance.json").unlink()
    path = files / "master_agreement.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    value = here.json("lint", path, exits=1)
    assert value["against"].startswith(grounds)
    assert (rule, number) in {(f["rule"], f["number"]) for f in value["findings"]}
    said = here("lint", path, exits=1)
    assert f"[{rule}]" in said
    assert f"  {number}: " in said or not number


@pytest.mark.parametrize(
    ("old", "new", "rule", "number"),
    [
        ("does not renew by itself.", "does not renew. Pay the Premium.", "undefined_term", "9.1"),
        ("**“Betting Use”** means", "**“Windfall”** means", "unused_term", ""),
        ("under clause 25.", "under clause 77.", "dangling_reference", "8.1"),
        ("does not renew by itself.", "costs {{/deal/fee}}.", "left_over", "9.1"),
        ("does not renew by itself.", "costs EUR 12,000.", "amount_without_source", "9.1"),
        ("does not renew by itself.", "ends on 3 May 2029.", "date_without_source", "9.1"),
        ("this comes to EUR ", "this comes to EUR 9", "differs_from_earlier_stage", "10.3"),
        ("agreement begins on ", "agreement begins on 1", "differs_from_earlier_stage", "8.1"),
        ("**9.2**", "**9.4**", "numbering_gap", "9.4"),
        ("## 9. Renewal", "## 10. Renewal", "numbering_gap", "10"),
    ],
)
@pytest.mark.parametrize("grounds", ["execution", "provenance.json"])
def test_each_mistake_in_the_words_is_found_with_its_number(
    here, files, built_home, old, new, rule, number, grounds
):
    if grounds != "execution":
        here.at(built_home)
    path = files / "master_agreement.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    value = here.json("lint", path, exits=1)
    assert (rule, number) in {(f["rule"], f["number"]) for f in value["findings"]}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("words.md", "# A letter\n", "FILE: is no contract document"),
        ("data.json", "[]", "is no contract document"),
        ("broken.json", "{", "is not JSON"),
        ("gone.md", None, "there is no file"),
    ],
)
def test_a_file_that_is_no_contract_is_refused(here, tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_text(content)
    assert words in here("lint", tmp_path / name, exits=1)


def test_a_provenance_of_another_execution_is_not_taken_for_grounds(here, files, built_home):
    here.at(built_home)
    trace = json.loads((files / "provenance.json").read_text())
    (files / "provenance.json").write_text(json.dumps({**trace, "execution": "another"}))
    assert "tells of another execution" in here("lint", files / "term_sheet.json", exits=1)
