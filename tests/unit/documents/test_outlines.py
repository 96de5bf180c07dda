import pytest

from core.documents.contracts.templates import Fact, Text
from core.documents.outlines import (
    Outline,
    Paragraph,
    Row,
    Section,
    Show,
    Table,
    outline_in,
    pointers_in,
)
from core.errors import InvalidInput


def fact(pointer: str, style: str = "text") -> Fact:
    return Fact(pointer, style, relative=False)


def instruction(*lines: str) -> str:
    return "\n".join(["# Write", "", "```outline", *lines, "```", "", "And so on.", ""])


def test_an_instruction_without_a_fence_has_no_outline():
    assert outline_in("# Write\n\n```json\n{}\n```\n") is None


def test_an_outline_is_read_line_by_line():
    text = instruction(
        "pages: 2",
        "# {{/league/brand_name}}: a brief",
        "# A brief",
        "It plays {{/sport/name}}.",
        "From {{/season/start_date date}} on.",
        "",
        "A paragraph of its own.",
        "## What they want",
        "- Fee: {{/commercial/fee_model}}",
        "- Place: {{/league/headquarters_city}}, {{/league/headquarters_country country}}",
        "{{show: readiness}}",
        "{{show: questions 8}}",
    )
    assert outline_in(text) == Outline(
        titles=((fact("/league/brand_name"), Text(": a brief")), (Text("A brief"),)),
        pages=2,
        sections=(
            Section(
                None,
                (
                    Paragraph(
                        (
                            (Text("It plays "), fact("/sport/name"), Text(".")),
                            (Text("From "), fact("/season/start_date", "date"), Text(" on.")),
                        )
                    ),
                    Paragraph(((Text("A paragraph of its own."),),)),
                ),
            ),
            Section(
                "What they want",
                (
                    Table(
                        (
                            Row("Fee", (fact("/commercial/fee_model"),)),
                            Row(
                                "Place",
                                (
                                    fact("/league/headquarters_city"),
                                    Text(", "),
                                    fact("/league/headquarters_country", "country"),
                                ),
                            ),
                        )
                    ),
                    Show("readiness"),
                    Show("questions", 8),
                ),
            ),
        ),
    )


def test_every_pointer_of_an_outline_is_found():
    text = instruction("# {{/a/b}}", "x {{/c/d}}", "- L: {{/e/f}} and {{/g/h count}}")
    assert pointers_in(outline_in(text)) == ["/a/b", "/c/d", "/e/f", "/g/h"]


@pytest.mark.parametrize(
    ("lines", "where", "words"),
    [
        (["## No title"], "line 4", "no title"),
        ([""], "line 4", "no title"),
        (["# T", "- a row"], "line 5", "is no fact"),
        (["# T", "- Label: no fact in it"], "line 5", "is no fact"),
        (["# T", "{{show: everything}}"], "line 5", "shows nothing"),
        (["# T", "{{show: questions many}}"], "line 5", "shows nothing"),
        (["# T", "{{when: always}} x"], "line 5", "inside the text"),
        (["# T", "{{ref: fees}}"], "line 5", "something else"),
        (["# T", "{{.}}"], "line 5", "something else"),
        (["# T", "", "{{/a/b shout}}"], "line 6", "no format"),
        (["# T", "{{/a/b"], "line 5", "not closed"),
    ],
)
def test_a_slip_is_named_with_its_line_in_the_instruction(lines, where, words):
    with pytest.raises(InvalidInput, match=words) as told:
        outline_in(instruction(*lines))
    assert told.value.field == where
