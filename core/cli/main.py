"""The `promptintel` command: an entry point like a function. It decodes, calls, encodes."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from core.cli.output import Output, say, show
from core.errors import PromptIntelError
from core.runtime import Runtime, runtime

COMMANDS = (
    "build",
    "search",
    "show",
    "catalog",
    "run",
    "update",
    "history",
    "diff",
    "label",
    "rollback",
    "executions",
    "sweep",
    "redrive",
    "why",
    "price",
    "lint",
    "validate",
    "preferences",
    "feedback",
    "serve",
    "replay",
    "verify",
    "stats",
    "doctor",
)
_CHANGING = {
    *("build", "run", "update", "label", "rollback", "executions", "sweep"),
    *("preferences", "feedback"),
}
"""Commands after which the projection catches up; their answer is out by then."""
_INTERRUPTED = 130

Command = Callable[[argparse.Namespace, Runtime], Output | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 (the user's), 2 (usage), 3 (a service)."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", stream=sys.stderr)
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(given).parse_args(given)
    try:
        command: Command = options.command
        output = command(options, runtime())
        if output is None:
            return 0
        show(output, as_json=options.json)
        if options.changing:
            runtime().read_models.projectors.wake()
    except PromptIntelError as error:
        say(f"promptintel: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader (a pager, `head`) has gone; stdout must not be flushed again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return output.exit_code


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="promptintel",
        description="Questionnaires become priced contracts; prompts stay searchable.",
    )
    chosen = next((word for word in given if not word.startswith("-")), None)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in COMMANDS:
        # Only the chosen command's module is imported: the others' imports cost a start-up.
        module = import_module(f"core.cli.commands.{name}") if name == chosen else None
        summary = _SUMMARIES[name]
        command = subparsers.add_parser(name, help=summary, description=summary)
        command.add_argument("--json", action="store_true", help="one JSON document on stdout")
        command.set_defaults(changing=name in _CHANGING)
        if module is not None:
            module.add_arguments(command)
    return parser


_SUMMARIES = {
    "build": "import genesis and publish a snapshot",
    "search": "search prompts, examples, schemas, clauses and workflows",
    "show": "one prompt: type/name, type/name@3 or type/name@label",
    "catalog": "everything in use, by type",
    "run": "run questionnaires through a workflow, to a contract",
    "update": "append an update to a prompt",
    "history": "who changed a prompt, and when",
    "diff": "what differs between two versions of a prompt",
    "label": "let a label point at a version, or list the labels",
    "rollback": "an old text as a new version",
    "executions": "list, show, resolve, approve, cancel or rerun executions",
    "sweep": "take up what a crash left lying",
    "redrive": "show messages that could not be handled, and send them back",
    "why": "where a clause of a contract comes from",
    "price": "price a profile again, and what a changed answer would move",
    "lint": "look for mistakes in an exported contract document",
    "validate": "check the genesis files",
    "preferences": "the defaults of your runs, shown and changed",
    "feedback": "rate a version of a prompt, 1 to 5",
    "serve": "answer the HTTP routes on this machine",
    "replay": "rebuild a projection from the log",
    "verify": "audit a home: is everything in it what it should be",
    "stats": "what the read models tell: success, duration, use, falls, cost",
    "doctor": "what is installed, reachable and in use",
}


if __name__ == "__main__":
    sys.exit(main())
