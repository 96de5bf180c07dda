"""`promptintel diff`: what differs between two versions of a prompt."""

from argparse import ArgumentParser, Namespace

from core.catalogue.comparing import Choice, compared_versions, difference
from core.catalogue.model import LATEST, Selector, label_name
from core.cli.commands.show import known_prompt
from core.cli.output import Output
from core.errors import InvalidInput
from core.runtime import Runtime


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ref", help="type/name, or the older version: type/name@1")
    parser.add_argument("newer", nargs="?", help="the newer version: type/name@3")
    parser.add_argument("--from", dest="older", metavar="N", help="the older, a version or a label")
    parser.add_argument("--to", metavar="N", help="the newer; the latest unless told")
    parser.set_defaults(command=diff)


def diff(options: Namespace, runtime: Runtime) -> Output:
    selector, old, new = _choices(options)
    view, prompt = known_prompt(selector, runtime)
    older, newer = compared_versions(prompt, old, new)
    value = {
        **difference(prompt, older, newer, runtime.blobs),
        "snapshot": view.snapshot_id,
        "sequence": view.sequence,
    }
    same = f"{prompt.ref}: versions {older.number} and {newer.number} read the same"
    return Output(value, value["text"] or same)


def _choices(options: Namespace) -> tuple[Selector, Choice, Choice]:
    """The prompt, and its older and newer version as far as they were named."""
    first = Selector.parse(options.ref)
    named = "@" in options.ref
    if options.newer is None:
        if named and options.older is not None:
            raise InvalidInput("--from", "stands beside a version in REF", "give one of them")
        if named and options.to is None:
            return first, None, _named(first)
        older = _named(first) if named else _option("--from", options.older)
        return first, older, _option("--to", options.to)
    second = Selector.parse(options.newer)
    if second.ref != first.ref:
        raise InvalidInput(
            "ref", f"{first.ref} and {second.ref} are two prompts", "compare versions of one"
        )
    if options.older is not None or options.to is not None:
        raise InvalidInput("--from", "stands beside two references", "give one of them")
    return first, _named(first), _named(second)


def _named(selector: Selector) -> Choice:
    if selector.version is not None:
        return selector.version
    return selector.label or LATEST


def _option(field: str, text: str | None) -> Choice:
    if text is None or text == LATEST:
        return text
    if text.isascii() and text.isdigit():
        return int(text[:9])
    return label_name(text, field=field)
