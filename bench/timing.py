"""Timing calls and telling the figures. Machines are shared: medians, and ratios within one run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in milliseconds, sorted."""

    milliseconds: Sequence[float]

    def at(self, share: float) -> float:
        index = min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))
        return self.milliseconds[index]

    @property
    def p50(self) -> float:
        return self.at(0.5)

    @property
    def p99(self) -> float:
        return self.at(0.99)


def timed(call: Callable[[str], object], inputs: Sequence[str], *, rounds: int) -> Times:
    """How long `call` takes for each of `inputs`, `rounds` times over, after one warm-up round."""
    for text in inputs:
        call(text)
    found = []
    for _ in range(rounds):
        for text in inputs:
            began = perf_counter()
            call(text)
            found.append((perf_counter() - began) * 1e3)
    return Times(sorted(found))


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print `rows` under `headings`."""
    cells = [list(headings), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    for row in cells:
        print("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())
    print()
