"""Uploads in a folder, for a machine of one's own: a file's generation is when it was written."""

import os
from pathlib import Path

from core.adapters.filesystem.writing import storage_errors
from core.errors import NotFound, TooLarge
from core.pipeline.uploads import Upload


class FilesystemUploads:
    """Implements `Uploads` below `root`, whose files people put there by any means."""

    def __init__(self, root: Path, bucket: str = "uploads") -> None:
        self.bucket = bucket
        self._root = root

    def latest(self, name: str) -> Upload:
        path = self._path(name)
        with storage_errors(path):
            try:
                return Upload(self.bucket, name, path.stat().st_mtime_ns)
            except (FileNotFoundError, NotADirectoryError):
                raise _gone(name) from None

    def read(self, upload: Upload, *, limit: int) -> bytes:
        path = self._path(upload.name)
        with storage_errors(path):
            try:
                file = path.open("rb")
            except (FileNotFoundError, NotADirectoryError):
                raise _gone(upload.name) from None
            with file:
                # Asked of what was opened: another file may have its name by now.
                found = os.fstat(file.fileno())
                if upload.bucket != self.bucket or found.st_mtime_ns != upload.generation:
                    raise _gone(upload.name)
                if found.st_size > limit:
                    raise TooLarge("upload", found.st_size, limit)
                content = file.read(limit + 1)
                if os.fstat(file.fileno()).st_mtime_ns != upload.generation:
                    raise _gone(upload.name)
                return content

    def _path(self, name: str) -> Path:
        """Where `name` lies; a name that could lead out of `root` names nothing."""
        parts = name.split("/")
        path = self._root.joinpath(*parts)
        if not all(parts) or {".", ".."} & set(parts) or "\0" in name or path.is_dir():
            raise _gone(name)
        return path


def _gone(name: str) -> NotFound:
    return NotFound("upload", name[:80], "put it there, and name it as it is called there")
