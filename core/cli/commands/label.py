"""`promptintel label`: lets a label point at a version, or lists the labels of a prompt."""

from argparse import ArgumentParser, Namespace

from core.actors import LOCAL_USER
from core.catalogue.model import Prompt, Selector
from core.catalogue.reading import chosen_version, labels_as_json
from core.catalogue.steering import LabelRequest
from core.cli.commands.show import known_prompt
from core.cli.output import Output, table
from core.errors import InvalidInput
from core.runtime import Runtime
from core.search.view import View


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ref", help="type/name, or with the version: type/name@3")
    parser.add_argument("label", nargs="?", help="production for example; lists them without it")
    parser.add_argument("--version", type=int, metavar="N", help="the latest unless told")
    parser.add_argument("--message", help="why")
    parser.add_argument("--idempotency-key", metavar="K")
    parser.set_defaults(command=label)


def label(options: Namespace, runtime: Runtime) -> Output:
    selector = Selector.parse(options.ref)
    view, prompt = known_prompt(selector, runtime)
    if options.label is None:
        return _listed(view, prompt)
    outcome = runtime.steering.move_label(
        LabelRequest(
            ref=selector.ref,
            label=options.label,
            version=_version(options, selector, prompt),
            message=options.message,
            idempotency_key=options.idempotency_key,
        ),
        actor=LOCAL_USER,
    )
    verb = "points at" if outcome.moved else "pointed already at"
    return Output(
        outcome.to_json(),
        f"{outcome.label} {verb} {outcome.ref}@{outcome.version} (sequence {outcome.sequence})",
    )


def _version(options: Namespace, selector: Selector, prompt: Prompt) -> int:
    named = "@" in options.ref
    if named and options.version is not None:
        raise InvalidInput("--version", "stands beside a version in REF", "give one of them")
    number = options.version if options.version is not None else selector.version
    return chosen_version(prompt, version=number, label=selector.label).number


def _listed(view: View, prompt: Prompt) -> Output:
    rows = [*prompt.label_versions.items(), ("latest", prompt.latest.number)]
    return Output(labels_as_json(view, prompt), table(("label", "version"), rows))
