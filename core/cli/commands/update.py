"""`promptintel update`: suggestions, a whole new body, creation, archiving."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from core.actors import LOCAL_USER
from core.catalogue.updating import UpdateRequest
from core.cli.output import Output
from core.documents.files import read_text
from core.runtime import Runtime


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("type", help="the prompt's type, workflows for example")
    parser.add_argument("name", help="the prompt's name")
    parser.add_argument("--suggest", nargs="+", action="extend", default=[], metavar="TEXT")
    parser.add_argument("--body", metavar="FILE", help="a file with the whole new text")
    parser.add_argument("--create", action="store_true", help="make the prompt, or bring it back")
    parser.add_argument("--archive", action="store_true", help="take the prompt out of use")
    parser.add_argument("--message", help="why")
    parser.add_argument("--expected-version", type=int, metavar="N")
    parser.add_argument("--idempotency-key", metavar="K")
    parser.set_defaults(command=update)


def update(options: Namespace, runtime: Runtime) -> Output:
    request = UpdateRequest(
        prompt_type=options.type,
        prompt_name=options.name,
        suggestions=tuple(options.suggest),
        body=read_text(Path(options.body), field="--body") if options.body else None,
        create=options.create,
        archive=options.archive,
        message=options.message,
        expected_version=options.expected_version,
        idempotency_key=options.idempotency_key,
    )
    outcome = runtime.updater.update(request, actor=LOCAL_USER)
    routing = " and ".join(outcome.routing) or "no projection"
    return Output(
        outcome.to_json(),
        f"{outcome.ref} is at version {outcome.version} "
        f"(sequence {outcome.sequence}, to {routing})",
    )
