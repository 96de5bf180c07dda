"""Blobs in memory."""

from core import canonical
from core.errors import NotFound


class MemoryBlobStore:
    """Content by its hash, in a dictionary."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = canonical.digest(content)
        self._contents[name] = bytes(content)
        return name

    def get(self, name: str) -> bytes:
        if name not in self._contents:
            raise NotFound("blob", name, "the log names it, so restore it from a copy")
        return self._contents[name]

    def has(self, name: str) -> bool:
        return name in self._contents
