"""`promptintel sweep`: what a crash left lying is taken up, and worked off before it returns."""

from argparse import ArgumentParser, Namespace

from core.cli.output import Output, say
from core.errors import PromptIntelError
from core.runtime import Runtime

_FAILED = 3


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--quiet-for",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="leave alone what happened more recently than this",
    )
    parser.set_defaults(command=sweep)


def sweep(options: Namespace, runtime: Runtime) -> Output:
    swept = runtime.sweeper.sweep(quiet=options.quiet_for)
    for problem in swept.problems:
        say(problem)
    ended = {}
    if swept.woken:
        say(f"going on with {_executions(len(swept.woken))}")
        runtime.work_off()
        ended = {name: _status(runtime, name) for name in swept.woken}
    for name, status in ended.items():
        say(f"  {name}: {status}")
    failed = bool(swept.problems) or "failed" in ended.values()
    text = (
        f"{swept.marks} marks of work: {_executions(len(swept.woken))} taken up, "
        f"{len(swept.waiting)} under way or pausing, {len(swept.settled)} settled and unmarked, "
        f"{swept.unused} marks of nothing removed"
    )
    value = {**swept.to_json(), "ended": ended}
    return Output(value, text, _FAILED if failed else 0)


def _status(runtime: Runtime, execution_id: str) -> str:
    try:
        return runtime.executions.load(execution_id).status
    except PromptIntelError as error:
        return f"unknown: {error}"


def _executions(number: int) -> str:
    return f"{number} execution{'' if number == 1 else 's'}"
