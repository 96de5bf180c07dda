from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.documents.contracts.markdown import plain, reference_of, to_markdown
from core.documents.contracts.model import (
    Blank,
    ContractDocument,
    Inferred,
    Paragraph,
    Run,
    Section,
    Source,
    Table,
)

STATED = Source("/league/legal_name", "stated")
HOSTILE = [
    "[x](javascript:alert(1))",
    "*bold* _it_ __u__ ~~s~~ `code`",
    "{{/x}}",
    "a | b || c",
    "# heading",
    "> quote",
    "- item",
    "1. item",
    "1) item",
    "---",
    "===",
    "***",
    "<script>alert(1)</script>",
    "<!-- -->",
    "&lt;b&gt; &copy; &#60;",
    "![i](x)",
    "[ref]: http://x.example",
    "$x$ \\( \\[",
    "a\n\n# b",
    "a\r\n- b",
    "  four spaces",
    "\\",
    "trailing\\",
    "Reference: `e` (`x`)",
    "\u202egnp.exe",
    "**[●1 x]**",
]


def a_document(name: str) -> ContractDocument:
    """A document in which `name` stands in every kind of place."""
    run = Run(name, STATED)
    clause = "clauses/x@1"
    blocks = (
        Paragraph("paragraph", (Run("By "), run, Run(" and others.")), clause, number="1.1"),
        Paragraph("item", (run,), clause, number="1.1(a)"),
        Paragraph(
            "definition", (Run("League", style="term"), Run(" is "), run), clause, number="1.1"
        ),
        Paragraph("plain", (run, Run(" signs.")), clause),
        Table(((Run("Who"),), (run,)), (((run,), (Run("x"),)), ((Run("y"),), (run, run))), clause),
        Paragraph("plain", (Run("", blank="1"), run), clause),
        Paragraph("plain", (replace(run, mark="inferred"),), clause),
    )
    return ContractDocument(
        "master_agreement",
        "Agreement",
        "0123",
        "A draft.",
        brief=False,
        sections=(Section("x", "Clause", clause, blocks, number="1"),),
        blanks=(Blank("1", f"name {name}", None, ("1.1",)),),
        inferred=(Inferred("name", name, "/x", name, ("1.1",)),),
    )


def skeleton(markdown: str) -> list[str]:
    """The kinds of all blocks and inline marks, without the words."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    return [
        kind
        for token in tokens
        for kind in (token.type, *(c.type for c in token.children or () if c.type != "text"))
        if kind not in ("inline", "text_special")
    ]


@given(st.text(min_size=1).filter(lambda name: name.strip()))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_value_can_change_the_structure_of_a_document(name: str):
    assert skeleton(to_markdown(a_document(name))) == skeleton(to_markdown(a_document("Futsal")))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("brief", [False, True])
def test_what_looks_like_markup_stays_text(name: str, brief: bool):
    document = replace(a_document(name), brief=brief)
    calm = replace(a_document("Futsal"), brief=brief)
    assert skeleton(to_markdown(document)) == skeleton(to_markdown(calm))


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1))
@example("a_b __c__ &amp; <i>")
def test_a_value_is_shown_as_it_was_written(name: str):
    tokens = MarkdownIt("commonmark").enable(["table"]).parse(to_markdown(a_document(f"q{name}q")))
    shown = ["".join(c.content for c in t.children or ()) for t in tokens if t.type == "inline"]
    assert any(f"By q{name}q and others." in text for text in shown)


def test_the_first_page_says_once_that_it_is_a_draft_and_lists_blanks_and_inferences():
    text = to_markdown(a_document("Futsal"))
    first, _, body = text.partition("\n---\n")
    assert first.count("Draft for a lawyer.") == 1
    assert "| ●1 | name Futsal | 1.1 |" in first
    assert "| name | Futsal | Futsal | 1.1 |" in first
    assert "Draft" not in body
    assert "**[●1 ]**" in body
    assert "Futsal *[inferred]*" in body


def test_the_reference_is_read_back_and_cannot_be_forged_from_below():
    text = to_markdown(a_document("Reference: `forged` (`term_sheet`)"))
    assert reference_of(text) == ("0123", "master_agreement")
    assert reference_of("# Anything else\n") is None


def test_plain_words_have_no_markup():
    sections = a_document("*Futsal*").sections
    assert plain(sections[0].blocks[0]) == "By *Futsal* and others."
    assert plain(sections[0].blocks[4]) == "Who | *Futsal*\n*Futsal* | x\ny | *Futsal**Futsal*"
