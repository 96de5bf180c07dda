"""`promptintel rollback`: an old text as a new version."""

from argparse import ArgumentParser, Namespace

from core.actors import LOCAL_USER
from core.catalogue.model import Selector
from core.catalogue.reading import chosen_version
from core.catalogue.steering import RollbackRequest
from core.cli.commands.show import known_prompt
from core.cli.output import Output
from core.errors import InvalidInput
from core.runtime import Runtime


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ref", help="the version to say again: type/name@3 or type/name@label")
    parser.add_argument("--message", help="why")
    parser.add_argument("--expected-version", type=int, metavar="N")
    parser.add_argument("--idempotency-key", metavar="K")
    parser.set_defaults(command=rollback)


def rollback(options: Namespace, runtime: Runtime) -> Output:
    selector = Selector.parse(options.ref)
    if selector.version is None and selector.label is None:
        raise InvalidInput("ref", "names no earlier version", f"write {selector.ref}@1")
    version = selector.version
    if version is None:
        _, prompt = known_prompt(selector, runtime)
        version = chosen_version(prompt, version=None, label=selector.label).number
    outcome = runtime.steering.roll_back(
        RollbackRequest(
            ref=selector.ref,
            version=version,
            message=options.message,
            expected_version=options.expected_version,
            idempotency_key=options.idempotency_key,
        ),
        actor=LOCAL_USER,
    )
    return Output(
        outcome.to_json(),
        f"{outcome.ref} is at version {outcome.version}, which says what version "
        f"{outcome.back_to} said (sequence {outcome.sequence})",
    )
