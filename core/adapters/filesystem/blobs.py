"""Blobs in a folder: `<first two digits>/<hash>`."""

import re
from pathlib import Path

from core import canonical
from core.adapters.filesystem.writing import put_if_absent, storage_errors
from core.errors import NotFound, StorageUnavailable

_HASH = re.compile(r"[0-9a-f]{64}")


class FilesystemBlobStore:
    """Implements `BlobStore` below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        name = canonical.digest(content)
        put_if_absent(self._path(name), content, "blob")
        return name

    def get(self, name: str) -> bytes:
        path = self._path(name)
        with storage_errors(path):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                raise NotFound(
                    "blob", name, "the log names it, so restore it from a copy"
                ) from None
        if canonical.digest(content) != name:
            raise StorageUnavailable(f"{path} is damaged; restore it from a copy")
        return content

    def has(self, name: str) -> bool:
        if not _HASH.fullmatch(name):
            return False
        path = self._path(name)
        with storage_errors(path):
            return path.is_file()

    def _path(self, name: str) -> Path:
        if not _HASH.fullmatch(name):
            raise NotFound("blob", name[:80], "a blob is named by 64 hexadecimal digits")
        return self._root / name[:2] / name
