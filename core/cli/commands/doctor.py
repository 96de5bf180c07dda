"""`promptintel doctor`: what is installed, reachable and in use."""

import importlib.metadata
import platform
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from core.cli.output import Output, table
from core.errors import PromptIntelError
from core.events.envelope import CATALOGUE
from core.runtime import Runtime

_FAILED = 3


def add_arguments(parser: ArgumentParser) -> None:
    parser.set_defaults(command=doctor)


def doctor(_options: Namespace, runtime: Runtime) -> Output:
    checks = [
        ("python", platform.python_version(), True),
        ("promptintel", importlib.metadata.version("promptintel"), True),
        _checked("home", lambda: _home(runtime)),
        _checked("database", lambda: f"{len(runtime.builder.read())} entries are sound"),
        _checked("log", lambda: f"catalogue at sequence {runtime.log.head(CATALOGUE)}"),
        _checked("snapshot", lambda: _snapshot(runtime)),
        ("model", "offline rules (no account needed)", True),
        ("projections", "off: no Firestore or Supabase in this installation", True),
    ]
    value = {"checks": [{"part": p, "state": s, "ok": ok} for p, s, ok in checks]}
    rows = [(part, "ok" if ok else "FAILS", state) for part, state, ok in checks]
    sound = all(ok for _, _, ok in checks)
    return Output(
        {"ok": sound, **value}, table(("part", "", "state"), rows), 0 if sound else _FAILED
    )


def _checked(part: str, look: Callable[[], str]) -> tuple[str, str, bool]:
    try:
        return part, look(), True
    except PromptIntelError as error:
        return part, str(error), False


def _home(runtime: Runtime) -> str:
    home = runtime.settings.home
    return str(home) if home.exists() else f"{home} (made when first needed)"


def _snapshot(runtime: Runtime) -> str:
    current = runtime.snapshots.current()
    if current is None:
        return "none yet; the first command that needs one builds it"
    return f"{current.id[:16]} at sequence {current.sequence}"
