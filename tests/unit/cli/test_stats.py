"""`promptintel stats` in words: tables, bars, and one JSON document."""

from argparse import ArgumentParser
from types import SimpleNamespace

import pytest

from core.cli.commands.stats import add_arguments, stats
from core.errors import InvalidInput
from core.projections.reports import PROMPT_USES, REPORTS, WORKFLOW_WEEKS


def a_week(name: str, rate: float | None, seconds: float | None = 5.25) -> dict:
    row = dict.fromkeys(WORKFLOW_WEEKS.columns, 0)
    row |= {"workflow_name": name, "week": "2027-01-04", "executions": 1200}
    return row | {"success_rate": rate, "p50_seconds": seconds, "p95_seconds": seconds}


def a_use(name: str, executions: int) -> dict:
    row = dict.fromkeys(PROMPT_USES.columns, 0)
    return row | {"prompt_name": name, "executions": executions, "rating": None}


class Told:
    """Answers that were written down before."""

    def __init__(self, **answers) -> None:
        self.answers = answers
        self.limits: list[int] = []

    def answer(self, report, limit):
        self.limits.append(limit)
        return self.answers.get(report.name, [])


def said(told: Told, *arguments: str):
    parser = ArgumentParser()
    add_arguments(parser)
    options = parser.parse_args(arguments)
    return stats(options, SimpleNamespace(read_models=SimpleNamespace(reports=told)))


def lines(output) -> list[str]:
    return output.text.splitlines()


def test_a_share_is_drawn_of_the_whole_and_a_missing_one_not_at_all():
    told = Told(workflow_weeks=[a_week("two", 0.5), a_week("x", 1.0), a_week("none", None, None)])
    output = said(told, "workflow_weeks")
    assert lines(output)[0] == WORKFLOW_WEEKS.title
    half, whole, none = lines(output)[3:]
    assert half.split()[-2:] == ["5.25", "#" * 10]
    assert whole.endswith(" " + "#" * 20)
    assert none.split()[-3:] == ["-", "-", "-"]
    assert "1,200" in half


def test_a_count_is_drawn_of_the_largest_and_the_smallest_still_shows():
    told = Told(prompt_uses=[a_use("a", 1000), a_use("b", 250), a_use("c", 1), a_use("d", 0)])
    bars = [line.count("#") for line in lines(said(told, "prompt_uses"))[3:]]
    assert bars == [20, 5, 1, 0]


def test_what_has_no_rows_yet_says_so():
    output = said(Told())
    assert [report.title in output.text for report in REPORTS] == [True] * len(REPORTS)
    assert output.text.count("nothing yet") == len(REPORTS)


def test_the_text_is_plain_ascii_without_colour():
    output = said(Told(workflow_weeks=[a_week("two", 0.4)]))
    assert output.text.isascii()
    assert "\x1b" not in output.text


def test_the_document_holds_every_report_that_was_asked_for():
    told = Told(workflow_weeks=[a_week("two", 0.5)])
    assert list(said(told).value) == [report.name for report in REPORTS]
    assert said(told, "workflow_weeks").value == {"workflow_weeks": [a_week("two", 0.5)]}


def test_as_many_rows_are_asked_for_as_were_wished_for():
    told = Told()
    said(told, "prompt_uses", "--limit", "7")
    assert told.limits == [7]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["weather"], "use workflow_weeks, prompt_uses"),
        (["--limit", "0"], "ask for 1 to"),
        (["--limit", "10001"], "ask for 1 to"),
    ],
)
def test_a_wrong_wish_is_named_with_its_remedy(arguments, words):
    with pytest.raises(InvalidInput, match=words):
        said(Told(), *arguments)
