"""`promptintel preferences`: the defaults of your runs, shown and changed."""

from argparse import ArgumentParser, Namespace

from core.actors import LOCAL
from core.cli.output import Output, table
from core.errors import InvalidInput
from core.runtime import Runtime
from core.users.deciding import SetPreferences
from core.users.model import DETAIL_LEVELS, SUFFIXES

_KEYS = ("detail_level", "output_format", "favorite_workflows")
_MEANINGS = (
    f"how much is said: {', '.join(DETAIL_LEVELS)}",
    f"which file of each document --out copies: {', '.join(SUFFIXES)}",
    "the first is run where no workflow is named",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=f"one of {', '.join(_KEYS)}; several workflows are set apart by commas",
    )
    parser.set_defaults(command=preferences)


def preferences(options: Namespace, runtime: Runtime) -> Output:
    if options.set:
        now = runtime.users.set_preferences(LOCAL, _command(options.set))
    else:
        now = runtime.users.load(LOCAL).preferences
    value = now.to_json()
    values = (now.detail_level, now.output_format, ", ".join(now.favorite_workflows) or "none yet")
    rows = list(zip(_KEYS, values, _MEANINGS, strict=True))
    return Output(value, table(("key", "value", ""), rows))


def _command(settings: list[str]) -> SetPreferences:
    given: dict[str, str] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or key not in _KEYS:
            raise InvalidInput(
                "--set", f"{setting[:60]!r} sets nothing", f"write KEY=VALUE, KEY {_one_of(_KEYS)}"
            )
        given[key] = value.strip()
    favorites = given.get("favorite_workflows")
    names = [name.strip() for name in favorites.split(",")] if favorites is not None else None
    return SetPreferences(
        given.get("detail_level"),
        given.get("output_format"),
        tuple(name for name in names if name) if names is not None else None,
    )


def _one_of(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
