"""What outlives every process of a world: the memory adapters, and snapshots to go with them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from core import canonical
from core.adapters.memory.artifacts import MemoryArtifactStore
from core.adapters.memory.blobs import MemoryBlobStore
from core.adapters.memory.log import MemoryEventLog
from core.adapters.memory.pending import MemoryPending
from core.adapters.memory.projections import MemoryProjectionStore
from core.errors import SnapshotDamaged
from core.events.envelope import NewEvent, StreamId
from core.snapshot.store import Manifest, Pointer, PointerMoved
from tests.simulation.scheduling import Lock, Scheduler


class SimulatedLog(MemoryEventLog):
    """The log in memory, and what a write that is cut off leaves of itself in it: nothing."""

    def tear(self, stream: StreamId, events: Sequence[NewEvent], expected: int) -> None:
        return None


class SimulatedSnapshots:
    """Implements `SnapshotStore` step by step: a part, then another, the manifest, the pointer.

    Parts are files, since a reader maps them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[str, None] = {}
        self._written: dict[str, None] = {}
        self._manifests: dict[str, Manifest] = {}
        self._pointer: Pointer | None = None

    def current(self) -> Pointer | None:
        return self._pointer

    def put_part(self, content: bytes) -> None:
        name = canonical.digest(content)
        if name not in self._written:
            (self._folder / name).write_bytes(content)
            self._written[name] = None
        self._parts[name] = None

    def has_part(self, name: str) -> bool:
        return name in self._parts

    def put_manifest(self, manifest: Manifest) -> None:
        self._manifests.pop(manifest.id, None)  # put again, it counts as new
        self._manifests[manifest.id] = manifest

    def move(self, manifest: Manifest, *, expected: int) -> Pointer:
        generation = self._pointer.generation if self._pointer else 0
        if generation != expected:
            raise PointerMoved
        self._pointer = Pointer(manifest.id, manifest.sequence, expected + 1)
        return self._pointer

    def forget(self) -> None:
        """Delete the files, when nobody reads them any more."""
        for name in self._written:
            (self._folder / name).unlink(missing_ok=True)

    def fetch(self, snapshot_id: str) -> tuple[Manifest, Mapping[str, Path]]:
        manifest = self._manifests.get(snapshot_id)
        if manifest is None:
            raise SnapshotDamaged(f"snapshot {snapshot_id[:16]} has no manifest")
        missing = [
            info.sha256 for info in manifest.parts.values() if not self.has_part(info.sha256)
        ]
        if missing:
            raise SnapshotDamaged(f"snapshot {snapshot_id[:16]} lacks {missing[0][:16]}")
        paths = {name: self._folder / info.sha256 for name, info in manifest.parts.items()}
        return manifest, paths

    def sweep(self, keep: int) -> None:
        newest = list(self._manifests)[-keep:]
        current = self._pointer.id if self._pointer else None
        gone = [name for name in self._manifests if name not in newest and name != current]
        superseded = [part for name in gone for part in _parts_of(self._manifests.pop(name))]
        needed = [part for manifest in self._manifests.values() for part in _parts_of(manifest)]
        for part in superseded:
            if part not in needed:
                self._parts.pop(part, None)


def _parts_of(manifest: Manifest) -> list[str]:
    return [info.sha256 for info in manifest.parts.values()]


class Stores:
    """The stores of one world; `folder` holds the parts of snapshots."""

    def __init__(self, scheduler: Scheduler, folder: Path) -> None:
        self.log = SimulatedLog()
        self.blobs = MemoryBlobStore()
        self.pending = MemoryPending()
        self.artifacts = MemoryArtifactStore()
        self.snapshots = SimulatedSnapshots(folder)
        self.projections = MemoryProjectionStore()
        # Named crash points lie within it.
        self.projections._lock = Lock(scheduler)  # type: ignore[assignment]
