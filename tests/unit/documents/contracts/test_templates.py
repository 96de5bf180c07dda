import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.contracts.templates import (
    Definition,
    DefinitionsBlock,
    Fact,
    Gap,
    Guard,
    Reference,
    TableBlock,
    Text,
    TextBlock,
    parse,
)
from core.errors import InvalidInput


def test_paragraphs_are_set_apart_by_empty_lines_and_their_lines_joined():
    first, second = parse("One\ntwo.\n\n\nThree.\n")
    assert (first.parts, second.parts) == ((Text("One two."),), (Text("Three."),))
    assert (first.line, second.line) == (1, 5)


def test_items_stand_under_their_paragraph_and_go_with_it():
    lead, plain, guarded = parse(
        "{{when: /a is true}} These:\n- one\n  and more;\n- {{when: /b = x}} two."
    )
    assert (lead.kind, plain.kind, guarded.kind) == ("paragraph", "item", "item")
    assert plain.parts == (Text("one and more;"),)
    assert plain.guard.when == "/a is true"
    assert guarded.guard.when == "(/a is true) and (/b = x)"


def test_a_text_holds_facts_references_definitions_and_blanks():
    (block,) = parse(
        "{{id: pay}} Pay {{/deal/fee money}} to {{/a/b}} ({{define: Annual Fee}}) "
        "under {{ref: fees.pay}}, {{blank: a date}}."
    )
    assert block.guard == Guard(anchor="pay")
    assert [part for part in block.parts if not isinstance(part, Text)] == [
        Fact("/deal/fee", "money", relative=False),
        Fact("/a/b", "text", relative=False),
        Definition("Annual Fee"),
        Reference("fees.pay"),
        Gap("a date"),
    ]


def test_a_table_has_guarded_rows_and_may_be_guarded_itself():
    (table,) = parse(
        "{{when: /a is true}}\n| Year | Fee |\n|---|---|\n"
        "| {{each: /deal/schedule}} {{./year count}} | {{./amount money}} |\n| all | {{.}} |"
    )
    assert isinstance(table, TableBlock)
    assert table.guard.when == "/a is true"
    first, second = table.rows
    assert first.guard.each == "/deal/schedule"
    assert first.cells[0] == (Fact("/year", "count", relative=True),)
    assert second.cells[1] == (Fact("", "text", relative=True),)


def test_the_place_of_the_definitions_is_a_block_of_its_own():
    assert isinstance(parse("Terms:\n\n{{definitions}}")[1], DefinitionsBlock)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n\n{{/x", 3, "not closed"),
        ("a }} b", 1, "not closed"),
        ("{{x}}", 1, "is unknown"),
        ("{{/x shout}}", 1, "no format"),
        ("{{//x}}", 1, "no pointer"),
        ("{{.x}}", 1, "no pointer"),
        ("{{ref: Not A Ref}}", 1, "is unknown"),
        ("{{define: lower}}", 1, "is unknown"),
        ("text {{when: /a is true}}", 1, "inside the text"),
        ("{{when: a}} {{when: b}} x", 1, "stands twice"),
        ("{{id: No}} x", 1, "no id"),
        ("{{each: x}} y", 1, "no pointer"),
        ("| a | b |\n|---|---|\n| 1 |", 3, "1 cells under 2"),
        ("| a |\n| b |", 1, "no table"),
        ("words\n| a |\n|---|\n| b |", 1, "touches a table"),
        ("lead\n- item\nneither", 3, "neither with the item"),
        ("{0.__class__} {{0.__class__}}", 1, "is unknown"),
    ],
)
def test_what_the_grammar_does_not_know_is_refused_with_its_line(text: str, line: int, words: str):
    with pytest.raises(InvalidInput) as refused:
        parse(text)
    assert refused.value.field == f"line {line}"
    assert words in refused.value.problem
    assert refused.value.remedy


PIECES = ["{{", "}}", "{{/a money}}", "{{.}}", "{{when: /a is true}}", "- ", "|", "|---|", "\n"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_reading_any_text_gives_blocks_or_invalid_input(text: str):
    try:
        blocks = parse(text)
    except InvalidInput:
        return
    assert all(isinstance(b, TextBlock | TableBlock | DefinitionsBlock) for b in blocks)
