"""A build: from nothing, after one changed file, and with nothing to do.

`python -m bench.build`. The system is a new home in a folder of its own, on files.
"""

import shutil
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from bench.corpus import DATABASE
from bench.timing import table
from core.runtime import Runtime
from core.settings import Settings
from core.snapshot.building import BuildReport

_RUNS = 5


def main() -> None:
    times: dict[str, list[float]] = {}
    reports: dict[str, BuildReport] = {}
    for _ in range(_RUNS):
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "database"
            shutil.copytree(DATABASE, database)
            settings = Settings(home=Path(folder) / "home", database=database)
            changed = sorted((database / "prompts/workflows").glob("*.md"))[0]
            for name in ("from nothing", "one file changed", "nothing changed"):
                if name == "one file changed":
                    changed.write_text(changed.read_text() + "\nOne more line.\n")
                began = perf_counter()
                reports[name] = Runtime(settings).builder.build()
                times.setdefault(name, []).append(perf_counter() - began)
    print("build: genesis to a published snapshot, seconds")
    rows = [
        (
            name,
            f"{statistics.median(seconds):.3f}",
            sum(reports[name].counts.values()),
            reports[name].changes,
            reports[name].embedded,
        )
        for name, seconds in times.items()
    ]
    table(("build", "median", "documents", "imported", "embedded"), rows)


if __name__ == "__main__":
    main()
