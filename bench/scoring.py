"""Compares a profile drawn from a questionnaire with the one that people drew, leaf by leaf."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


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
