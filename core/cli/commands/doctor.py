"""`promptintel doctor`: what is installed, reachable and in use."""

import importlib.metadata
import platform
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from functools import partial

from core.cli.output import Output, say, table
from core.errors import InvalidInput, PromptIntelError
from core.events.envelope import CATALOGUE
from core.runtime import Runtime

_FAILED = 3
_OFF = {
    "sqlite": "off: instances that share a bucket share services too",
    "firestore": "off: set FIREBASE_SERVICE_ACCOUNT_PATH to use it",
    "supabase": "off: set SUPABASE_URL and SUPABASE_SERVICE_KEY to use it",
}

Check = tuple[str, str, bool]
"""A part, its state, and whether it is sound."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--migrate", action="store_true", help="bring Supabase's database up to date first"
    )
    parser.set_defaults(command=doctor)


def doctor(options: Namespace | None, runtime: Runtime) -> Output:
    migrated = _migrate(runtime) if options is not None and options.migrate else None
    checks = [
        ("python", platform.python_version(), True),
        ("promptintel", importlib.metadata.version("promptintel"), True),
        _checked("home", lambda: _home(runtime)),
        _checked("database", lambda: f"{len(runtime.builder.read())} entries are sound"),
        _checked("log", lambda: f"catalogue at sequence {runtime.log.head(CATALOGUE)}"),
        _checked("snapshot", lambda: _snapshot(runtime)),
        ("model", "offline rules (no account needed)", True),
        *[_checked(name, partial(_read_model, runtime, name)) for name in _OFF],
        *_migrations(runtime),
    ]
    value = {"checks": [{"part": p, "state": s, "ok": ok} for p, s, ok in checks]}
    rows = [(part, "ok" if ok else "FAILS", state) for part, state, ok in checks]
    sound = all(ok for _, _, ok in checks)
    return Output(
        {"ok": sound, **value, **({} if migrated is None else {"migrated": migrated})},
        table(("part", "", "state"), rows),
        0 if sound else _FAILED,
    )


def _checked(part: str, look: Callable[[], str]) -> Check:
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


def _read_model(runtime: Runtime, name: str) -> str:
    if name not in runtime.read_models.names:
        return _OFF[name]
    reached = runtime.read_models.store(name).position(CATALOGUE).sequence
    behind = runtime.log.head(CATALOGUE) - reached
    lag = f", {behind} behind the log" if behind > 0 else ""
    return f"catalogue projected up to sequence {reached}{lag}"


def _migrations(runtime: Runtime) -> list[Check]:
    url = runtime.settings.supabase_db_url
    if url is None:
        return []
    from core.adapters.supabase.migrating import migrations_in, pending

    try:
        waiting = pending(url, migrations_in(runtime.settings.database))
    except PromptIntelError as error:
        return [("migrations", str(error), False)]
    if waiting:
        listed = ", ".join(map(str, waiting))
        return [("migrations", f"{listed}: run `promptintel doctor --migrate`", False)]
    return [("migrations", "all are applied", True)]


def _migrate(runtime: Runtime) -> list[str]:
    """Apply what Supabase's database lacks, and say what that was."""
    url = runtime.settings.supabase_db_url
    if url is None:
        raise InvalidInput(
            "SUPABASE_DB_URL", "is not set", "set it to the connection string of role postgres"
        )
    from core.adapters.supabase.migrating import migrate, migrations_in

    applied = [str(m) for m in migrate(url, migrations_in(runtime.settings.database))]
    for name in applied:
        say(f"  applied {name}")
    return applied
