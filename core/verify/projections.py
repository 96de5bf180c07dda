"""The projections: no further than the log, and row by row what a rebuild to the same point is.

Lagging behind is no damage, and having no projection is none.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from core.adapters.sqlite.projections import SqliteProjectionStore
from core.errors import StorageUnavailable
from core.events.blobs import BlobStore
from core.events.log import EventLog
from core.projections.comparing import NotRebuilt, beyond, differences
from core.projections.store import ProjectionsDamaged, ProjectionStore, Reading
from core.projections.targets import SQLITE
from core.verify.findings import Findings
from core.verify.streams import Told


def check_projections(
    store: SqliteProjectionStore,
    told: Told,
    log: EventLog,
    blobs: BlobStore,
    findings: Findings,
) -> None:
    """Check the tables in the home, all of them at one moment."""
    if not store.path.exists():
        return
    findings.tell("the projection")
    name = store.path.name
    with _found(findings, name, f"{store.path} ", _replay(store)):
        store.check()
        with store.reading() as reading:
            _check(name, reading, store, told, log, blobs, findings)


def check_service(
    store: ProjectionStore, told: Told, log: EventLog, blobs: BlobStore, findings: Findings
) -> None:
    """Check the projection that a service of the cloud keeps, all of it at one moment."""
    name = store.target.name
    findings.tell(f"the projection to {name}")
    with (
        _found(findings, name, "", _replay(store)),
        store.reading() as reading,
    ):
        _check(name, reading, store, told, log, blobs, findings)


def _replay(store: ProjectionStore) -> str:
    target = "" if store.target == SQLITE else f" --target {store.target.name}"
    return f"run `promptintel replay{target}`"


@contextmanager
def _found(findings: Findings, name: str, prefix: str, replay: str) -> Iterator[None]:
    """What cannot be read within the block is damage, or could not be looked at."""
    try:
        yield
    except ProjectionsDamaged as error:
        problem = str(error).removeprefix(prefix).partition("; run")[0]
        findings.add("projection", name, problem, replay)
    except StorageUnavailable as error:
        findings.skip(name, error)


def _check(
    name: str,
    reading: Reading,
    store: ProjectionStore,
    told: Told,
    log: EventLog,
    blobs: BlobStore,
    findings: Findings,
) -> None:
    replay = _replay(store)
    positions = reading.positions()
    ahead = beyond(positions, lambda stream: told.head(stream, log))
    for stream in ahead:
        at = positions[stream].sequence
        problem = f"stands at {at}, and the log ends at {log.head(stream)}"
        lost = f"if the stream has lost its last files, restore them from a copy; else {replay}"
        findings.add("projection", f"{name}: position of {stream}", problem, lost)
    blind = sorted(told.unsound & positions.keys())
    if ahead or blind:
        why = f"{', '.join([*ahead, *blind])} cannot be read as far as it was projected"
        findings.skip(f"{name}: rows", why)
        return
    try:
        for found in differences(reading, store, log, blobs, findings.count):
            findings.add("projection", f"{name}: {found.where}", found.problem, replay)
    except NotRebuilt as error:
        findings.skip(f"{name}: rows", error)
