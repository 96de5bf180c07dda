"""The audit of a home: each part by the check that is made for it, from the log outwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.adapters.filesystem.artifacts import FilesystemArtifactStore
from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.filesystem.inspecting import LogFolder
from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.errors import StorageUnavailable
from core.events.log import EventLog
from core.projections.store import ProjectionStore
from core.snapshot.compiler import Embedder
from core.verify.artifacts import check_artifacts
from core.verify.blobs import check_blobs
from core.verify.findings import Findings
from core.verify.projections import check_projections, check_service
from core.verify.snapshot import check_snapshot
from core.verify.streams import check_streams


@dataclass(frozen=True, slots=True)
class Home:
    """A folder with everything in it, and the adapters that read it."""

    folder: Path
    log: EventLog
    blobs: FilesystemBlobStore
    snapshots: FilesystemSnapshotStore
    artifacts: FilesystemArtifactStore
    projections: SqliteProjectionStore
    embedder: Callable[[], Embedder]
    services: Sequence[ProjectionStore] = ()
    """Read models that services of the cloud keep."""


def audit(home: Home, tell: Callable[[str], None]) -> Findings:
    """Look at everything in `home`; `tell` hears what is being looked at. Changes nothing.

    Raises `StorageUnavailable` where there is no such home.
    """
    if not home.folder.is_dir():
        raise StorageUnavailable(
            f"there is no home at {home.folder}; set PROMPTINTEL_HOME to the folder to look at"
        )
    findings = Findings(tell=tell)
    told = check_streams(LogFolder(home.folder / "log"), home.log, findings)
    check_blobs(told, home.blobs, findings)
    check_artifacts(home.folder / "artifacts", home.artifacts, told, home.log, findings)
    check_snapshot(home.snapshots, told, home.log, home.blobs, home.embedder, findings)
    check_projections(home.projections, told, home.log, home.blobs, findings)
    for store in home.services:
        check_service(store, told, home.log, home.blobs, findings)
    return findings
