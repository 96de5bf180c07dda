from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import canonical
from core.catalogue.frontmatter import FrontMatterError, split

YAML_PIECES = st.sampled_from(
    [
        *["a", "b: ", "- ", "? ", ": ", "\n", " ", "  ", "[", "]", "{", "}", ",", "#", "|", ">"],
        *["&x ", "*x", "<<: ", "!!int ", "!!bool ", "!!float ", "!!binary ", "!!timestamp "],
        *["!!set ", "!!omap ", "!!pairs ", "!!python/object:os.system ", "!x ", "%YAML 9\n"],
        *["2027-02-31", "0b_", "0x_", "1:99", ".nan", ".inf", "=", "~", "yes", "'", '"', "\\U"],
        *["FFFFFFFF", "\\", "\t", "---\n", "...\n", "---", "9" * 40, "1e999", "\u2028", "\ufeff"],
    ]
)
HEADS = st.text() | st.lists(YAML_PIECES, max_size=12).map("".join)


def refused(text: str) -> FrontMatterError:
    with pytest.raises(FrontMatterError) as raised:
        split(text)
    return raised.value


def test_a_text_without_front_matter_is_all_text():
    assert split("Draft.\n\n---\n\nMore.\n") == ({}, "Draft.\n\n---\n\nMore.\n")


def test_front_matter_is_read_and_the_text_below_it_kept_as_it_is():
    text = "---\ntitle: Drafter\nquestions:\n  - who drafts?\n---\n\n  Draft.\n---\nMore.\n\n"
    assert split(text) == (
        {"title": "Drafter", "questions": ["who drafts?"]},
        "  Draft.\n---\nMore.\n\n",
    )


@pytest.mark.parametrize("head", ["", "\n", "# nothing yet\n", "~\n", "{}\n"])
def test_front_matter_may_be_empty(head):
    assert split(f"---\n{head}---\nDraft.\n") == ({}, "Draft.\n")


def test_dates_become_the_texts_they_were_written_as():
    metadata, _ = split("---\nday: 2027-02-28\ninstant: 2027-02-28T12:00:00Z\n---\nText")
    assert metadata == {"day": "2027-02-28", "instant": "2027-02-28T12:00:00+00:00"}


@pytest.mark.parametrize(
    ("head", "line", "problem"),
    [
        ("title: [", 2, "YAML"),
        ("title: Drafter\nquestions: [\n", 4, "YAML"),
        ("a: 1\nb: c: d", 3, "mapping values are not allowed here"),
        ("- a list", 2, "no list of keys"),
        ("just words", 2, "no list of keys"),
        ("3: three", 2, "no list of keys"),
        ("since: 2027-02-31", 2, "day is out of range"),
        ("n: 0b_", 2, "a value is wrong"),
        ("n: " + "9" * 5000, 2, "a value is wrong"),
        ("n: " + "9" * 30, 2, "64-bit"),
        ("n: !!bool maybe", 2, "a value is wrong"),
        ("n: !!timestamp soon", 2, "a value is wrong"),
        ('n: "\\UFFFFFFFF"', 2, "a value is wrong"),
        ("n: !!set {a, b}", 2, "not JSON serializable"),
        ("n: {1: one}", 2, "must be str"),
        ("n: " + "[" * 500, 2, "recursion"),
        ("n: !!python/object/apply:os.system [id]", 2, "could not determine a constructor"),
        ("a: 1\n--- \nb: 2", 3, "YAML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_a_remedy(head, line, problem):
    error = refused(f"---\n{head}\n---\nText")
    assert (error.line, problem in error.problem) == (line, True)
    assert str(error) == f"line {line}: {error.problem}; {error.remedy}"


def test_front_matter_that_is_not_closed_says_how_to_close_it():
    assert "end it with a line of ---" in str(refused("---\ntitle: Drafter\n\nText"))


def test_a_few_lines_cannot_grow_into_gigabytes():
    doubling = [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 64)]
    bomb = "a0: &a0 [x, x]\n" + "".join(doubling)
    error = refused(f"---\n{bomb}---\nText")
    assert (error.line, "aliases" in error.problem) == (3, True)


def test_nothing_is_executed():
    error = refused("---\nx: !!python/object/new:os.system [echo]\n---\nText")
    assert "constructor" in error.problem


def outcome(text: str) -> tuple[dict[str, Any], str] | FrontMatterError:
    try:
        return split(text)
    except FrontMatterError as error:
        return error


@given(HEADS, st.text())
def test_whatever_stands_there_it_is_read_or_told_what_is_wrong(head, body):
    text = f"---\n{head}\n---\n{body}"
    match outcome(text):
        case FrontMatterError(line=line, problem=problem, remedy=remedy):
            assert (line >= 1, problem != "", remedy != "") == (True, True, True)
        case metadata, rest:
            assert canonical.decode(canonical.encode(metadata)) == metadata
            assert text.endswith(rest)


@given(st.text())
def test_any_text_is_read_or_told_what_is_wrong(text):
    match outcome(text):
        case FrontMatterError():
            assert text.startswith("---\n")
        case _, rest:
            assert text.endswith(rest)
