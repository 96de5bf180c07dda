"""`promptintel search`."""

from argparse import ArgumentParser, Namespace

from core.cli.output import Output
from core.runtime import Runtime
from core.search.requests import SearchRequest


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="+", help="words, a question, or an exact name")
    parser.add_argument("--type", help="only this type")
    parser.add_argument("--namespace", help="a type, or a path under one: agents/contract")
    parser.add_argument("--limit", type=int, default=10, help="1 to 100, 10 unless told")
    parser.add_argument("--min-sequence", type=int, help="see at least this append")
    parser.set_defaults(command=search)


def search(options: Namespace, runtime: Runtime) -> Output:
    answer = runtime.index.search(
        SearchRequest(
            query=" ".join(options.query),
            type=options.type,
            namespace=options.namespace,
            limit=options.limit,
            min_sequence=options.min_sequence,
        )
    )
    lines = [
        f"{number:>2}. {found.type}/{found.name}@{found.version}  ({found.score:.3f})\n"
        f"    {found.snippet}"
        for number, found in enumerate(answer.results, start=1)
    ]
    text = "\n".join(lines) or "nothing found; try other words, or `promptintel search agents`"
    return Output(answer.to_json(), text)
