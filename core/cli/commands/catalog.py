"""`promptintel catalog`: everything in use, by type."""

from argparse import ArgumentParser, Namespace

from core.catalogue.listing import by_type, in_use
from core.catalogue.model import prompt_type
from core.cli.commands.show import add_as_of, as_of
from core.cli.output import Output, table
from core.runtime import Runtime

_TITLE = 60


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--type", help="only this type")
    add_as_of(parser)
    parser.set_defaults(command=catalog)


def catalog(options: Namespace, runtime: Runtime) -> Output:
    kind = prompt_type(options.type, field="--type") if options.type is not None else None
    view = runtime.index.latest()
    living = in_use(view.prompts(kind), as_of(options, runtime))
    types = by_type(living)
    value = {
        "types": types,
        "total": len(living),
        "snapshot": view.snapshot_id,
        "sequence": view.sequence,
    }
    rows = [
        (
            f"{name}/{item['name']}@{item['version']}",
            ", ".join(f"{label}@{number}" for label, number in item["labels"].items()),
            " ".join(item["title"].split())[:_TITLE],
        )
        for name, items in types.items()
        for item in items
    ]
    return Output(value, table(("prompt", "labels", "title"), rows) if rows else "nothing in use")
