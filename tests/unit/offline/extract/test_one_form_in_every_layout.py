"""One form, written in every layout: what it states does not depend on how it is laid out."""

import csv
import io
import json
from collections.abc import Callable, Sequence

import pytest

from core.documents.questionnaires.document import Document
from core.documents.questionnaires.intake import form_of
from tests.unit.offline.extract.builders import ROOT, stated

Pairs = Sequence[tuple[str, str]]

SAMPLE = ROOT / "database/samples/alpine_skicross.txt"


def pairs() -> list[tuple[str, str]]:
    form = form_of(Document(SAMPLE.name, SAMPLE.read_text()))
    return [(a.question, " ".join(a.text.split())) for a in form.answers if a.question and a.text]


def numbered(words: Sequence[str]) -> str:
    return "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1))


def drawn(given: Pairs) -> str:
    rule = "+----+----+----+----+\n"
    rows = [[*given[i : i + 2], ("Remarks", "-")][:2] for i in range(0, len(given), 2)]
    cells = ("".join(f"| {q} | {a} " for q, a in row) + "|\n" for row in rows)
    return rule + rule.join(cells) + rule


def wide(given: Pairs) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([[q for q, _ in given], [a for _, a in given]])
    return out.getvalue()


def asked(question: str) -> str:
    return question if question.endswith("?") else f"{question}?"


LAYOUTS: dict[str, tuple[str, Callable[[Pairs], str]]] = {
    "labels": ("txt", lambda given: "\n".join(f"{q}: {a}" for q, a in given)),
    "dot leaders": ("txt", lambda given: "\n".join(f"{q} ......... {a}" for q, a in given)),
    "definitions": ("txt", lambda given: "\n".join(f"{q}\n    {a}" for q, a in given)),
    "bullets": ("md", lambda given: "\n".join(f"- {q}: {a}" for q, a in given)),
    "headings": ("md", lambda given: "\n\n".join(f"## {q}\n\n{a}" for q, a in given)),
    "drawn grid": ("txt", drawn),
    "questions and answers apart": (
        "txt",
        lambda given: (
            f"QUESTIONS\n\n{numbered([q for q, _ in given])}\n\n"
            f"ANSWERS\n\n{numbered([a for _, a in given])}\n"
        ),
    ),
    "conversation": (
        "txt",
        lambda given: "\n".join(f"Moreau: {asked(q)}\nNkemelu: {a}" for q, a in given),
    ),
    "quoted in a mail": ("txt", lambda given: "\n\n".join(f"> {q}\n{a}" for q, a in given)),
    "tab-separated": ("csv", lambda given: "Q\tAnswer\n" + "\n".join(map("\t".join, given))),
    "wide table": ("csv", wide),
    "JSON questions": (
        "json",
        lambda given: json.dumps([{"question": q, "answer": a} for q, a in given]),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_form_states_does_not_depend_on_its_layout(layout):
    ending, written = LAYOUTS[layout]
    plain = stated("\n".join(f"{q}: {a}" for q, a in pairs()), "form.txt")
    assert len(plain) > 60
    assert stated(written(pairs()), f"form.{ending}") == plain
