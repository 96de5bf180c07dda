"""A document read back from Markdown is the one that was written, and a change of hand shows."""

import pytest

from core.documents.contracts.attributing import Fact, attributed
from core.documents.contracts.codec import from_json
from core.documents.contracts.markdown import to_markdown
from core.documents.contracts.model import ContractDocument, Run, texts
from core.documents.contracts.reading_markdown import from_markdown
from core.errors import InvalidInput
from tests.builders_contracts import a_futsal_league, assembled

MADE = [from_json(value) for value in assembled(a_futsal_league())["documents"]]
AGREEMENT = MADE[0]


def again(text: str) -> ContractDocument:
    return from_markdown(text, field="FILE")


def runs(document: ContractDocument) -> list[Run]:
    return [run for _, _, found in texts(document) for run in found]


@pytest.mark.parametrize("document", MADE, ids=lambda one: one.name)
def test_sections_numbers_blanks_and_terms_come_back(document: ContractDocument):
    read = again(to_markdown(document))
    assert (read.name, read.title, read.reference) == (
        document.name,
        document.title,
        document.reference,
    )
    assert [(s.number, s.heading) for s in read.sections] == [
        (s.number, s.heading) for s in document.sections
    ]
    for told in (
        lambda one: [b.number for s in one.sections for b in s.blocks],
        lambda one: [run.text for run in runs(one) if run.style == "term"],
        lambda one: [(run.blank, run.text) for run in runs(one) if run.blank],
    ):
        assert told(read) == told(document)


def test_what_a_league_wrote_comes_back_as_it_wrote_it():
    name = "1. *Liga* [x](y) | “Term” \\ <b> **4.1** clause 99 {{x}}"
    made = from_json(assembled(a_futsal_league(league__legal_name=name))["documents"][0])
    assert any(name in run.text for run in runs(again(to_markdown(made))))


def test_facts_and_references_are_found_again():
    facts = [Fact("master_agreement", "Term", "11 October 2026", "/deal/start_date")]
    found = runs(attributed(again(to_markdown(AGREEMENT)), facts, "clause"))
    (start,) = [run for run in found if run.source is not None]
    assert (start.text, start.source and start.source.pointer) == (
        "11 October 2026",
        "/deal/start_date",
    )
    targets = [run.target for run in runs(AGREEMENT) if run.target is not None]
    assert len([run for run in found if run.target is not None]) == len(targets)


def test_a_date_that_was_changed_is_taken_for_the_one_that_stood_there():
    facts = [Fact("master_agreement", "Term", "11 October 2026", "/deal/start_date")]
    text = to_markdown(AGREEMENT).replace("begins on 11 October 2026", "begins on 12 October 2026")
    found = runs(attributed(again(text), facts, "clause"))
    (changed,) = [run for run in found if run.source is not None]
    assert changed.text == "12 October 2026"


def test_a_figure_within_a_longer_one_is_not_taken_for_it():
    facts = [Fact("master_agreement", "Fees", "22", "/season/events_per_season")]
    text = to_markdown(AGREEMENT).replace("The Annual Fee is the whole", "Of 22,500 and 1.22 the")
    assert [r for r in runs(attributed(again(text), facts, "clause")) if r.source] == []


@pytest.mark.parametrize("text", ["", "# A title\n\nSome words.\n", "Reference: `x` (`y`)\n"])
def test_a_text_that_is_none_of_ours_is_refused(text: str):
    with pytest.raises(InvalidInput, match="FILE: is no contract document"):
        again(text)
