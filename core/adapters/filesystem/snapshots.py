"""Snapshots in a folder: `parts/<hash>`, `manifests/<id>.json`, and the pointer `current.json`.

A part is hashed when it is written, and once more by whoever first finds it in another place or at
another time than it was checked at; `checked/<hash>` remembers that place and time.
"""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from core import canonical
from core.adapters.filesystem.writing import replace_whole, storage_errors
from core.errors import SnapshotDamaged, StorageUnavailable
from core.snapshot.store import Manifest, PartInfo, Pointer, PointerMoved

_UNCLAIMED_SECONDS = 3600
_READ_ONLY = 0o444


class FilesystemSnapshotStore:
    """Implements `SnapshotStore` below `root`. Any number of processes may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def current(self) -> Pointer | None:
        path = self._root / "current.json"
        with storage_errors(path):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                return None
        try:
            return Pointer(**canonical.decode(content))
        except (ValueError, TypeError) as error:
            raise StorageUnavailable(
                f"{path} is damaged; delete it and run `promptintel build`"
            ) from error

    def put(self, manifest: Manifest, parts: Mapping[str, bytes]) -> None:
        for name, info in manifest.parts.items():
            if self._sound(info):
                # Keeps a sweep that runs beside us from taking it for forgotten.
                with suppress(OSError):
                    os.utime(self._part(info))
                    self._remember(info)
            elif name in parts:
                replace_whole(self._part(info), parts[name], "part")
                with storage_errors(self._part(info)):
                    self._part(info).chmod(_READ_ONLY)
                self._remember(info)
            else:
                raise SnapshotDamaged(f"snapshot part {name} is gone; run `promptintel build`")
        replace_whole(self._manifest(manifest.id), manifest.content, "manifest")

    def move(self, manifest: Manifest, *, expected: int) -> Pointer:
        with self._locked():
            current = self.current()
            if (current.generation if current else 0) != expected:
                raise PointerMoved
            pointer = Pointer(manifest.id, manifest.sequence, expected + 1)
            content = canonical.encode(
                {
                    "id": pointer.id,
                    "sequence": pointer.sequence,
                    "generation": pointer.generation,
                }
            )
            replace_whole(self._root / "current.json", content, "pointer")
            return pointer

    def fetch(self, snapshot_id: str) -> tuple[Manifest, Mapping[str, Path]]:
        path = self._manifest(snapshot_id)
        with storage_errors(path):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                raise SnapshotDamaged(
                    f"snapshot {snapshot_id[:16]} has no manifest; run `promptintel build`"
                ) from None
        manifest = Manifest.parse(content, snapshot_id)
        for name, info in manifest.parts.items():
            if not self._sound(info):
                raise SnapshotDamaged(
                    f"snapshot {snapshot_id[:16]} is damaged: its {name} does not match its hash; "
                    "run `promptintel build`"
                )
        return manifest, {name: self._part(info) for name, info in manifest.parts.items()}

    def sweep(self, keep: int) -> None:
        with storage_errors(self._root), self._locked():
            listed = [(p.stat().st_mtime_ns, p) for p in (self._root / "manifests").iterdir()]
            manifests = [path for _, path in sorted(listed, reverse=True)]
            current = self.current()
            needed: set[str] = set()
            for number, path in enumerate(manifests):
                if number < keep or (current is not None and path.stem == current.id):
                    needed |= _parts_of(path)
                else:
                    path.unlink(missing_ok=True)
            # What nobody names may be a part of a snapshot that is being put right now.
            forgotten = time.time() - _UNCLAIMED_SECONDS
            for part in (self._root / "parts").iterdir():
                superseded = part.name not in needed and len(manifests) > keep
                if superseded or (part.name not in needed and part.stat().st_mtime < forgotten):
                    part.unlink(missing_ok=True)
                    (self._root / "checked" / part.name).unlink(missing_ok=True)

    def _sound(self, info: PartInfo) -> bool:
        """Whether the part is there with the size and hash that its manifest gives."""
        path = self._part(info)
        with storage_errors(path):
            try:
                identity = _identity(path)
                if path.stat().st_size != info.size:
                    return False
                with suppress(FileNotFoundError):
                    if (self._root / "checked" / info.sha256).read_text() == identity:
                        return True
                if canonical.digest(path.read_bytes()) != info.sha256:
                    return False
            except FileNotFoundError:
                return False
        self._remember(info)
        return True

    def _remember(self, info: PartInfo) -> None:
        # Forgetting costs one more hashing: a home that cannot be written is still served.
        with suppress(StorageUnavailable, OSError):
            note = self._root / "checked" / info.sha256
            replace_whole(note, _identity(self._part(info)).encode(), "checked")

    def _part(self, info: PartInfo) -> Path:
        return self._root / "parts" / info.sha256

    def _manifest(self, snapshot_id: str) -> Path:
        return self._root / "manifests" / f"{snapshot_id}.json"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with storage_errors(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._root / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _identity(path: Path) -> str:
    """Changes whenever the file's content may have: no write leaves the inode's ctime alone."""
    stat = path.stat()
    return f"{stat.st_dev} {stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"


def _parts_of(path: Path) -> set[str]:
    try:
        manifest = Manifest.parse(path.read_bytes(), path.stem)
    except (SnapshotDamaged, FileNotFoundError):
        return set()
    return {info.sha256 for info in manifest.parts.values()}
