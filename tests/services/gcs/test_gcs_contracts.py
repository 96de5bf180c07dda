"""Every port's suite against the emulator, and again while a quarter of all requests fail."""

import pytest

from core.adapters.gcs.artifacts import GcsArtifactStore
from core.adapters.gcs.blobs import GcsBlobStore
from core.adapters.gcs.log import GcsEventLog
from core.adapters.gcs.pending import GcsPending
from core.adapters.gcs.snapshots import GcsSnapshotStore
from tests.contract.artifact_store import ArtifactStoreContract
from tests.contract.blob_store import SharedBlobStoreContract
from tests.contract.pending import PendingContract
from tests.contract.shared_event_log import SharedEventLogContract
from tests.contract.snapshot_store import SnapshotStoreContract


def overwrite(bucket, name, content):
    bucket.replace(name, content, bucket.look(name).generation)


class TestGcsEventLog(SharedEventLogContract):
    @pytest.fixture
    def log(self, bucket):
        return GcsEventLog(bucket)

    @pytest.fixture
    def reopen(self, bucket):
        return lambda: GcsEventLog(bucket)

    @pytest.fixture
    def damage(self, direct):
        return lambda stream, number, content: overwrite(
            direct, f"log/{stream}/{number:016d}.json", content
        )


class TestGcsBlobStore(SharedBlobStoreContract):
    @pytest.fixture
    def store(self, bucket):
        return GcsBlobStore(bucket)

    @pytest.fixture
    def reopen(self, bucket):
        return lambda: GcsBlobStore(bucket)

    @pytest.fixture
    def damage(self, direct):
        return lambda name, content: overwrite(direct, f"blobs/{name}", content)


class TestGcsArtifactStore(ArtifactStoreContract):
    @pytest.fixture
    def store(self, bucket):
        return GcsArtifactStore(bucket)


class TestGcsPending(PendingContract):
    @pytest.fixture
    def pending(self, bucket):
        return GcsPending(bucket)


class TestGcsSnapshotStore(SnapshotStoreContract):
    @pytest.fixture
    def store(self, bucket, tmp_path):
        return GcsSnapshotStore(bucket, tmp_path / "parts")

    @pytest.fixture
    def alter(self, direct, tmp_path):
        def alter(info, change):
            name = f"snapshots/parts/{info.sha256}"
            overwrite(direct, name, change(direct.read(name)))
            local = tmp_path / "parts" / info.sha256
            if local.exists():
                local.chmod(0o600)
                local.write_bytes(change(local.read_bytes()))

        return alter
