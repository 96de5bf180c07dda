"""Filling, defining, numbering: the steps between a clause's text and a printed section."""

from typing import Any

import pytest

from core.documents.contracts.codec import from_json, to_json
from core.documents.contracts.filling import Filler
from core.documents.contracts.glossary import (
    Glossary,
    definitions_needed,
    own_words,
    terms_in_use,
)
from core.documents.contracts.library import (
    Clause,
    chosen,
    read_clause,
    read_definitions,
    read_outline,
)
from core.documents.contracts.model import (
    Block,
    ContractDocument,
    Paragraph,
    Run,
    Section,
    Source,
    Table,
    Term,
)
from core.documents.contracts.numbering import (
    Blanks,
    label_of,
    letters,
    numbered,
    referenced,
    targets,
)
from core.errors import InvalidInput

CLAUSE = "clauses/x@1"
FACTS: dict[str, Any] = {
    "/league/legal_name": "Northern Futsal",
    "/commercial/territory": ["UK", "Malta"],
    "/data/capture_method": "timing_system",
    "/betting/wants_betting": True,
    "/deal/schedule": [{"year": 1, "amount": {"amount": 900, "currency": "EUR"}}],
}


class PlainTerms:
    """Every fact was stated; a price stands under /deal."""

    def term(self, pointer: str) -> Term:
        if pointer not in FACTS:
            return Term(doubt="two answers" if pointer == "/league/doubtful" else None)
        origin = "price" if pointer.startswith("/deal") else "stated"
        return Term(FACTS[pointer], Source(pointer, origin))


def filled(text: str, **metadata: Any) -> tuple[Block, ...]:
    words = {"capture_method": {"timing_system": "a timing system"}}
    filler = Filler(PlainTerms(), lambda condition: condition == "yes", words)
    return filler.clause(a_clause(text, **metadata))


def a_clause(text: str, name: str = "x", **metadata: Any) -> Clause:
    given = {"title": "X", "order": 10, "documents": ["master_agreement"], **metadata}
    return read_clause(f"clauses/{name}@1", name, text, given)


def runs_of(text: str) -> tuple[Run, ...]:
    (block,) = filled(text)
    assert isinstance(block, Paragraph)
    return block.runs


def test_a_fact_carries_its_source_and_the_rest_does_not():
    assert runs_of("By {{/league/legal_name}}.") == (
        Run("By "),
        Run("Northern Futsal", Source("/league/legal_name", "stated")),
        Run("."),
    )


def test_each_item_of_a_list_carries_a_source_of_its_own():
    first, glue, second = runs_of("{{/commercial/territory list}}")
    assert (first.source, second.source) == (
        Source("/commercial/territory/0", "stated"),
        Source("/commercial/territory/1", "stated"),
    )
    assert glue == Run(" and ")


def test_a_missing_fact_becomes_a_blank_that_says_why():
    assert runs_of("{{/league/nothing}}") == (Run("", blank="/league/nothing"),)
    assert runs_of("{{/league/doubtful}}") == (Run(" (two answers)", blank="/league/doubtful"),)
    assert runs_of("{{blank: governing law}}") == (
        Run("governing law", blank="label:governing law"),
    )


def test_words_of_a_closed_list_read_as_the_wording_has_them():
    assert runs_of("{{/data/capture_method word}}")[0].text == "a timing system"


def test_a_guarded_block_appears_only_when_its_condition_holds():
    blocks = filled("{{when: yes}} In.\n\n{{when: no}} Out:\n- item")
    assert [own_words(block.runs) for block in blocks] == ["In."]


def test_a_repeated_block_appears_once_for_every_item():
    first, second = filled("{{each: /commercial/territory}} In {{.}}.")
    assert (first.runs[1].text, second.runs[1].text) == ("UK", "Malta")
    assert second.runs[1].source == Source("/commercial/territory/1", "stated")
    assert filled("{{each: /nothing}} In {{.}}.") == ()


def test_rows_are_repeated_and_a_table_without_rows_is_left_out():
    (table,) = filled(
        "| Year | Fee |\n|---|---|\n| {{each: /deal/schedule}} {{./year count}} "
        "| {{./amount figures}} |"
    )
    assert isinstance(table, Table)
    assert [[cell[0].text for cell in row] for row in table.rows] == [["1", "EUR 900"]]
    assert filled("| a |\n|---|\n| {{when: no}} x |") == ()


def test_a_relative_placeholder_outside_each_is_refused():
    with pytest.raises(InvalidInput, match="outside each"):
        filled("{{./year}}")


def test_of_two_variants_exactly_one_may_apply():
    one = a_clause("One.", "one", section="s")
    two = a_clause("Two.", "two", section="s")
    assert chosen([one, two], "master_agreement", {one.ref: False, two.ref: True}) == [two]
    with pytest.raises(InvalidInput, match="exclude each other"):
        chosen([one, two], "master_agreement", {one.ref: True, two.ref: True})


def test_clauses_stand_in_their_order_and_only_in_their_documents():
    late, early = a_clause("Late.", "late", order=20), a_clause("Early.", "early", order=5)
    other = a_clause("Other.", "other", documents=["term_sheet"])
    every = {clause.ref: True for clause in (late, early, other)}
    assert chosen([late, other, early], "master_agreement", every) == [early, late]


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        ({"surprise": 1}, "surprise"),
        ({"title": ""}, "title"),
        ({"order": "first"}, "order"),
        ({"documents": []}, "documents"),
        ({"numbering": "roman"}, "numbering"),
        ({"stated_only": "yes"}, "stated_only"),
        ({"takes": "all"}, "takes"),
        ({"when": 3}, "when"),
    ],
)
def test_front_matter_that_is_wrong_names_its_key(metadata: dict[str, Any], field: str):
    with pytest.raises(InvalidInput) as refused:
        a_clause("Text.", **metadata)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"definitions": {}},
        {"definitions": [{"term": "lower", "text": "means x."}]},
        {"definitions": [{"term": "Fee"}]},
        {"definitions": [{"term": "Fee", "text": "one\n\ntwo"}]},
        {"definitions": [{"term": "Fee", "text": "x", "surprise": 1}]},
    ],
)
def test_definitions_that_cannot_be_read_are_refused(value: Any):
    with pytest.raises(InvalidInput, match="definitions"):
        read_definitions(value)


def test_an_outline_needs_a_title_and_a_notice():
    with pytest.raises(InvalidInput, match="documents/x@1/notice"):
        read_outline("documents/x@1", "x", {"title": "X"})


def test_the_longest_term_is_found_in_singular_and_plural():
    glossary = Glossary.of(["Event", "Force Majeure Event", "Party", "Fee"])
    assert glossary.used("Force Majeure Events of the Parties") == {"Force Majeure Event", "Party"}
    assert glossary.used("Events. Fees and Feed") == {"Event", "Fee"}
    assert Glossary.of([]).used("Fee") == set()


def test_words_of_the_league_use_no_terms():
    run = Run("Fee", Source("/league/legal_name", "stated"))
    block = Paragraph("paragraph", (Run("The "), run, Run("."), Run("Term", style="term")), CLAUSE)
    assert terms_in_use([block], Glossary.of(["Fee", "Term"])) == set()


def test_definitions_bring_those_that_they_use_and_no_others():
    glossary = Glossary.of(["Fee", "Year", "Unused"])
    available = {
        "Year": Paragraph("definition", (Run("is long."),), CLAUSE),
        "Fee": Paragraph("definition", (Run("is paid each Year."),), CLAUSE),
        "Unused": Paragraph("definition", (Run("is not."),), CLAUSE),
    }
    needed = definitions_needed({"Fee"}, available, glossary)
    assert needed == [available["Fee"], available["Year"]]


def a_section(id: str, *blocks: Block, **given: Any) -> Section:
    return Section(id, id.title(), CLAUSE, blocks, **given)


def words(text: str, kind: str = "paragraph", **given: Any) -> Paragraph:
    return Paragraph(kind, (Run(text),), CLAUSE, **given)


def test_sections_paragraphs_and_items_are_numbered_without_gaps():
    parties = a_section("parties", words("a"), words("b"), numbering="parties")
    recitals = a_section("recitals", words("a"), numbering="recitals")
    fees = a_section("fees", words("a"), words("x", "item"), words("y", "item"), words("b"))
    end = a_section("end", words("free", "plain"), numbering="none")
    done = numbered([parties, recitals, fees, a_section("term", words("a")), end])
    assert [section.number for section in done] == [None, None, "1", "2", None]
    assert [[block.number for block in section.blocks] for section in done] == [
        ["(1)", "(2)"],
        ["(A)"],
        ["1.1", "1.1(a)", "1.1(b)", "1.2"],
        ["2.1"],
        [None],
    ]


def test_letters_go_on_after_z():
    assert [letters(n) for n in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "az", "ba"]


def test_references_print_the_number_of_what_they_name():
    refer = Paragraph("paragraph", (Run("", target="term.end"), Run("", target="gone")), CLAUSE)
    sections = numbered([a_section("fees", refer), a_section("term", words("x", anchor="end"))])
    assert targets(sections) == {"fees": "1", "term": "2", "term.end": "2.1"}
    first, second = referenced(sections, "clause")[0].blocks[0].runs
    assert (first.text, second.text) == ("clause 2.1", "clause ?")


def a_document(*sections: Section) -> ContractDocument:
    return ContractDocument("master_agreement", "A", "e", "n", False, numbered(sections))


def test_one_missing_fact_has_one_number_in_every_document():
    def gap(pointer: str) -> Paragraph:
        return Paragraph("paragraph", (Run("", blank=pointer),), CLAUSE)

    blanks = Blanks({"/a": "the first"})
    first = blanks.settle(a_document(a_section("x", gap("/a"), gap("/b"), gap("/a"))))
    second = blanks.settle(a_document(a_section("y", gap("/b"))))
    assert [(b.id, b.label, b.places) for b in first.blanks] == [
        ("1", "the first", ("1.1", "1.3")),
        ("2", "b", ("1.2",)),
    ]
    assert [b.id for b in second.blanks] == ["2"]
    assert first.sections[0].blocks[0].runs == (Run("the first", blank="1"),)


def test_what_was_inferred_is_listed_with_its_reason():
    source = Source("/season/start_date", "inferred", rule="as last year")
    block = Paragraph("paragraph", (Run("1 May 2027", source, mark="inferred"),), CLAUSE)
    (one,) = Blanks({}).settle(a_document(a_section("x", block))).inferred
    assert (one.label, one.value, one.why) == ("start date of season", "1 May 2027", "as last year")


def test_a_label_is_made_of_the_pointer_where_nobody_named_it():
    assert label_of("/a/b/1", {"/a/b": "the list"}) == "the list (number 2)"
    assert label_of("/money/currency", {"/money": "the sum"}) == "currency of the sum"


def test_a_document_is_the_same_after_it_was_json():
    source = Source("/a", "price", ("/b",), ("line",), "why")
    runs = (Run("x", source, mark="inferred"), Run("1", blank="1"), Run("c", target="t"))
    table = Table((runs,), ((runs,),), CLAUSE, "yes")
    document = a_document(
        a_section("x", Paragraph("item", runs, CLAUSE, "anchor", "yes"), table, defines=("Fee",))
    )
    document = Blanks({}).settle(document)
    assert from_json(to_json(document)) == document
