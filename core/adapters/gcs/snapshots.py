"""Snapshots in a bucket, read from a folder of this machine.

    snapshots/parts/<hash>           each made once, whoever builds
    snapshots/manifests/<id>.json    each made once
    snapshots/current                the pointer, moved under a precondition on its generation

A part that many snapshots share lives on as long as one of them. A build that counts on a part
claims it, at most every quarter of an hour, by touching its metadata, and a sweep deletes only
what has not been claimed for an hour and is as it was when the sweep looked.
"""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core import canonical
from core.adapters.gcs.bucket import Bucket, Stat
from core.adapters.gcs.cache import PartCache
from core.crashpoints import crash_point
from core.errors import SnapshotDamaged, StorageUnavailable
from core.snapshot.store import Manifest, PartInfo, Pointer, PointerMoved

_POINTER = "snapshots/current"
_PARTS = "snapshots/parts/"
_MANIFESTS = "snapshots/manifests/"
_BYTES = "application/octet-stream"
_CLAIMED = "claimed"
_MOVE = "move"
_CLAIM_LASTS = timedelta(minutes=15)
_UNCLAIMED = timedelta(hours=1)


def _now() -> datetime:
    return datetime.now(UTC)


class GcsSnapshotStore:
    """Implements `SnapshotStore` in `bucket`; parts are kept in `folder` while they are in use.

    Any number of processes may share both.
    """

    def __init__(
        self, bucket: Bucket, folder: Path, *, clock: Callable[[], datetime] = _now
    ) -> None:
        self._bucket = bucket
        self._cache = PartCache(bucket, folder)
        self._clock = clock

    def current(self) -> Pointer | None:
        stat = self._bucket.look(_POINTER)
        if stat is None:
            return None
        try:
            return Pointer(stat.metadata["id"], int(stat.metadata["sequence"]), stat.generation)
        except (KeyError, ValueError) as error:
            raise StorageUnavailable(
                f"{_POINTER} is damaged; delete it and run `promptintel build`"
            ) from error

    def put(self, manifest: Manifest, parts: Mapping[str, bytes]) -> None:
        for name, info in manifest.parts.items():
            self._keep(name, info, parts.get(name))
        crash_point("snapshot.parts_kept")
        path = _manifest(manifest.id)
        if not self._bucket.create(path, manifest.content):
            there = self._bucket.look(path)
            if there is not None and not there.holds(manifest.content):
                self._bucket.replace(path, manifest.content, there.generation)

    def move(self, manifest: Manifest, *, expected: int) -> Pointer:
        # Tells our own move, whose reply was lost, from that of another to the same snapshot.
        move = os.urandom(16).hex()
        told = {"id": manifest.id, "sequence": str(manifest.sequence), _MOVE: move}
        generation = self._bucket.replace(_POINTER, canonical.encode(told), expected, metadata=told)
        if generation is None:
            there = self._bucket.look(_POINTER)
            if there is None or there.metadata.get(_MOVE) != move:
                raise PointerMoved
            generation = there.generation
        return Pointer(manifest.id, manifest.sequence, generation)

    def fetch(self, snapshot_id: str) -> tuple[Manifest, Mapping[str, Path]]:
        content = self._bucket.read(_manifest(snapshot_id))
        if content is None:
            raise SnapshotDamaged(
                f"snapshot {snapshot_id[:16]} has no manifest; run `promptintel build`"
            )
        manifest = Manifest.parse(content, snapshot_id)
        paths = self._cache.fetch(
            snapshot_id, {name: (_part(info), info) for name, info in manifest.parts.items()}
        )
        return manifest, paths

    def sweep(self, keep: int) -> None:
        parts = self._bucket.list(_PARTS)
        manifests = sorted(self._bucket.list(_MANIFESTS), key=_age, reverse=True)
        current = self.current()
        needed: set[str] = set()
        for number, stat in enumerate(manifests):
            if number < keep or (current is not None and stat.name == _manifest(current.id)):
                needed |= self._parts_of(stat.name)
            else:
                self._bucket.delete(stat.name, unless_changed=stat)
        for part in parts:
            if part.name not in needed and self._clock() - _claimed(part) > _UNCLAIMED:
                self._bucket.delete(part.name, unless_changed=part)

    def _keep(self, name: str, info: PartInfo, content: bytes | None) -> None:
        """Have the part in the store, claimed. Raises `SnapshotDamaged` where it is nowhere."""
        path = _part(info)
        there = self._bucket.look(path)
        if there is not None and self._sound(there, info, content) and self._claim(there):
            return
        if content is None:
            raise SnapshotDamaged(f"snapshot part {name} is gone; run `promptintel build`")
        generation = there.generation if there is not None else 0
        if self._bucket.replace(path, content, generation, _BYTES) is None:
            # Another build was first, or the reply to our own write was lost.
            there = self._bucket.look(path)
            if there is None or not there.holds(content):
                raise StorageUnavailable(f"{path} is being written by others; try again")

    @staticmethod
    def _sound(stat: Stat, info: PartInfo, content: bytes | None) -> bool:
        return stat.size == info.size if content is None else stat.holds(content)

    def _claim(self, stat: Stat) -> bool:
        now = self._clock()
        if now - _claimed(stat) < _CLAIM_LASTS:
            return True
        return self._bucket.touch(stat, {_CLAIMED: now.isoformat()})

    def _parts_of(self, path: str) -> set[str]:
        content = self._bucket.read(path)
        try:
            manifest = Manifest.parse(content or b"", Path(path).stem)
        except SnapshotDamaged:
            return set()
        return {_part(info) for info in manifest.parts.values()}


def _part(info: PartInfo) -> str:
    return _PARTS + info.sha256


def _manifest(snapshot_id: str) -> str:
    return f"{_MANIFESTS}{snapshot_id}.json"


def _age(stat: Stat) -> tuple[datetime, int]:
    return (stat.updated, stat.generation)


def _claimed(stat: Stat) -> datetime:
    """When somebody last counted on the part."""
    told = stat.metadata.get(_CLAIMED)
    return max(datetime.fromisoformat(told), stat.updated) if told else stat.updated
