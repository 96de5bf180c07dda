"""`promptintel feedback`: your rating of a prompt's version. The last one counts."""

from argparse import ArgumentParser, Namespace

from core.actors import LOCAL
from core.cli.output import Output
from core.runtime import Runtime
from core.users.model import BEST_RATING


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ref", metavar="REF", help="type/name, type/name@3 or type/name@label")
    parser.add_argument(
        "rating", metavar="RATING", type=int, help=f"1 (worst) to {BEST_RATING} (best)"
    )
    parser.add_argument("--comment", help="why")
    parser.set_defaults(command=feedback)


def feedback(options: Namespace, runtime: Runtime) -> Output:
    rated = runtime.users.rate(LOCAL, options.ref, options.rating, options.comment)
    told = f"{rated.ref}@{rated.version}: {rated.rating} of {BEST_RATING}"
    return Output(rated.to_json(), told)
