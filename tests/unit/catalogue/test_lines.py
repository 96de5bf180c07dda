import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue.lines import unified

TEXTS = st.text(st.sampled_from("abc\n"), max_size=60)
MANY = "".join(f"line {n}\n" for n in range(1, 21))


def test_equal_texts_have_no_difference():
    assert unified(MANY, MANY, "a", "b") == ""


def test_a_difference_is_told_with_three_lines_around_it():
    changed = MANY.replace("line 10\n", "line ten\n")
    assert unified(MANY, changed, "x@1", "x@2") == (
        "--- x@1\n+++ x@2\n@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n"
        "-line 10\n+line ten\n line 11\n line 12\n line 13\n"
    )


def test_differences_near_each_other_are_told_together_and_far_ones_apart():
    near = MANY.replace("line 5\n", "").replace("line 11\n", "")
    far = MANY.replace("line 5\n", "").replace("line 16\n", "")
    assert unified(MANY, near, "a", "b").count("@@ -") == 1
    assert unified(MANY, far, "a", "b").count("@@ -") == 2


def test_a_last_line_that_is_not_ended_is_told_as_patch_knows_it():
    assert unified("one", "one\n", "a", "b") == (
        "--- a\n+++ b\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+one\n"
    )


@pytest.mark.parametrize(("old", "new"), [("", "a\n"), ("a\n", ""), ("", "a"), ("a", "")])
def test_from_nothing_and_to_nothing(old, new):
    diff = unified(old, new, "a", "b")
    assert ("@@ -0,0 +1 @@" in diff) == (not old)
    assert ("@@ -1 +0,0 @@" in diff) == (not new)


def test_only_line_feeds_end_a_line():
    diff = unified("a\x0bb\u2028c\n", "a\x0bb\u2028d\n", "a", "b")
    assert "-a\x0bb\u2028c\n+a\x0bb\u2028d\n" in diff


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program `patch`")
@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_patch_makes_the_new_text_of_the_old_one(tmp_path_factory, old, new):
    diff = unified(old, new, "text", "text")
    path: Path = tmp_path_factory.mktemp("patch") / "text"
    path.write_text(old)
    if diff:
        subprocess.run(["patch", "-s", str(path)], input=diff, text=True, check=True)
    assert (path.read_text() if path.exists() else "") == new


@pytest.mark.parametrize("copies", [2_000, 100_000])
def test_large_texts_that_differ_everywhere_are_told_apart_without_waiting(copies):
    old = "".join(f"same {n}\nold {n}\n" for n in range(copies))
    new = "".join(f"same {n}\nnew {n}\n" for n in range(copies))
    diff = unified(old, new, "a", "b")
    assert diff.count("\n-old ") == copies
    assert diff.count("\n+new ") == copies


def test_many_equal_lines_are_told_apart_without_waiting():
    old = "".join(f"{n % 150}\n" for n in range(200_000))
    new = "".join(f"{n * 7 % 151}\n" for n in range(200_000))
    assert unified(old, new, "a", "b").startswith("--- a\n+++ b\n@@ ")
