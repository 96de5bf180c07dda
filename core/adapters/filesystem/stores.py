"""A home: every store in a folder of its own below one."""

from functools import cached_property
from pathlib import Path

from core.adapters.filesystem.artifacts import FilesystemArtifactStore
from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.filesystem.log import FilesystemEventLog
from core.adapters.filesystem.pending import FilesystemPending
from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.adapters.filesystem.uploads import FilesystemUploads


class FilesystemStores:
    """Implements `Stores` in the folder `home`."""

    def __init__(self, home: Path) -> None:
        self._home = home

    @cached_property
    def log(self) -> FilesystemEventLog:
        return FilesystemEventLog(self._home / "log")

    @cached_property
    def blobs(self) -> FilesystemBlobStore:
        return FilesystemBlobStore(self._home / "blobs")

    @cached_property
    def snapshots(self) -> FilesystemSnapshotStore:
        return FilesystemSnapshotStore(self._home / "snapshots")

    @cached_property
    def artifacts(self) -> FilesystemArtifactStore:
        return FilesystemArtifactStore(self._home / "artifacts")

    @cached_property
    def pending(self) -> FilesystemPending:
        return FilesystemPending(self._home / "pending")

    @cached_property
    def uploads(self) -> FilesystemUploads:
        return FilesystemUploads(self._home / "uploads")

    def tidy(self) -> None:
        """A folder's files are read as quickly one by one."""
