"""`promptintel stats`: what the read models tell, as tables with a chart beside them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from core.canonical import Json
from core.cli.output import Output, table
from core.errors import InvalidInput
from core.projections.reports import REPORTS, Report
from core.projections.tables import Row
from core.runtime import Runtime

_ROWS = 20
_MOST_ROWS = 10_000
_BAR = 20
"""Characters of the longest bar."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "report",
        nargs="*",
        metavar="REPORT",
        help=f"which ones: {', '.join(report.name for report in REPORTS)}; all unless told",
    )
    parser.add_argument(
        "--limit", type=int, default=_ROWS, help=f"rows of each, {_ROWS} unless told"
    )
    parser.set_defaults(command=stats)


def stats(options: Namespace, runtime: Runtime) -> Output:
    if not 1 <= options.limit <= _MOST_ROWS:
        raise InvalidInput("--limit", f"{options.limit} rows", f"ask for 1 to {_MOST_ROWS:,}")
    chosen = _chosen(options.report)
    reports = runtime.read_models.reports
    answers = [(report, reports.answer(report, options.limit)) for report in chosen]
    value: Json = {report.name: [dict(row) for row in rows] for report, rows in answers}
    return Output(value, "\n\n".join(_section(report, rows) for report, rows in answers))


def _chosen(names: Sequence[str]) -> Sequence[Report]:
    known = {report.name: report for report in REPORTS}
    for name in names:
        if name not in known:
            raise InvalidInput("REPORT", f"{name[:60]!r} is none", f"use {', '.join(known)}")
    return [known[name] for name in names] or REPORTS


def _section(report: Report, rows: Sequence[Row]) -> str:
    if not rows:
        return f"{report.title}\n  nothing yet"
    headings = [column.replace("_", " ") for column in report.columns]
    cells = [[_cell(row[column]) for column in report.columns] for row in rows]
    bars = _bars([row[report.chart] for row in rows], share=report.share)
    listed = [[*row, bar] for row, bar in zip(cells, bars, strict=True)]
    return f"{report.title}\n{table([*headings, 'chart'], listed)}"


def _bars(values: Sequence[float | None], *, share: bool) -> list[str]:
    """A bar for each value: of the whole where they are shares, else of the largest one."""
    whole = 1.0 if share else max((value for value in values if value is not None), default=0.0)
    return [_bar(value, whole) for value in values]


def _bar(value: float | None, whole: float) -> str:
    if value is None or whole <= 0:
        return ""
    length = round(_BAR * min(value / whole, 1.0))
    # What is there shows, however little it is.
    return "#" * max(length, 1 if value > 0 else 0)


def _cell(value: Json) -> str:
    match value:
        case None:
            return "-"
        case float():
            return f"{value:,.3f}".rstrip("0").rstrip(".")
        case int():
            return f"{value:,}"
        case _:
            return str(value)
