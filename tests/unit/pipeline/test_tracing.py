import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.cli.commands.why import why
from core.cli.output import Output
from core.errors import Conflict, InvalidInput, NotFound
from core.pipeline.explaining import Node, as_text, explain
from core.pipeline.ports import Draft, StageRequest
from core.pipeline.starting import Input
from core.pipeline.tasks import assemble, export, price
from core.pipeline.tracing import provenance
from tests.builders_contracts import (
    a_futsal_league,
    a_questionnaire,
    a_request,
    exported,
    genesis,
)
from tests.builders_pipeline import FakeModel, FakePrompts, Pipeline, a_prompt

LEAGUE = a_futsal_league(league__brand_name="Northern \x1b[2J Futsal")


def a_trace(profile: dict[str, Any] = LEAGUE) -> dict[str, Any]:
    draft = exported(profile)
    content = next(one.content for one in draft.files if one.name == "provenance.json")
    return json.loads(content)


def told(number: str, document: str = "master_agreement", **given: Any) -> str:
    return as_text(explain(given.get("trace") or a_trace(), document, number))


def number_of(heading: str) -> str:
    sections = a_trace()["documents"]["master_agreement"]["sections"]
    return next(section["number"] for section in sections if section["heading"] == heading)


def test_a_clause_leads_to_the_words_of_the_questionnaire_and_their_place():
    document, extracted = a_questionnaire(LEAGUE)
    place = extracted["evidence"]["/sport/name"]
    line = document.text[: place["start"]].count("\n") + 1
    text = told("1.1")
    assert "1.1 Definitions and interpretation (Master agreement on sports data)" in text
    assert f"“Futsal” (league.md, line {line}, column 14)" in text


def test_an_amount_leads_through_its_price_lines_to_the_facts_behind_them():
    text = told(number_of("Fees"))
    assert "standard offer of rate_cards/house@1" in text
    assert "Base of tier 3.2 = " in text
    assert "Volume of contests" in text
    assert "/season/events_per_season = 22, stated" in text
    assert text.index("Volume of contests") < text.index("/season/events_per_season = 22")


def test_what_took_part_is_named():
    text = told(number_of("Official data"))
    assert "clause clauses/official_data@1" in text
    assert "extract: fake-1" in text
    assert "stages/style.extract@2" in text
    assert "snapshot 5e1f" in text


def test_a_house_position_a_blank_and_own_words_say_what_they_are():
    assert "the house's own position: before the next season" in told(number_of("Renewal"))
    assert "no value is known" in told(number_of("Governing law and disputes"))
    assert "no fact of the league stands behind it" in told(number_of("Indemnity"))


def test_an_inference_says_what_it_rests_on():
    text = told(number_of("Term"))
    assert "inferred, not stated: the agreement is proposed to begin with the season" in text
    assert "/season/start_date = 2026-10-11, stated" in text


def test_an_answer_of_none_leads_to_its_words():
    document, _ = a_questionnaire(LEAGUE)
    said = {"quote": "Futsal", "start": document.text.index("Futsal"), "question": None}
    said["end"] = said["start"] + len("Futsal")
    given = {"answered_none": {"/commercial/existing_deals": said}}
    draft = exported(LEAGUE, extracted=given)
    trace = json.loads(next(f.content for f in draft.files if f.name == "provenance.json"))
    text = told("3.1", trace=trace)
    assert (
        "it has made no agreement about data"
        in trace["documents"]["master_agreement"]["sections"][4]["paragraphs"][0]["text"]
    )
    assert "/commercial/existing_deals: answered with none" in text
    assert "“Futsal” (league.md, line" in text


def test_a_section_is_told_whole_and_a_paragraph_with_its_items():
    assert [n for n in ("5.1", "5.2", "5.3") if n in told("5")] == ["5.1", "5.2", "5.3"]
    items = told("5.1")
    assert "5.1(d)" in items
    assert "5.2 " not in items
    assert "5.1(a)" not in told("5.1(d)")


def test_parties_and_recitals_are_found_by_what_is_printed():
    assert "Northern Futsal Association" in told("(1)")
    assert "Background" in told("(A)")


@pytest.mark.parametrize("number", ["99.9", "0", "", "1.1.1", "(9)"])
def test_an_unknown_number_is_named_with_those_there_are(number: str):
    with pytest.raises(InvalidInput) as refused:
        told(number)
    assert repr(number) in refused.value.problem
    assert "1.1 to 1.3" in refused.value.remedy


def test_an_unknown_document_is_named_with_those_there_are():
    with pytest.raises(InvalidInput, match="data_specification, master_agreement, term_sheet"):
        told("1.1", "leaflet")


def test_nothing_that_a_league_wrote_can_steer_a_terminal():
    assert "\x1b" not in told("1.1")


def leaves(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from leaves(child)


def test_every_stated_fact_of_every_paragraph_ends_in_a_quote():
    trace = a_trace()
    document, _ = a_questionnaire(LEAGUE)
    for fact in trace["facts"].values():
        for place in fact["places"]:
            assert document.text[place["start"] : place["end"]] == place["quote"]
    stated = [fact for fact in trace["facts"].values() if fact["origin"] == "stated"]
    assert stated
    assert all(fact["places"] for fact in stated)


def test_a_run_without_a_contract_says_so():
    request = a_request(LEAGUE)
    record = {"workflow": "w", "catalogue": 1, "snapshot": "s", "stages": {}}
    with pytest.raises(Conflict, match="no contract yet"):
        provenance("e", request.document, request.results, record)


STAGES = ("extract", "enhance", "classify", "upsert", "price", "assemble", "export")
WORKFLOW = {"stages": [{"name": name, "task": name} for name in STAGES]}


class ContractPipeline(Pipeline):
    """All stages over memory adapters; what a model would judge is given."""

    def __init__(self) -> None:
        known = {r: a_prompt(str(r), f.text, f.metadata) for r, f in genesis().items()}
        contract = a_prompt("workflows/contract", "From a questionnaire.", WORKFLOW)
        known[contract.ref] = contract
        super().__init__(
            model=FakeModel(self._judged),
            tasks={
                "upsert": lambda _: Draft({"league_id": "0" * 64, "facts": []}, "code"),
                "price": price.run,
                "assemble": assemble.run,
                "export": export.run,
            },
            prompts=FakePrompts(known),
        )

    def _judged(self, request: StageRequest) -> Draft:
        results = a_request(LEAGUE).results
        return Draft(results[request.task], "fake-1")

    def contract(self) -> str:
        text = a_questionnaire(LEAGUE)[0].text
        execution = self.starter.start("contract", Input("league.md", text.encode()), actor="local")
        self.bus.drain()
        return execution


@pytest.fixture(scope="module")
def pipeline() -> ContractPipeline:
    return ContractPipeline()


@pytest.fixture(scope="module")
def execution_id(pipeline: ContractPipeline) -> str:
    return pipeline.contract()


@pytest.fixture(scope="module")
def folder(
    pipeline: ContractPipeline, execution_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("out")
    for name in pipeline.artifacts.names(execution_id):
        (path / name).write_bytes(pipeline.artifacts.get(execution_id, name))
    return path


def asked(
    pipeline: Any, contract: object, clause: str = "1.1", document: str | None = None
) -> Output:
    options = Namespace(contract=str(contract), clause=clause, document=document)
    return why(options, SimpleNamespace(executions=pipeline.executions))


def test_an_id_and_every_exported_file_lead_to_the_same_answer(pipeline, execution_id, folder):
    by_id = asked(pipeline, execution_id)
    for name in ("master_agreement.md", "master_agreement.json", "provenance.json"):
        assert asked(pipeline, folder / name) == by_id
    assert by_id.value["execution_id"] == execution_id
    assert "league.md, line" in by_id.text


def test_a_file_of_another_home_is_told_from_the_provenance_beside_it(
    pipeline, execution_id, folder
):
    elsewhere = Pipeline()
    assert asked(elsewhere, folder / "term_sheet.md", "1") == asked(
        pipeline, execution_id, "1", "term_sheet"
    )


def test_a_file_says_which_document_is_meant_unless_told(pipeline, folder):
    assert asked(pipeline, folder / "data_specification.md").value["document"] == (
        "data_specification"
    )
    assert asked(pipeline, folder / "term_sheet.md", "1.1", "master_agreement").value[
        "document"
    ] == ("master_agreement")


def test_a_file_whose_provenance_is_missing_or_foreign_is_refused(folder, tmp_path):
    elsewhere = Pipeline()
    contract = tmp_path / "master_agreement.md"
    contract.write_bytes((folder / "master_agreement.md").read_bytes())
    with pytest.raises(NotFound, match="beside"):
        asked(elsewhere, contract)
    for content, words in [('{"execution": "x"}', "another execution"), ("{", "not JSON")]:
        (tmp_path / "provenance.json").write_text(content)
        with pytest.raises(InvalidInput, match=words):
            asked(elsewhere, contract)


def test_a_provenance_that_was_tampered_with_is_refused_in_words(folder, tmp_path, execution_id):
    contract = tmp_path / "master_agreement.md"
    contract.write_bytes((folder / "master_agreement.md").read_bytes())
    (tmp_path / "provenance.json").write_text(json.dumps({"execution": execution_id}))
    with pytest.raises(InvalidInput, match="provenance"):
        asked(Pipeline(), contract)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("letter.md", "# A letter\n", "carries no reference"),
        ("profile.json", '{"profile": {}}', "carries no reference"),
        ("broken.json", "{", "is not JSON"),
    ],
)
def test_a_file_that_is_no_contract_is_refused(tmp_path, name: str, content: str, words: str):
    (tmp_path / name).write_text(content)
    with pytest.raises(InvalidInput, match=words):
        asked(Pipeline(), tmp_path / name)


def test_an_unknown_id_or_file_is_named(tmp_path):
    with pytest.raises(NotFound, match="none"):
        asked(Pipeline(), "none")
    with pytest.raises(InvalidInput, match="no file"):
        asked(Pipeline(), tmp_path / "absent.md")
