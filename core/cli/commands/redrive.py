"""`promptintel redrive`: messages that could not be handled are shown, and sent back."""

import re
from argparse import ArgumentParser, Namespace

from core.cli.output import Output, say, table
from core.errors import InvalidInput, PromptIntelError
from core.runtime import Runtime

_FAILED = 3
_RATE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(?:/s)?")
_SHOWN = 100
_NOT_IN_USE = (
    "messages stay within the process here, so that no dead letters wait; "
    "`promptintel sweep` takes up what was given up on "
    "(PROMPTINTEL_PUBSUB names the project whose Pub/Sub is used)"
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rate", default="10/s", metavar="N/s", help="messages a second, 10 here")
    parser.add_argument("--limit", type=int, default=1000, metavar="N", help="at most so many")
    parser.add_argument("--dry-run", action="store_true", help="only show what waits")
    parser.set_defaults(command=redrive)


def redrive(options: Namespace, runtime: Runtime) -> Output:
    rate = _rate(options.rate)
    if options.limit < 1:
        raise InvalidInput("--limit", f"{options.limit}", "give 1 or more")
    if runtime.dead_letters is None:
        empty = {"pubsub": False, "dry_run": options.dry_run, "messages": []}
        return Output({**empty, "sent": 0, "left": 0}, _NOT_IN_USE)
    from core.adapters.pubsub.redriving import Redriver

    redriver = Redriver(
        runtime.dead_letters,
        lambda execution: _standing(runtime, execution),
        runtime.mint.new_id(),
    )
    if options.dry_run:
        done = redriver.look(options.limit)
    else:
        done = redriver.redrive(options.limit, rate)
    if done.problem is not None:
        say(done.problem)
    value = {
        "pubsub": True,
        "dry_run": options.dry_run,
        "messages": [letter.to_json() for letter in done.letters],
        "sent": done.sent,
        "left": done.left,
    }
    rows = [
        (
            letter.topic or "unknown",
            letter.stage or "",
            letter.execution or "",
            letter.attempts if letter.attempts is not None else "",
            letter.redriven,
            letter.why[:_SHOWN],
        )
        for letter in done.letters
    ]
    headings = ("topic", "stage", "execution", "attempts", "redriven", "why")
    summary = f"{len(rows)} dead letters: {done.sent} sent back, {done.left} wait on"
    text = f"{table(headings, rows)}\n\n{summary}" if rows else "no dead letters wait"
    return Output(value, text, 0 if done.problem is None else _FAILED)


def _rate(text: str) -> float:
    found = _RATE.fullmatch(text)
    rate = float(found[1]) if found else 0.0
    if rate <= 0:
        raise InvalidInput("--rate", f"{text[:20]!r} is no rate", "write 5/s, for example")
    return rate


def _standing(runtime: Runtime, execution_id: str) -> str | None:
    """How the execution stands that a message was for."""
    try:
        execution = runtime.executions.load(execution_id)
    except PromptIntelError as error:
        return str(error)
    told = f"the execution is {execution.status}"
    return f"{told}: {execution.error}" if execution.error else told
