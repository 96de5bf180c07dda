"""Every store of a system in Cloud Storage: one bucket for what it keeps, one for what comes in."""

from functools import cached_property
from pathlib import Path

from core.adapters.gcs.artifacts import GcsArtifactStore
from core.adapters.gcs.blobs import GcsBlobStore
from core.adapters.gcs.bucket import Bucket
from core.adapters.gcs.client import open_bucket
from core.adapters.gcs.log import GcsEventLog
from core.adapters.gcs.pending import GcsPending
from core.adapters.gcs.snapshots import GcsSnapshotStore
from core.adapters.gcs.uploads import SETTING, GcsUploads
from core.errors import InvalidInput
from core.events.remembering import RememberingBlobStore


class GcsStores:
    """Implements `Stores`. Snapshots are mapped from files in `scratch`."""

    def __init__(self, bucket: str, uploads: str | None, scratch: Path) -> None:
        self._name = bucket
        self._uploads = uploads
        self._scratch = scratch

    @cached_property
    def log(self) -> GcsEventLog:
        return GcsEventLog(self._bucket)

    @cached_property
    def blobs(self) -> RememberingBlobStore:
        return RememberingBlobStore(GcsBlobStore(self._bucket))

    @cached_property
    def snapshots(self) -> GcsSnapshotStore:
        return GcsSnapshotStore(self._bucket, self._scratch)

    @cached_property
    def artifacts(self) -> GcsArtifactStore:
        return GcsArtifactStore(self._bucket)

    @cached_property
    def pending(self) -> GcsPending:
        return GcsPending(self._bucket)

    @cached_property
    def uploads(self) -> GcsUploads:
        if self._uploads is None:
            raise InvalidInput(SETTING, "is not set", "name the bucket that uploads go into")
        return GcsUploads(open_bucket(self._uploads, setting=SETTING))

    def tidy(self) -> None:
        self.log.compact()

    @cached_property
    def _bucket(self) -> Bucket:
        return open_bucket(self._name)
