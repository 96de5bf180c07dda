"""How well questionnaires are read: `python -m bench.extraction [--set SET] [--verbose]`.

Compares the profiles drawn from `tests/questionnaires` (and the samples) with those that people
drew, leaf by leaf: texts without regard to case and white space, lists without regard to order,
figures exactly. By document, by style (`styles.json`) and by field; of the untouched set only by
document and style, so that nobody tunes on it.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.scoring import Tally, compare
from core import canonical
from core.adapters.offline.model import OfflineModel
from core.adapters.wordllama import WordLlamaEmbedder
from core.catalogue.genesis import GenesisFile, read_genesis
from core.documents.questionnaires.intake import READ, read
from core.errors import NotFound
from core.pipeline.ports import Encoder, Entry, StageRequest
from core.snapshot.encoder import StaticEncoder
from core.snapshot.format import Part
from core.snapshot.store import ENCODER_PART

ROOT = Path(__file__).parents[1]
SETS = ("samples", "tuning", "untouched")
_REPEATS = 5
_HEAD = "  {:42}      P      R     F1  right  wrong  omitted  hallucinated"


class GenesisKnowledge:
    """The `Knowledge` port over genesis files, as a first build would import them."""

    def __init__(self, files: Sequence[GenesisFile], encoder: Encoder | None = None) -> None:
        self._files = {(file.ref.type, file.ref.name): file for file in files}
        self.encoder = encoder

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
    encoder = StaticEncoder(Part(WordLlamaEmbedder().part(), ENCODER_PART))
    return GenesisKnowledge(read_genesis(root), encoder)


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


@dataclass
class Measured:
    """The tallies of one set: in all, by document, by style and by field."""

    total: Tally = field(default_factory=Tally)
    documents: dict[str, Tally] = field(default_factory=dict)
    styles: dict[str, Tally] = field(default_factory=dict)
    fields: dict[str, Tally] = field(default_factory=dict)
    differences: dict[str, list[str]] = field(default_factory=dict)


def measured(name: str, known: GenesisKnowledge) -> Measured:
    """The set `name`, read by the real model and compared with what people drew."""
    listed: dict[str, str] = json.loads((ROOT / "tests/questionnaires/styles.json").read_text())
    # A document keeps its style where it moves to another set.
    styles = {path.rpartition("/")[2]: style for path, style in listed.items()}
    done = Measured()
    for path, expected in documents(name):
        one = compare(extracted(path, known)["profile"], json.loads(expected.read_text()))
        style = styles.get(path.name, "(no style)")
        done.total += one.total
        done.documents[path.name] = one.total
        done.differences[path.name] = one.lines
        done.styles.setdefault(style, Tally()).__iadd__(one.total)
        for pointer, tally in one.fields.items():
            done.fields.setdefault(pointer, Tally()).__iadd__(tally)
    return done


def _print(name: str, done: Measured, verbose: bool) -> None:
    """One set's tables. Differences and fields of the untouched set would tell what to tune."""
    secret = name == "untouched"
    print(f"{name}\n{_HEAD.format('document')}")
    for document, tally in done.documents.items():
        print(_row(document, tally))
        if verbose and not secret:
            print("".join(f"      {line}\n" for line in done.differences[document]), end="")
    print(_row("all", done.total))
    print(_HEAD.format("style"))
    for style in sorted(done.styles):
        print(_row(style, done.styles[style]))
    if not secret:
        _print_fields(done.fields, verbose)


def _print_fields(fields: dict[str, Tally], verbose: bool) -> None:
    """The fields that are not read without a mistake; all of them with `verbose`."""
    shown = [
        p for p in sorted(fields, key=lambda p: (fields[p].f1, p)) if verbose or fields[p].f1 < 1
    ]
    print(_HEAD.format("field"))
    for pointer in shown:
        print(_row(pointer, fields[pointer]))
    if len(shown) < len(fields):
        print(f"  {len(fields) - len(shown)} of {len(fields)} fields without a mistake")


def _row(name: str, tally: Tally) -> str:
    return (
        f"  {name:42} {tally.precision:6.3f} {tally.recall:6.3f} {tally.f1:6.3f} {tally.right:6d} "
        f"{tally.wrong:6d} {tally.omitted:8d} {tally.hallucinated:13d} ({tally.hallucination:.1%})"
    )


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
    parser.add_argument("--verbose", action="store_true", help="every difference, and every field")
    options = parser.parse_args()
    names = options.sets or SETS
    known = knowledge()
    for name in names:
        _print(name, measured(name, known), options.verbose)
    print(f"one document, warm, median: {1000 * _seconds(names, known):.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
