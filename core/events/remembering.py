"""Blobs that were read before are at hand: a read from a bucket takes tens of milliseconds."""

import threading
from collections import OrderedDict

from core.events.blobs import BlobStore

_LIMIT = 64 * 1024 * 1024


class RememberingBlobStore:
    """Implements `BlobStore` by `blobs`, and remembers up to `limit` bytes of what was read last.

    A name stands for its content for ever, so nothing remembered is ever wrong.
    """

    def __init__(self, blobs: BlobStore, *, limit: int = _LIMIT) -> None:
        self._blobs = blobs
        self._limit = limit
        self._lock = threading.Lock()
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def put(self, content: bytes) -> str:
        name = self._blobs.put(content)
        self._remember(name, content)
        return name

    def get(self, name: str) -> bytes:
        with self._lock:
            content = self._held.get(name)
            if content is not None:
                self._held.move_to_end(name)
                return content
        content = self._blobs.get(name)
        self._remember(name, content)
        return content

    def has(self, name: str) -> bool:
        with self._lock:
            if name in self._held:
                return True
        return self._blobs.has(name)

    def _remember(self, name: str, content: bytes) -> None:
        with self._lock:
            if name in self._held or len(content) > self._limit:
                return
            self._held[name] = content
            self._bytes += len(content)
            while self._bytes > self._limit:
                _, dropped = self._held.popitem(last=False)
                self._bytes -= len(dropped)
