"""`promptintel history`: what happened to a prompt, newest first."""

from argparse import ArgumentParser, Namespace
from typing import Any

from core.catalogue.history import history_as_json
from core.catalogue.model import Selector
from core.cli.commands.show import known_prompt
from core.cli.output import Output, table
from core.errors import InvalidInput
from core.runtime import Runtime

_WIDTH = 70


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ref", help="type/name")
    parser.add_argument("--limit", type=int, help="of each kind at most, all unless told")
    parser.set_defaults(command=history)


def history(options: Namespace, runtime: Runtime) -> Output:
    if options.limit is not None and options.limit < 1:
        raise InvalidInput("--limit", f"{options.limit} versions", "give 1 or more")
    _, prompt = known_prompt(Selector.parse(options.ref), runtime)
    value = history_as_json(runtime.log, prompt, options.limit)
    told = [
        *((change, str(change["version"]), _version(change)) for change in value["versions"]),
        *((move, "", _label_move(move)) for move in value["label_moves"]),
        *((archival, "", _archival(archival)) for archival in value["archivals"]),
    ]
    # A prompt is brought back and revised in one append: in a list that starts with the newest,
    # the version stands first. The sort keeps the order of what shares a sequence.
    told.sort(key=lambda line: -line[0]["sequence"])
    rows = [
        (version, fact["time"][:19].replace("T", " "), fact["actor"], _with_reason(what, fact))
        for fact, version, what in told
    ]
    return Output(value, table(("version", "time (UTC)", "actor", "what"), rows))


def _version(change: dict[str, Any]) -> str:
    if change["back_to"] is not None:
        return f"back to version {change['back_to']}"
    return "; ".join(change["suggestions"])[:_WIDTH] if change["message"] is None else ""


def _label_move(move: dict[str, Any]) -> str:
    before = f" (before: {move['previous']})" if move["previous"] is not None else ""
    return f"{move['label']} points at version {move['version']}{before}"


def _archival(archival: dict[str, Any]) -> str:
    return "archived" if archival["archived"] else "brought back"


def _with_reason(what: str, fact: dict[str, Any]) -> str:
    return ": ".join(part for part in (what, fact["message"]) if part)
