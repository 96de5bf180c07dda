"""`promptintel build`: the genesis files become events, the catalogue becomes a snapshot."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from core.cli.output import Output, say
from core.runtime import Runtime


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--ship",
        metavar="DIR",
        help="write the genesis alone, as a package brings it along for when its bucket is away",
    )
    parser.set_defaults(command=build)


def build(options: Namespace, runtime: Runtime) -> Output:
    report = runtime.ship(Path(options.ship)) if options.ship else runtime.builder.build()
    for conflict in report.conflicts:
        say(f"conflict: {conflict.path}: {conflict.problem}; {conflict.remedy}")
    counts = ", ".join(f"{number} {kind}" for kind, number in sorted(report.counts.items()))
    text = (
        f"snapshot {report.snapshot[:16]} at sequence {report.sequence}: {counts}\n"
        f"{report.changes} changes imported, {report.embedded} texts embedded, "
        f"{len(report.conflicts)} conflicts"
    )
    return Output(report.to_json(), text)
