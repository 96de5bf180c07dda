"""Whole contracts as a lawyer reads them, for five leagues that differ wherever a clause asks.

`UPDATE_GOLDEN=1` writes them anew; read what has changed before you keep it.
"""

import json
import os
from functools import cache
from typing import Any

import pytest

from core.documents.contracts.codec import from_json
from core.documents.contracts.library import Clause
from core.documents.contracts.markdown import to_markdown
from core.documents.contracts.templates import TableBlock, inner
from core.pipeline.drafting.documents import DOCUMENTS, Library
from core.pipeline.validating import complaints_about
from tests.builders_contracts import ROOT, ShippedKnowledge, drawn_up

GOLDEN = ROOT / "tests/golden/contracts"
LEAGUES = sorted(path.name for path in GOLDEN.iterdir())
SCHEMA = json.loads(
    (
        ROOT / "database/output-styles/league_questionnaire_to_contract"
        "/stage_7_contract_assembly/schema/result.json"
    ).read_text()
)


@cache
def results(league: str) -> dict[str, Any]:
    stated = json.loads((GOLDEN / league / "profile.json").read_text(encoding="utf-8"))
    return drawn_up(stated["profile"], stated["answered_none"])


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("league", LEAGUES)
def test_a_contract_reads_as_it_was_last_approved(league: str, name: str):
    made = results(league)["assemble"]["documents"]
    text = to_markdown(from_json(next(one for one in made if one["name"] == name)))
    golden = GOLDEN / league / f"{name}.md"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("league", LEAGUES)
def test_a_golden_contract_is_valid_and_has_no_findings(league: str):
    assembled = results(league)["assemble"]
    assert assembled["findings"] == []
    assert complaints_about(assembled, SCHEMA) == ()


ONE_FORMAT_A_LEAGUE = {
    "clauses/data_specification.records_field",
    "clauses/data_specification.records_race",
}
"""A league has one format and there are seven; what these print is tested with the assembly."""

TWO_ANSWERS = (
    "clauses/permitted_use",
    "/betting/wants_betting is missing and /doubt/betting/wants_betting is true",
)
"""A profile has one answer to a question; two answers are tested with the assembly."""


def test_every_clause_with_a_condition_is_chosen_for_one_league_and_left_out_for_another():
    conditional = {_entry(c.ref) for c in library().clauses if c.when != "always"}
    chosen = [_chosen(league) for league in LEAGUES]
    never = {name for name in conditional if not any(name in names for names in chosen)}
    always = {name for name in conditional if all(name in names for names in chosen)}
    assert never == ONE_FORMAT_A_LEAGUE
    assert always == set()


def test_every_condition_within_a_clause_holds_for_one_league_and_fails_for_another():
    printed = [_conditions_printed(league) for league in LEAGUES]
    never, always = set(), set()
    for clause in library().clauses:
        for when in _conditions(clause):
            held = [(_entry(clause.ref), when) in conditions for conditions in printed]
            chosen = [_entry(clause.ref) in _chosen(league) for league in LEAGUES]
            if any(chosen) and not any(held):
                never.add((_entry(clause.ref), when))
            if all(chosen) and all(held):
                always.add((_entry(clause.ref), when))
    assert never == {TWO_ANSWERS}
    assert always == set()


@cache
def library() -> Library:
    return Library.of(ShippedKnowledge())


def _entry(ref: str) -> str:
    return ref.partition("@")[0]


def _chosen(league: str) -> set[str]:
    documents = results(league)["assemble"]["documents"]
    return {_entry(section["clause"]) for one in documents for section in one["sections"]}


def _conditions(clause: Clause) -> set[str]:
    """Of blocks; rows of a table carry no condition once they are printed."""
    return {
        guard.when
        for block in clause.blocks
        if not isinstance(block, TableBlock)
        for guard, _, _ in inner(block)
        if guard.when is not None
    }


def _conditions_printed(league: str) -> set[tuple[str, str]]:
    return {
        (_entry(block["clause"]), block["when"])
        for one in results(league)["assemble"]["documents"]
        for section in one["sections"]
        for block in section["paragraphs"]
        if "when" in block
    }
