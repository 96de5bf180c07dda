"""How well questionnaires are read: `python -m bench.extraction [--set SET] [--verbose]`.

Compares the profiles drawn from `tests/questionnaires` (and the samples) with those that people
drew, leaf by leaf: texts without regard to case and white space, lists without regard to order,
figures exactly. Of the untouched set only totals are printed, so that nobody tunes on it.
"""

import argparse
import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from core import canonical
from core.adapters.offline.model import OfflineModel
from core.catalogue.genesis import GenesisFile, read_genesis
from core.documents.questionnaires.intake import READ, read
from core.errors import NotFound
from core.pipeline.ports import Entry, StageRequest

ROOT = Path(__file__).parents[1]
SETS = ("samples", "tuning", "untouched")
_REPEATS = 5


class GenesisKnowledge:
    """The `Knowledge` port over genesis files, as a first build would import them."""

    def __init__(self, files: Sequence[GenesisFile]) -> None:
        self._files = {(file.ref.type, file.ref.name): file for file in files}

    def entry(self, type: str, name: str) -> Entry:
        file = self._files.get((type, name))
        if file is None:
            raise NotFound(type, name, "look into database/")
        return Entry(type, name, 1, file.text, file.metadata)

    def entries(self, type: str, prefix: str = "") -> list[Entry]:
        names = sorted(name for kind, name in self._files if kind == type)
        return [
            self.entry(type, n) for n in names if not prefix or f"{n}.".startswith(f"{prefix}.")
        ]

    def json(self, type: str, name: str) -> Any:
        value = canonical.decode(self.entry(type, name).text)
        if isinstance(value, dict):
            value.pop("$meta", None)
        return value


def knowledge(root: Path = ROOT / "database") -> GenesisKnowledge:
    """The vocabulary as the files have it; other folders need not be complete."""
    return GenesisKnowledge(read_genesis(root))


@dataclass
class Tally:
    """Leaves right, wrong (another value was stated), omitted and hallucinated (none was)."""

    right: int = 0
    wrong: int = 0
    omitted: int = 0
    hallucinated: int = 0

    def __iadd__(self, other: "Tally") -> "Tally":
        self.right += other.right
        self.wrong += other.wrong
        self.omitted += other.omitted
        self.hallucinated += other.hallucinated
        return self

    @property
    def given(self) -> int:
        return self.right + self.wrong + self.hallucinated

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        wanted = self.right + self.wrong + self.omitted
        return self.right / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def hallucination(self) -> float:
        """The share of given leaves for which the document states nothing."""
        return self.hallucinated / self.given if self.given else 0.0

    def __str__(self) -> str:
        return (
            f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  "
            f"right {self.right:4d}  "
            f"wrong {self.wrong:3d}  omitted {self.omitted:3d}  "
            f"hallucinated {self.hallucinated:3d} "
            f"({self.hallucination:.1%})"
        )


@dataclass
class Compared:
    """One document's tallies, by field and in all, and each difference as a line."""

    total: Tally = field(default_factory=Tally)
    fields: dict[str, Tally] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def count(self, name: str, tally: Tally) -> None:
        self.total += tally
        self.fields.setdefault(name, Tally()).__iadd__(tally)


def compare(found: dict[str, Any], wanted: dict[str, Any]) -> Compared:
    """`found` against `wanted`, both whole profiles."""
    done = Compared()
    for name, got, want in _pairs(found, wanted):
        if isinstance(want, list) or isinstance(got, list):
            _compare_lists(done, name, got or [], want or [])
        else:
            _compare_values(done, name, got, want)
    _compare_contacts(done, found["contacts"], wanted["contacts"])
    return done


def _pairs(found: Any, wanted: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    for key in wanted:
        name, got, want = f"{at}/{key}", found.get(key), wanted[key]
        if name == "/contacts":
            continue
        if isinstance(want, dict) or isinstance(got, dict):
            blank = dict.fromkeys((*(want or {}), *(got or {})))
            yield from _pairs(got or blank, want or blank, name)
        else:
            yield name, got, want


def _compare_values(done: Compared, name: str, got: Any, want: Any) -> None:
    if got is None and want is None:
        return
    if got is None:
        tally, said = Tally(omitted=1), "omitted"
    elif want is None:
        tally, said = Tally(hallucinated=1), "hallucinated"
    elif _same(got, want):
        tally, said = Tally(right=1), ""
    else:
        tally, said = Tally(wrong=1), "wrong"
    done.count(name, tally)
    if said:
        done.lines.append(f"{said:12} {name}: {got!r} for {want!r}")


def _compare_lists(done: Compared, name: str, got: list[Any], want: list[Any]) -> None:
    """Items as bags; an item too many is wrong where one is missing, else hallucinated."""
    left = Counter(map(_key, want))
    spare = Counter(map(_key, got))
    both = left & spare
    left, spare = left - both, spare - both
    missing, extra = left.total(), spare.total()
    wrong = min(missing, extra)
    done.count(name, Tally(both.total(), wrong, missing - wrong, extra - wrong))
    if missing or extra:
        done.lines.append(f"{'list':12} {name}: {got!r} for {want!r}")


def _compare_contacts(done: Compared, got: list[Any], want: list[Any]) -> None:
    """People are paired by name, then in order."""
    rest = list(got)
    for person in want:
        twin = next((p for p in rest if _same(p["name"], person["name"])), None)
        twin = twin or next(
            (p for p in rest if not any(_same(p["name"], w["name"]) for w in want)), None
        )
        if twin is not None:
            rest.remove(twin)
        for part, value in person.items():
            _compare_values(done, f"/contacts/*/{part}", twin[part] if twin else None, value)
    for person in rest:
        for part, value in person.items():
            _compare_values(done, f"/contacts/*/{part}", value, None)


def _same(got: Any, want: Any) -> bool:
    return bool(_key(got) == _key(want))


def _key(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    if isinstance(value, bool):
        return f"<{value}>"
    return value


def documents(name: str) -> list[tuple[Path, Path]]:
    """The documents of a set, each with its expectation."""
    folder = ROOT / "tests/questionnaires" / name
    sources = ROOT / "database/samples" if name == "samples" else folder
    return [
        (path, folder / f"{path.stem}.expected.json")
        for path in sorted(sources.iterdir())
        if path.suffix in READ
        and not path.name.endswith(".expected.json")
        and (folder / f"{path.stem}.expected.json").is_file()
    ]


def extracted(path: Path, known: GenesisKnowledge) -> dict[str, Any]:
    """The extract stage's result for one file, by the real model."""
    document, _ = read(path.name, path.read_bytes())
    request = StageRequest(
        "bench", "workflows/bench@1", "extract", "extract", document, {}, known, "", {}
    )
    value: dict[str, Any] = OfflineModel().generate(request).value
    return value


def _measure(name: str, known: GenesisKnowledge, verbose: bool, fields: dict[str, Tally]) -> Tally:
    total = Tally()
    for path, expected in documents(name):
        wanted = json.loads(expected.read_text())
        done = compare(extracted(path, known)["profile"], wanted)
        total += done.total
        for pointer, tally in done.fields.items():
            fields.setdefault(pointer, Tally()).__iadd__(tally)
        print(f"  {path.name:28} {done.total}")
        if verbose and name != "untouched":
            print("".join(f"      {line}\n" for line in done.lines), end="")
    return total


def _seconds(names: Sequence[str], known: GenesisKnowledge) -> float:
    """The median time of one document, warm."""
    times = []
    for name in names:
        for path, _ in documents(name):
            for _ in range(_REPEATS):
                began = perf_counter()
                extracted(path, known)
                times.append(perf_counter() - began)
    return statistics.median(times)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.extraction", description=__doc__)
    parser.add_argument("--set", choices=SETS, action="append", dest="sets")
    parser.add_argument("--verbose", action="store_true", help="every difference, and by field")
    options = parser.parse_args()
    names = options.sets or SETS
    known = knowledge()
    fields: dict[str, Tally] = {}
    for name in names:
        print(name)
        # Fields of the untouched set would tell what to tune.
        shown = fields if name != "untouched" else {}
        print(f"  {'all':28} {_measure(name, known, options.verbose, shown)}")
    if options.verbose and fields:
        print("by field (without untouched)")
        for pointer in sorted(fields, key=lambda p: (fields[p].f1, p)):
            if fields[pointer].f1 < 1:
                print(f"  {pointer:42} {fields[pointer]}")
    print(f"one document, warm, median: {1000 * _seconds(names, known):.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
