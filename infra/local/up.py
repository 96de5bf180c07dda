"""`make up`: the whole system on this machine, until it is interrupted."""

import signal
import sys
import tempfile
import threading
from pathlib import Path

from core.cli.output import say, table
from core.errors import PromptIntelError
from infra.local.system import HTTPS, System, missing

_SERVES = {
    "search": "POST /api/prompts/search, GET /api/prompts/catalog, single prompts",
    "execute": "POST /api/prompts/execute, GET /api/prompts/executions/{id}",
    "apply-update": "POST /api/prompts/update, labels, rollback, feedback, preferences",
}


def main() -> int:
    if (lacking := missing()) is not None:
        say(f"up: {lacking}")
        return 3
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        with (
            tempfile.TemporaryDirectory(prefix="promptintel-") as folder,
            System(Path(folder), read_models=True, tell=say) as system,
        ):
            print(_told(system), flush=True)  # noqa: T201
            while not over.wait(1.0):
                pass
            say("stopping")
    except PromptIntelError as error:
        say(f"up: {error}")
        return error.exit_code
    return 0


def _told(system: System) -> str:
    pushed = [name for name in system.functions if name not in _SERVES]
    rows = [
        *((one.name, system.url(one.name), _SERVES[one.name]) for one in HTTPS),
        *((name, system.url(name), "woken by Pub/Sub") for name in pushed),
        ("Cloud Storage", system.storage.url, f"buckets {system.bucket}, {system.uploads}"),
        ("Pub/Sub", system.messages.address.url, f"project {system.project}"),
        *_read_models(system),
    ]
    exports = "\n".join(f"  export {name}={value}" for name, value in system.environment.items())
    return (
        f"{table(('what', 'where', 'for'), rows)}\n\n"
        f"The command line takes part with\n{exports}\n\nInterrupt to stop."
    )


def _read_models(system: System) -> list[tuple[str, str, str]]:
    found = system.environment
    rows = []
    if "FIRESTORE_EMULATOR_HOST" in found:
        rows.append(("Firestore", f"http://{found['FIRESTORE_EMULATOR_HOST']}", "live progress"))
    if "SUPABASE_URL" in found:
        rows.append(("Supabase", found["SUPABASE_URL"], "reports: promptintel stats"))
    return rows


if __name__ == "__main__":
    sys.exit(main())
