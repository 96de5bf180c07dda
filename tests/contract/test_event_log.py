import pytest

from core.adapters.filesystem.log import FilesystemEventLog
from core.adapters.memory.log import MemoryEventLog
from tests.contract.event_log import EventLogContract
from tests.contract.shared_event_log import SharedEventLogContract


class TestMemoryEventLog(EventLogContract):
    @pytest.fixture
    def log(self):
        return MemoryEventLog()


class TestFilesystemEventLog(SharedEventLogContract):
    @pytest.fixture
    def log(self, tmp_path):
        return FilesystemEventLog(tmp_path / "log")

    @pytest.fixture
    def reopen(self, log, tmp_path):
        return lambda: FilesystemEventLog(tmp_path / "log")

    @pytest.fixture
    def damage(self, log, tmp_path):
        def replace(stream, number, content):
            (tmp_path / "log" / stream / f"{number:016d}.json").write_bytes(content)

        return replace
