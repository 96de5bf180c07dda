import pytest

from core.adapters.filesystem.artifacts import FilesystemArtifactStore
from core.adapters.memory.artifacts import MemoryArtifactStore
from tests.contract.artifact_store import ArtifactStoreContract


class TestMemoryArtifactStore(ArtifactStoreContract):
    @pytest.fixture
    def store(self):
        return MemoryArtifactStore()


class TestFilesystemArtifactStore(ArtifactStoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        return FilesystemArtifactStore(tmp_path / "artifacts")
