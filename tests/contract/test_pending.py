import pytest

from core.adapters.filesystem.pending import FilesystemPending
from core.adapters.memory.pending import MemoryPending
from tests.contract.pending import PendingContract


class TestMemoryPending(PendingContract):
    @pytest.fixture
    def pending(self):
        return MemoryPending()


class TestFilesystemPending(PendingContract):
    @pytest.fixture
    def pending(self, tmp_path):
        return FilesystemPending(tmp_path / "pending")
