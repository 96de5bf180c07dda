"""What a system keeps its state in, whichever adapter it is."""

from typing import Protocol

from core.events.blobs import BlobStore
from core.events.log import EventLog
from core.pipeline.pending import Pending
from core.pipeline.ports import ArtifactStore
from core.pipeline.uploads import Uploads
from core.snapshot.store import SnapshotStore


class Stores(Protocol):
    """The stores of one system, each made on first use."""

    @property
    def log(self) -> EventLog: ...
    @property
    def blobs(self) -> BlobStore: ...
    @property
    def snapshots(self) -> SnapshotStore: ...
    @property
    def artifacts(self) -> ArtifactStore: ...
    @property
    def pending(self) -> Pending: ...
    @property
    def uploads(self) -> Uploads: ...
    def tidy(self) -> None:
        """Do what keeps a long log quick to read; now and then is enough. May be called by anybody.

        Raises `StorageUnavailable`; nothing depends on its success.
        """
