"""What an event changes in the tables, as plain values, and what each change means.

Changes of different streams commute, so projectors need not agree on an order between streams: a
row belongs to one stream (`Put`, `Patch`, `Remove`), is a sum (`Tally`), or is a function of rows
that each belong to one stream (`Elect`). A service that cannot read within a transaction carries
them out in its own way; `row_after` and `carry_out` say what has to come of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from core.canonical import Json
from core.projections.tables import LEAGUE_FACTS, LEAGUES, PROMPT_HISTORY, Key, Row, Table


@dataclass(frozen=True, slots=True)
class Put:
    """The row of `key` holds `values` from here on; those of `first` only where it is new."""

    table: Table
    key: Key
    values: Row
    first: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Patch:
    """These columns of the row change; nothing where there is no such row."""

    table: Table
    key: Key
    values: Row


@dataclass(frozen=True, slots=True)
class Remove:
    """The row goes, if it is there."""

    table: Table
    key: Key


@dataclass(frozen=True, slots=True)
class Tally:
    """Add to what `prompt_history` counts of one person and prompt; `at` is the time of a use,
    `ratings` are theirs, by version: the last one of a version counts."""

    key: Key
    uses: int = 0
    completed: int = 0
    failed: int = 0
    at: str | None = None
    ratings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Elect:
    """Leagues' rows are what the latest execution, not replaced by another, says of them.

    Those leagues are meant of which `execution_id` or the execution that it replaces speaks.
    """

    execution_id: str


RowChange: TypeAlias = Put | Patch | Remove | Tally
"""What it makes of a row depends on that row alone."""
Change: TypeAlias = RowChange | Elect


class Rows(Protocol):
    """The tables within one transaction."""

    def get(self, table: Table, key: Key) -> Row | None: ...
    def matching(self, table: Table, column: str, value: str) -> Sequence[Row]:
        """The rows that hold `value` in `column`, one of the key's or those `sought`."""

    def put(self, table: Table, row: Row) -> None:
        """Keep the whole `row`, in place of the one of its key."""

    def remove(self, table: Table, key: Key) -> None: ...


def table_of(change: Change) -> Table:
    """The table that outsiders read and `change` is about."""
    return LEAGUES if isinstance(change, Elect) else place(change)[0]


def place(change: RowChange) -> tuple[Table, Key]:
    """Which row `change` is about."""
    match change:
        case Tally(key):
            return PROMPT_HISTORY, key
        case Put(table, key) | Patch(table, key) | Remove(table, key):
            return table, key


def depends(change: RowChange) -> bool:
    """Whether what comes of `change` depends on the row that is kept."""
    match change:
        case Put():
            return bool(change.first)
        case Remove():
            return False
        case Patch() | Tally():
            return True


def row_after(change: RowChange, kept: Row | None) -> Row | None:
    """What stands at `place(change)` after it, where `kept` stood before; `None` is no row.

    `kept` does not matter unless `depends(change)`. Raises `ValueError` where the change's values
    are not its table's.
    """
    match change:
        case Put(table, key, values, first):
            return table.row(key, {**values, **_chosen(first, kept or first)})
        case Patch(table, key, values):
            return table.row(key, {**kept, **values}) if kept is not None else None
        case Remove():
            return None
        case Tally(key):
            return PROMPT_HISTORY.row(key, _tallied(kept, change))


def carry_out(change: Change, rows: Rows) -> None:
    """Make `change` in `rows`."""
    if isinstance(change, Elect):
        _elect_all(change.execution_id, rows)
        return
    table, key = place(change)
    after = row_after(change, rows.get(table, key) if depends(change) else None)
    if after is None:
        rows.remove(table, key)
    else:
        rows.put(table, after)


def _elect_all(execution_id: str, rows: Rows) -> None:
    told = rows.matching(LEAGUE_FACTS, "execution_id", execution_id)
    replaced = {row["replaces"] for row in told if row["replaces"] is not None}
    for other in sorted(replaced):
        told = [*told, *rows.matching(LEAGUE_FACTS, "execution_id", other)]
    for league_id in sorted({row["league_id"] for row in told}):
        _elect(league_id, rows)


def _elect(league_id: str, rows: Rows) -> None:
    told = rows.matching(LEAGUE_FACTS, "league_id", league_id)
    for row in sorted(told, key=lambda r: (r["updated_at"], r["execution_id"]), reverse=True):
        if not rows.matching(LEAGUE_FACTS, "replaces", row["execution_id"]):
            rows.put(LEAGUES, _chosen(LEAGUES.columns, row))
            return
    rows.remove(LEAGUES, (league_id,))


def _chosen(names: Iterable[str], row: Row) -> Row:
    return {name: row[name] for name in names}


def _tallied(kept: Row | None, change: Tally) -> Mapping[str, Json]:
    row = kept or _UNUSED
    completed = row["completed"] + change.completed
    failed = row["failed"] + change.failed
    ended = completed + failed
    times = [time for time in (row["last_used"], change.at) if time is not None]
    return {
        **row,
        "total_uses": row["total_uses"] + change.uses,
        "completed": completed,
        "failed": failed,
        "success_rate": completed / ended if ended else None,
        "last_used": max(times, default=None),
        "feedback_ratings": {**row["feedback_ratings"], **change.ratings},
    }


_UNUSED: Row = {
    "total_uses": 0,
    "completed": 0,
    "failed": 0,
    "last_used": None,
    "feedback_ratings": {},
}
