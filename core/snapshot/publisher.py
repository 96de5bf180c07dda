"""Publishing a snapshot: the pointer moves under a precondition, and never back by itself."""

from collections.abc import Mapping

from core.crashpoints import crash_point
from core.snapshot.store import Manifest, Pointer, PointerMoved, SnapshotStore

KEPT = 3
"""How many snapshots the store keeps; older ones can be rebuilt from the log."""


def publish(store: SnapshotStore, manifest: Manifest, parts: Mapping[str, bytes]) -> Pointer:
    """Keep the snapshot and point at it, unless a later one is current already."""
    store.put(manifest, parts)
    crash_point("snapshot.put")
    while True:
        current = store.current()
        if current is not None and not _supersedes(manifest, current):
            return current
        try:
            pointer = store.move(manifest, expected=current.generation if current else 0)
        except PointerMoved:
            continue
        crash_point("snapshot.published")
        store.sweep(KEPT)
        return pointer


def _supersedes(manifest: Manifest, current: Pointer) -> bool:
    return manifest.sequence >= current.sequence and manifest.id != current.id
