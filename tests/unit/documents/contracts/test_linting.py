"""Each rule of the linter has a mistake that trips it, and a sound document trips none."""

from dataclasses import replace
from typing import Any

import pytest

from core.documents.contracts.linting import Expected, Finding, lint
from core.documents.contracts.model import (
    Blank,
    Block,
    ContractDocument,
    Paragraph,
    Run,
    Section,
    Source,
)
from core.documents.contracts.numbering import numbered, referenced

CLAUSE = "clauses/x@1"
FEE = Source("/deal/annual_fee", "price")


def a_paragraph(*runs: Run | str, **given: Any) -> Paragraph:
    parts = tuple(Run(run) if isinstance(run, str) else run for run in runs)
    return Paragraph(given.pop("kind", "paragraph"), parts, CLAUSE, **given)


SOUND: tuple[Block, ...] = (
    a_paragraph("The ", Run("Fee", style="term"), " is ", Run("EUR 900", FEE), "."),
    a_paragraph("The Fee is due under ", Run("", target="payment.due"), "."),
)
PAYMENT = a_paragraph("It is due in time. By ", Run("a date", blank="1"), anchor="due")


def a_document(*blocks: Block, **given: Any) -> ContractDocument:
    sections = [
        Section("fees", "Fees", CLAUSE, blocks or SOUND),
        Section("payment", "Payment", CLAUSE, (PAYMENT,)),
    ]
    document = ContractDocument(
        "master_agreement",
        "Agreement",
        "e",
        "A draft.",
        brief=False,
        sections=referenced(numbered(sections), "clause"),
        blanks=(Blank("1", "a date", None, ("2.1",)),),
    )
    return replace(document, **given)


EXPECTED = Expected(printed={"/deal/annual_fee": frozenset({"EUR 900"})})


def found(document: ContractDocument, expected: Expected = EXPECTED) -> list[tuple[str, str]]:
    return [(finding.rule, finding.number) for finding in lint([document], expected)]


def test_a_sound_document_has_no_findings():
    assert found(a_document()) == []


@pytest.mark.parametrize(
    ("block", "finding"),
    [
        (a_paragraph("Pay the Premium."), ("undefined_term", "1.3")),
        (a_paragraph("A ", Run("Bonus", style="term"), " is never paid."), ("unused_term", "")),
        (
            a_paragraph("Each Fee (", Run("Fee", style="term"), ") counts."),
            ("term_defined_twice", ""),
        ),
        (a_paragraph("See ", Run("clause ?", target="gone"), "."), ("dangling_reference", "1.3")),
        (a_paragraph("The fee of {{/deal/fee}} is due."), ("left_over", "1.3")),
        (a_paragraph("The place is TBC."), ("left_over", "1.3")),
        (a_paragraph("By ", Run("a day", blank="7"), "."), ("unlisted_blank", "1.3")),
        (a_paragraph("It is EUR 12 a day."), ("amount_without_source", "1.3")),
        (a_paragraph("It is 1,000 a day."), ("amount_without_source", "1.3")),
        (a_paragraph("It ends on 3 May 2027."), ("date_without_source", "1.3")),
        (a_paragraph("It ends on 2027-05-03."), ("date_without_source", "1.3")),
        (a_paragraph("Pay ", Run("EUR 901", FEE), "."), ("differs_from_earlier_stage", "1.3")),
        (a_paragraph(" "), ("empty_clause", "1.3")),
    ],
)
def test_each_usual_mistake_is_found_where_it_stands(block: Block, finding: tuple[str, str]):
    assert found(a_document(*SOUND, block)) == [finding]


def test_a_reference_that_prints_another_number_is_found():
    document = a_document()
    wrong = Run("clause 9", target="payment.due")
    paragraph = replace(document.sections[0].blocks[1], runs=(Run("The Fee, "), wrong))
    sections = (
        replace(document.sections[0], blocks=(document.sections[0].blocks[0], paragraph)),
        document.sections[1],
    )
    assert found(replace(document, sections=sections)) == [("dangling_reference", "1.2")]


def test_a_gap_in_the_numbers_is_found():
    first, second = a_document().sections
    gap = (first, replace(second, number="3"))
    assert ("numbering_gap", "3") in found(a_document(sections=gap))
    skipped = replace(first, blocks=(replace(first.blocks[0], number="1.2"), first.blocks[1]))
    assert ("numbering_gap", "1.2") in found(a_document(sections=(skipped, second)))
    item = a_paragraph("one", kind="item", number="1.2(b)")
    lettered = replace(first, blocks=(*first.blocks, item))
    assert ("numbering_gap", "1.2(b)") in found(a_document(sections=(lettered, second)))


def test_a_section_without_text_is_found():
    first, second = a_document().sections
    empty = Section("x", "X", CLAUSE, (), number="3")
    assert found(a_document(sections=(first, second, empty))) == [("empty_clause", "X")]


def test_what_a_league_wrote_is_never_a_finding():
    hostile = "TBC {{/x}} EUR 1,000 on 3 May 2027 for the Premium, see clause 99"
    said = Run(hostile, Source("/league/legal_name", "stated"))
    assert found(a_document(*SOUND, a_paragraph("By ", said, "."))) == []


def test_names_that_are_no_terms_and_sentence_starts_are_left_alone():
    block = a_paragraph("Use a WebSocket. Then wait. “Fees” rise.")
    assert (
        found(a_document(*SOUND, block), replace(EXPECTED, ordinary=frozenset({"WebSocket"}))) == []
    )


def test_a_document_may_use_the_terms_of_the_one_it_builds_on():
    agreement = a_document()
    sheet = replace(
        a_document(a_paragraph("The Fee is low.")), name="term_sheet", blanks=agreement.blanks
    )
    alone = lint([agreement, sheet], EXPECTED)
    assert [(f.document, f.rule) for f in alone] == [("term_sheet", "undefined_term")]
    together = replace(EXPECTED, inherits={"term_sheet": "master_agreement"})
    assert lint([agreement, sheet], together) == []


def test_a_finding_says_what_is_wrong():
    (finding,) = lint([a_document(*SOUND, a_paragraph("Pay the Premium."))], EXPECTED)
    assert finding == Finding(
        "undefined_term",
        "master_agreement",
        "1.3",
        "'Premium' is capitalised like a defined term, but is not defined",
    )
