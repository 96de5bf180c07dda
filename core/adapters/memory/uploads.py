"""Uploads that last as long as their process."""

import threading

from core.errors import NotFound, TooLarge
from core.pipeline.uploads import Upload


class MemoryUploads:
    """Implements `Uploads`: a bucket that keeps no generation but the newest."""

    def __init__(self, bucket: str = "uploads") -> None:
        self.bucket = bucket
        self._lock = threading.Lock()
        self._generation = 0
        self._files: dict[str, tuple[Upload, bytes]] = {}

    def put(self, name: str, content: bytes) -> Upload:
        """Put a file there, in place of the one that had its name."""
        with self._lock:
            self._generation += 1
            upload = Upload(self.bucket, name, self._generation)
            self._files[name] = (upload, content)
            return upload

    def delete(self, name: str) -> None:
        """Take a file away; one that is not there is no error."""
        with self._lock:
            self._files.pop(name, None)

    def latest(self, name: str) -> Upload:
        return self._find(name)[0]

    def read(self, upload: Upload, *, limit: int) -> bytes:
        found, content = self._find(upload.name)
        if found != upload:
            raise _gone(upload.name)
        if len(content) > limit:
            raise TooLarge("upload", len(content), limit)
        return content

    def _find(self, name: str) -> tuple[Upload, bytes]:
        with self._lock:
            if name not in self._files:
                raise _gone(name)
            return self._files[name]


def _gone(name: str) -> NotFound:
    return NotFound("upload", name[:80], "put it there, and name it as it is called there")
