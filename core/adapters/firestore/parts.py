"""Cutting what is to be written into commits that Firestore takes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from core import canonical
from core.adapters.firestore.documents import Found, Write
from core.adapters.firestore.errors import damaged
from core.adapters.firestore.places import path_of
from core.adapters.firestore.values import Fields, fields_of, row_of
from core.projections.changes import RowChange, depends, place, row_after
from core.projections.tables import Row, Table

WRITES = 400
"""Documents in one commit; Firestore has long taken no more than 500."""
BYTES = 4 * 1024 * 1024
"""Of JSON in one commit. Firestore takes ten mebibytes; what it adds to a value may double it."""


def first_changes(changes: Sequence[RowChange]) -> Sequence[RowChange]:
    """As many of `changes`, from the first, as do not touch more documents than a commit may."""
    touched = set()
    for number, change in enumerate(changes):
        touched.add(_path(change))
        if len(touched) > WRITES:
            return changes[:number]
    return changes


def looked_at(changes: Iterable[RowChange]) -> list[str]:
    """The documents on which it depends what comes of `changes`, each once."""
    return list(dict.fromkeys(_path(change) for change in changes if depends(change)))


def carried_out(
    changes: Sequence[RowChange], found: Mapping[str, Found]
) -> tuple[list[Write], int]:
    """What is to be written for the first of `changes` that fit into a commit, and how many of
    them these are: one or more. `found` has what they look at."""
    rows: dict[str, tuple[Table, Row | None]] = {}
    size = count = 0
    for change in changes:
        table, path = place(change)[0], _path(change)
        kept = rows[path][1] if path in rows else _kept(table, path, found)
        after = row_after(change, kept)
        size += _size(after)
        if count and size > BYTES:
            break
        rows[path] = (table, after)
        count += 1
    writes = [
        Write(path, fields_of(table, row) if row is not None else None, found.get(path))
        for path, (table, row) in rows.items()
    ]
    return writes, count


def cut(writes: Iterable[Write]) -> Iterator[tuple[list[Write], bool]]:
    """All of `writes` in parts that each fit into a commit, and whether a part is the last; one
    part at least, which may be empty."""
    part: list[Write] = []
    size = 0
    for write in writes:
        weight = _size(write.fields)
        if part and (len(part) >= WRITES or size + weight > BYTES):
            yield part, False
            part, size = [], 0
        part.append(write)
        size += weight
    yield part, True


def _path(change: RowChange) -> str:
    return path_of(*place(change))


def _kept(table: Table, path: str, found: Mapping[str, Found]) -> Row | None:
    fields = found[path].fields if path in found else None
    if fields is None:
        return None
    try:
        return row_of(table, fields)
    except ValueError as error:
        raise damaged(path, error) from error


def _size(fields: Fields | Row | None) -> int:
    return len(canonical.encode(dict(fields))) if fields is not None else 0
