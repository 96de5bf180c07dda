"""`promptintel run`: questionnaires through a workflow, with progress, to the contract's files."""

import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from core.actors import LOCAL
from core.catalogue.model import prompt_name
from core.cli.output import Output, say, table
from core.cli.progress import watch
from core.cli.results import told
from core.documents.files import read_bytes
from core.documents.questionnaires.intake import LIMIT, read
from core.errors import PromptIntelError, Rejection
from core.pipeline.artifacts import content_of
from core.pipeline.batching import NotRun, side_by_side, status_of_all
from core.pipeline.reporting import report
from core.pipeline.starting import Input
from core.runtime import WORKERS, Runtime

_DEFAULT = "questionnaire_to_contract"
_SIDE_BY_SIDE = 10
_REJECTED = 1
_FAILED = 3


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="questionnaires")
    parser.add_argument("--workflow", help=f"your first favourite, else {_DEFAULT}, unless told")
    parser.add_argument("--out", metavar="DIR", help="copy the files that are made here")
    parser.add_argument(
        "--side-by-side",
        type=int,
        default=_SIDE_BY_SIDE,
        metavar="N",
        help=f"how many at a time, {_SIDE_BY_SIDE} unless told",
    )
    parser.set_defaults(command=run)


def run(options: Namespace, runtime: Runtime) -> Output:
    preferred = runtime.users.preferences(LOCAL)
    named = options.workflow or preferred.workflow or _DEFAULT
    workflow = prompt_name(named, field="--workflow")
    if len(options.files) == 1:
        document = _input(Path(options.files[0]))
        with working(runtime, 1):
            done = _run_one(runtime, workflow, document)
        paths = copied(runtime, done, Path(options.out) if options.out else None)
        text = told(done, paths, preferred.detail_level)
        return Output(done, text, _exit_code(done["status"]))
    return _run_many(options, runtime, workflow)


@contextmanager
def working(runtime: Runtime, side_by_side: int) -> Iterator[None]:
    """Within the block, workers work off what is started; all is loaded before, so that what is
    timed is the work. They finish what they hold before the block ends, unless it is interrupted.
    """
    runtime.index.latest()
    runtime.load_stages()
    runtime.start_workers(max(2, min(side_by_side, WORKERS)))
    yield
    runtime.bus.stop()


def _run_one(
    runtime: Runtime,
    workflow: str,
    document: Input,
    prefix: str = "",
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    say(f"{prefix}{document.name}: {workflow}")
    began = perf_counter()
    settings = runtime.users.preferences(LOCAL).run_settings
    execution_id = runtime.starter.start(workflow, document, actor=LOCAL, settings=settings)
    execution = watch(runtime, execution_id, began=began, prefix=prefix, stop=stop)
    return report(runtime.executions, execution)


def _run_many(options: Namespace, runtime: Runtime, workflow: str) -> Output:
    """Every file, side by side; one that cannot be read or fails does not stop the others."""
    inputs = [_readable(Path(name)) for name in options.files]
    limit = max(1, options.side_by_side)
    runtime.starter.plan(workflow)
    jobs = [
        partial(_job, runtime, workflow, document, f"[{number}/{len(inputs)}] ")
        for number, document in enumerate(inputs, 1)
    ]
    with working(runtime, limit):
        began = perf_counter()
        results = side_by_side(jobs, limit)
        seconds = perf_counter() - began
    names = _folder_names([document.name for document in inputs])
    rows = []
    for done, name in zip(results, names, strict=True):
        folder = Path(options.out) / name if options.out else None
        files = copied(runtime, done, folder) if done["execution_id"] else []
        where = files[0].rpartition("/")[0] if files else ""
        rows.append((done["input"], done["status"], done["execution_id"] or "", _said(done), where))
    heading = f"{len(results)} questionnaires in {seconds:.2f} s"
    headings = ("questionnaire", "status", "execution", "what it came to", "files")
    text = f"{heading}\n\n{table(headings, rows)}"
    status = status_of_all([done["status"] for done in results])
    return Output({"executions": results}, text, _exit_code(status))


def _job(
    runtime: Runtime, workflow: str, document: Input | NotRun, prefix: str, stop: threading.Event
) -> dict[str, Any]:
    if isinstance(document, NotRun):
        say(f"{prefix}{document.name}: {document.error}")
        return document.to_json()
    try:
        return _run_one(runtime, workflow, document, prefix, stop)
    except PromptIntelError as error:
        say(f"{prefix}{document.name}: {error}")
        return NotRun(document.name, error).to_json()


def _readable(path: Path) -> Input | NotRun:
    try:
        return _input(path)
    except Rejection as error:
        return NotRun(path.name, error)


def _input(path: Path) -> Input:
    """The file, found readable before anything is started."""
    content = read_bytes(path, field="FILE", limit=LIMIT)
    read(path.name, content)
    return Input(path.name, content)


def _folder_names(names: Sequence[str]) -> list[str]:
    """A folder an input: its stem, with a number where an earlier one has the same."""
    found: list[str] = []
    for name in names:
        stem = Path(name).stem or "input"
        number, chosen = 1, stem
        while chosen.lower() in (other.lower() for other in found):
            number += 1
            chosen = f"{stem}-{number}"
        found.append(chosen)
    return found


def copied(runtime: Runtime, done: dict[str, Any], folder: Path | None) -> list[str]:
    """Where the run's files can be opened: as kept, or those in the preferred format as copied
    into `folder`."""
    execution_id = done["execution_id"]
    names = [artifact["name"] for artifact in done["artifacts"]]
    if folder is None:
        return [runtime.artifacts.place(execution_id, name) for name in names]
    folder.mkdir(parents=True, exist_ok=True)
    names = runtime.users.preferences(LOCAL).chosen(names)
    for name in names:
        (folder / name).write_bytes(content_of(runtime.blobs, done["artifacts"], name))
    return [str(folder / name) for name in names]


def _said(done: dict[str, Any]) -> str:
    """The last thing that was found, or what went wrong."""
    if done["error"]:
        return str(done["error"])
    said = [stage["summary"] for stage in done["stages"].values() if stage["summary"]]
    waits = done["parked"]
    if waits is not None:
        return f"waits at {waits['stage']}: {waits['reason']}"
    return said[-1] if said else ""


def _exit_code(status: str) -> int:
    return {"failed": _FAILED, "rejected": _REJECTED}.get(status, 0)
