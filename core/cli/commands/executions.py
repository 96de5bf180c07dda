"""`promptintel executions list|show|resolve|approve|cancel|rerun`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, get_args

from core import canonical
from core.actors import LOCAL
from core.cli.commands.run import copied, working
from core.cli.output import Output, table
from core.cli.progress import watch
from core.cli.results import told
from core.cli.settings import settings
from core.documents.files import read_text
from core.errors import InvalidInput
from core.pipeline.execution import Status
from core.pipeline.interventions import CURRENT, SAME
from core.pipeline.reporting import describe, report
from core.runtime import Runtime

_FAILED = 3


def add_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="all executions, the latest first")
    listing.add_argument("--status", choices=get_args(Status), help="only these")
    listing.add_argument("--limit", type=int, metavar="N", help="at most so many")
    listing.set_defaults(command=list_all)
    showing = actions.add_parser("show", help="one execution with its results, and why it waits")
    showing.set_defaults(command=show_one)
    resolving = actions.add_parser("resolve", help="give values; it goes on, or is run again")
    resolving.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="POINTER=VALUE",
        help='/league/legal_name="...": JSON where it is JSON, else text',
    )
    resolving.add_argument("--file", metavar="FILE", help="a JSON object of values by pointer")
    resolving.set_defaults(command=resolve)
    approving = actions.add_parser("approve", help="let the stage that waits for approval go on")
    approving.set_defaults(command=approve)
    cancelling = actions.add_parser("cancel", help="end it at its next stage's entry")
    cancelling.set_defaults(command=cancel)
    rerunning = actions.add_parser("rerun", help="a new execution, earlier results kept")
    rerunning.add_argument("--from", dest="from_stage", required=True, metavar="STAGE")
    rerunning.add_argument("--catalogue", choices=(SAME, CURRENT), default=SAME)
    rerunning.set_defaults(command=rerun)
    for action in (showing, resolving, approving, cancelling, rerunning):
        action.add_argument("id", help="the execution's id")
    for action in (resolving, approving, rerunning):
        action.add_argument("--out", metavar="DIR", help="copy the files that are made here")
    for action in actions.choices.values():
        action.add_argument(
            "--json", action="store_true", default=False, help="one JSON document on stdout"
        )


def list_all(options: Namespace, runtime: Runtime) -> Output:
    if options.limit is not None and options.limit < 1:
        raise InvalidInput("--limit", f"{options.limit}", "give 1 or more")
    wanted = (
        execution
        for execution in runtime.executions.latest_first()
        if options.status in (None, execution.status)
    )
    executions = [describe(execution) for execution in islice(wanted, options.limit)]
    rows = [
        (e["execution_id"], e["status"], e["workflow"], e["stage"] or "", e["input"])
        for e in executions
    ]
    headings = ("execution", "status", "workflow", "stage", "input")
    return Output(executions, table(headings, rows) if rows else "no executions yet")


def show_one(options: Namespace, runtime: Runtime) -> Output:
    execution = runtime.executions.load(options.id)
    value = report(runtime.executions, execution)
    heading = f"{execution.workflow} on {execution.input_name}, catalogue at {execution.catalogue}"
    return Output(value, f"{heading}\n{told(value)}")


def resolve(options: Namespace, runtime: Runtime) -> Output:
    values = {**_from_file(options.file), **settings(options.set)}
    return _carried_on(
        options, runtime, lambda of: runtime.interventions.resolve(of, values, actor=LOCAL)
    )


def approve(options: Namespace, runtime: Runtime) -> Output:
    def approved(execution_id: str) -> str:
        runtime.interventions.approve(execution_id, actor=LOCAL)
        return execution_id

    return _carried_on(options, runtime, approved)


def rerun(options: Namespace, runtime: Runtime) -> Output:
    def rerun_of(execution_id: str) -> str:
        return runtime.interventions.rerun(
            execution_id, options.from_stage, actor=LOCAL, catalogue=options.catalogue
        )

    return _carried_on(options, runtime, rerun_of)


def cancel(options: Namespace, runtime: Runtime) -> Output:
    runtime.interventions.cancel(options.id, actor=LOCAL)
    execution = runtime.executions.load(options.id)
    text = (
        f"execution {execution.id} is cancelled"
        if execution.status == "cancelled"
        else f"execution {execution.id} ends when the stage that is under way has ended"
    )
    return Output(describe(execution), text)


def _carried_on(options: Namespace, runtime: Runtime, act: Callable[[str], str]) -> Output:
    """Let `act` send the execution on, or begin another; work it off and tell what it came to."""
    seen = runtime.executions.load(options.id).sequence
    with working(runtime, 1):
        began = perf_counter()
        execution_id = act(options.id)
        same = execution_id == options.id
        watch(runtime, execution_id, began=began, seen=seen if same else 0)
    done = report(runtime.executions, runtime.executions.load(execution_id))
    paths = copied(runtime, done, Path(options.out) if options.out else None)
    return Output(done, told(done, paths), _FAILED if done["status"] == "failed" else 0)


def _from_file(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    try:
        values = canonical.decode(read_text(Path(name), field="--file"))
    except ValueError as error:
        raise InvalidInput("--file", f"{name} is not JSON ({error})", "write an object") from error
    if not isinstance(values, dict):
        raise InvalidInput("--file", f"{name} is no JSON object", "write values by their pointers")
    return values
