"""`promptintel validate`: every problem in the genesis files, by file and line."""

from argparse import ArgumentParser, Namespace
from collections import Counter

from core.cli.output import Output
from core.runtime import Runtime


def add_arguments(parser: ArgumentParser) -> None:
    parser.set_defaults(command=validate)


def validate(_options: Namespace, runtime: Runtime) -> Output:
    files = runtime.builder.read()
    counts = dict(sorted(Counter(file.ref.type for file in files).items()))
    listed = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    return Output(
        {"valid": True, "counts": counts, "database": str(runtime.settings.database)},
        f"{len(files)} entries are sound: {listed}",
    )
