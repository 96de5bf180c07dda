"""The port for large content that events name by its hash."""

from typing import Protocol


class BlobStore(Protocol):
    """Immutable bytes, named by their SHA-256. A blob that an event names belongs to the log."""

    def put(self, content: bytes) -> str:
        """Keep `content` durably and return its name. Putting it again changes nothing."""

    def get(self, name: str) -> bytes:
        """The content called `name`, checked against it.

        Raises `NotFound` where there is none, `StorageUnavailable` where bytes are damaged.
        """

    def has(self, name: str) -> bool:
        """Whether the content is there."""
