"""`promptintel show`: one prompt as a flat object, or its text."""

from argparse import ArgumentParser, Namespace

from core.catalogue.model import Prompt, Selector
from core.catalogue.points import point_of, prompt_as_of
from core.catalogue.reading import chosen_version, prompt_as_json
from core.cli.output import Output
from core.errors import NotFound
from core.runtime import Runtime
from core.search.view import View


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ref", help="type/name, type/name@3 or type/name@label")
    add_as_of(parser)
    parser.set_defaults(command=show)


def show(options: Namespace, runtime: Runtime) -> Output:
    selector = Selector.parse(options.ref)
    view, prompt = known_prompt(selector, runtime)
    prompt = prompt_as_of(prompt, as_of(options, runtime))
    version = chosen_version(prompt, version=selector.version, label=selector.label)
    value = prompt_as_json(view, prompt, version)
    told = [f"{prompt.ref}@{version.number}"]
    told += [label for label, number in prompt.label_versions.items() if number == version.number]
    told += ["archived"] if prompt.archived else []
    heading = told[0] + (f" ({', '.join(told[1:])})" if told[1:] else "")
    return Output(value, f"# {heading}\n\n{value['text']}")


def known_prompt(selector: Selector, runtime: Runtime) -> tuple[View, Prompt]:
    """The catalogue now, and the prompt in it that `selector` names. Raises `NotFound`."""
    view = runtime.index.latest()
    prompt = view.prompt(selector.ref)
    if prompt is None:
        raise NotFound("prompt", str(selector.ref), "find its name with `promptintel search`")
    return view, prompt


def add_as_of(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--as-of", metavar="POINT", help="as it stood then: a sequence number or an RFC 3339 time"
    )


def as_of(options: Namespace, runtime: Runtime) -> int | None:
    """The point of the catalogue that was asked for, if any. Raises `InvalidInput`."""
    if options.as_of is None:
        return None
    return point_of(runtime.log, options.as_of, field="--as-of")
