import hashlib
import os

import pytest

from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.errors import StorageUnavailable
from tests.contract.snapshot_store import PARTS, SnapshotStoreContract, manifest


class TestFilesystemSnapshotStore(SnapshotStoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        return FilesystemSnapshotStore(tmp_path)

    @pytest.fixture
    def alter(self, tmp_path):
        def alter(info, change):
            path = tmp_path / "parts" / info.sha256
            path.chmod(0o644)
            path.write_bytes(change(path.read_bytes()))

        return alter

    def test_a_part_is_hashed_once_and_again_only_when_its_file_changed(
        self, store, tmp_path, monkeypatch
    ):
        known = manifest()
        store.put(known, PARTS)
        hashed = []
        monkeypatch.setattr(
            "core.canonical.digest",
            lambda content: hashed.append(content) or hashlib.sha256(content).hexdigest(),
        )
        store.fetch(known.id)
        assert PARTS["encoder"] not in hashed
        os.utime(tmp_path / "parts" / known.parts["encoder"].sha256)
        store.fetch(known.id)
        store.fetch(known.id)
        assert hashed.count(PARTS["encoder"]) == 1

    def test_a_pointer_that_cannot_be_read_says_what_to_do(self, store, tmp_path):
        (tmp_path / "current.json").write_bytes(b"{")
        with pytest.raises(StorageUnavailable, match="promptintel build"):
            store.current()
