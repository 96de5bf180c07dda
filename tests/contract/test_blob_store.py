import pytest

from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.memory.blobs import MemoryBlobStore
from core.events.remembering import RememberingBlobStore
from tests.contract.blob_store import BlobStoreContract, SharedBlobStoreContract


class TestRememberingBlobStore(BlobStoreContract):
    @pytest.fixture
    def store(self):
        return RememberingBlobStore(MemoryBlobStore())


class TestMemoryBlobStore(BlobStoreContract):
    @pytest.fixture
    def store(self):
        return MemoryBlobStore()


class TestFilesystemBlobStore(SharedBlobStoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        return FilesystemBlobStore(tmp_path / "blobs")

    @pytest.fixture
    def reopen(self, store, tmp_path):
        return lambda: FilesystemBlobStore(tmp_path / "blobs")

    @pytest.fixture
    def damage(self, store, tmp_path):
        return lambda name, content: (tmp_path / "blobs" / name[:2] / name).write_bytes(content)
