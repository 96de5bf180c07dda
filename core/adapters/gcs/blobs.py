"""Blobs in a bucket: `blobs/<hash>`."""

import re

from core import canonical
from core.adapters.gcs.bucket import Bucket
from core.errors import NotFound, StorageUnavailable

_HASH = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = "application/octet-stream"


class GcsBlobStore:
    """Implements `BlobStore` in `bucket`. Any number of processes may share it."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def put(self, content: bytes) -> str:
        name = canonical.digest(content)
        # Where the name is taken the content is there: our own, or another's who had the same.
        self._bucket.create(_path(name), content, media_type=_MEDIA_TYPE)
        return name

    def get(self, name: str) -> bytes:
        content = self._bucket.read(_path(name)) if _HASH.fullmatch(name) else None
        if content is None:
            raise NotFound("blob", name, "the log names it, so restore it from a copy")
        if canonical.digest(content) != name:
            raise StorageUnavailable(f"{_path(name)} is damaged; restore it from a copy")
        return content

    def has(self, name: str) -> bool:
        return _HASH.fullmatch(name) is not None and self._bucket.look(_path(name)) is not None


def _path(name: str) -> str:
    return f"blobs/{name}"
