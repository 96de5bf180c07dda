"""A step's changes as the database carries them out: many rows of one table at once.

Changes of different rows may change places; those of one row, and of any row and an election, may
not.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from core.adapters.supabase.rows import kept
from core.canonical import Json
from core.projections.changes import Change, Elect, Patch, Put, Remove, Tally
from core.projections.tables import Key, Row, Table

_Groups: TypeAlias = dict[tuple[int, str, str, tuple[str, ...]], dict[str, Json]]


def batches(changes: Sequence[Change]) -> Iterator[Mapping[str, Json]]:
    """What `projection_change` is called with, in order. Raises `ValueError` where values are not
    their table's."""
    before_election: list[Put | Patch | Remove] = []
    executions: list[str] = []
    for change in changes:
        match change:
            case Elect(execution_id):
                yield from _of_rows(before_election)
                before_election = []
                executions.append(execution_id)
            case Put() | Patch() | Remove():
                yield from _elections(executions)
                executions = []
                before_election.append(change)
            case Tally():
                raise ValueError("Supabase keeps no prompt_history")
    yield from _of_rows(before_election)
    yield from _elections(executions)


def _elections(executions: Sequence[str]) -> Iterator[Mapping[str, Json]]:
    if executions:
        yield {"kind": "elect", "executions": list(executions)}


def _of_rows(changes: Sequence[Put | Patch | Remove]) -> Iterator[Mapping[str, Json]]:
    """Rounds, none of which has a row twice; in each a batch a table and kind of change."""
    groups: _Groups = {}
    rounds: dict[tuple[str, Key], int] = {}
    for change in changes:
        place = (change.table.name, change.key)
        number = rounds[place] = rounds.get(place, 0) + 1
        kind, settled, row = _row(change)
        name = (number, change.table.name, kind, settled)
        if name not in groups:
            groups[name] = _batch(kind, change.table, settled)
        groups[name]["rows"].append(kept(row))
    for _, batch in sorted(groups.items(), key=lambda group: group[0]):
        yield batch


def _row(change: Put | Patch | Remove) -> tuple[str, tuple[str, ...], Row]:
    """The kind of `change`, which columns of a row that is there it sets, and the row to send."""
    key = dict(zip(change.table.key, change.key, strict=True))
    match change:
        case Put(table, _, values, first):
            row = table.row(change.key, {**values, **first})
            return "put", tuple(sorted(values.keys() - first.keys())), row
        case Patch(_, _, values):
            return "patch", tuple(sorted(values)), {**key, **values}
        case Remove():
            return "remove", (), key


def _batch(kind: str, table: Table, settled: Sequence[str]) -> dict[str, Json]:
    return {
        "kind": kind,
        "table": table.name,
        "key": list(table.key),
        "columns": list(table.columns),
        "set": list(settled),
        "rows": [],
    }
