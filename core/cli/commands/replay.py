"""`promptintel replay`: a projection is rebuilt from the log and takes the old one's place."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from time import perf_counter

from core.cli.output import Output, say, table
from core.projections.replaying import replay as replay_into
from core.projections.store import Step
from core.runtime import Runtime

_TARGETS = ("sqlite", "firestore", "supabase")
_SAY_SECONDS = 1.0


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--target", choices=_TARGETS, default="sqlite", help="sqlite unless told")
    parser.set_defaults(command=replay)


def replay(options: Namespace, runtime: Runtime) -> Output:
    store = runtime.read_models.store(options.target)
    progress = _Progress()
    began = perf_counter()
    report = replay_into(runtime.log, runtime.blobs, store, progress.hear)
    seconds = perf_counter() - began
    value = {"target": options.target, "seconds": round(seconds, 3), **asdict(report)}
    heading = (
        f"{options.target}: {report.appends:,} appends of {report.streams:,} streams "
        f"in {seconds:.2f} s"
    )
    rows = [(name, f"{count:,}") for name, count in report.rows.items()]
    return Output(value, f"{heading}\n\n{table(('table', 'rows'), rows)}")


class _Progress:
    """Tells once a second how far it is."""

    def __init__(self) -> None:
        self._appends = 0
        self._told = perf_counter()

    def hear(self, step: Step) -> None:
        self._appends += step.upto - step.after
        if perf_counter() - self._told >= _SAY_SECONDS:
            self._told = perf_counter()
            say(f"  {self._appends:,} appends, now {step.stream}")
