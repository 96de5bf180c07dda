"""Replay: a projection is rebuilt from the log beside the one in use, then takes its place.

Nobody ever reads an empty table, and a row that was seen does not go: while the present store is
further with some stream than the new one, the new one catches up before it is switched to.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.crashpoints import crash_point
from core.errors import PromptIntelError, StorageUnavailable
from core.events.blobs import BlobStore
from core.events.log import EventLog
from core.projections.projector import Projector
from core.projections.store import ProjectionStore, Step


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What is in use now: how many streams, appends of them, and rows by table."""

    streams: int
    appends: int
    rows: dict[str, int]


def replay(
    log: EventLog, blobs: BlobStore, store: ProjectionStore, tell: Callable[[Step], None]
) -> ReplayReport:
    """Rebuild `store` from the log; `tell` hears of every step.

    Raises `StorageUnavailable`, and leaves everything as it is, where the log cannot be read.
    """
    with store.beside() as fresh:
        projector = Projector(log, blobs, fresh, tell=tell)
        _all_of_it(projector)
        crash_point("replay.built")
        while store.switch(fresh, log.head):
            crash_point("replay.overtaken")
            _all_of_it(projector)
    crash_point("replay.switched")
    with store.reading() as reading:
        positions = reading.positions()
        rows = {table.name: sum(1 for _ in reading.rows(table)) for table in store.target.tables}
    return ReplayReport(len(positions), sum(p.sequence for p in positions.values()), rows)


def _all_of_it(projector: Projector) -> None:
    for stream, fault in projector.catch_up().items():
        raise StorageUnavailable(
            fault_text(fault) + f"; {stream} cannot be projected, so the projection stays as it is"
        ) from fault


def fault_text(fault: Exception) -> str:
    """`fault` as words; one that is none of our own is named."""
    return str(fault) if isinstance(fault, PromptIntelError) else f"{type(fault).__name__}: {fault}"
