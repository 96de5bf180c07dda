"""The few operations on objects that every store here is made of."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from google.api_core.exceptions import (
    NotFound,
    PreconditionFailed,
    RequestRangeNotSatisfiable,
)
from google.cloud.storage import Blob, Client  # type: ignore[import-untyped]

from core.adapters.gcs.checksums import crc32c
from core.adapters.gcs.faults import translated
from core.adapters.gcs.patience import PATIENT, Patience

AT_ONCE = 64
"""Requests under way at once in this process."""

CHUNK = 8 * 1024 * 1024
"""Larger content is uploaded resumably in pieces of this many bytes, and read in such pieces."""

_JSON = "application/json"
_FIELDS = "items(name,size,generation,metageneration,metadata,crc32c,contentType,updated)"


@dataclass(frozen=True, slots=True)
class Stat:
    """What is known of an object without its content. `crc32c` is in base64, as the store says."""

    name: str
    size: int
    generation: int
    metageneration: int
    media_type: str
    crc32c: str
    updated: datetime
    metadata: Mapping[str, str]

    def holds(self, content: bytes) -> bool:
        """Whether the object has the size and checksum of `content`: against accidents, not against
        forgers, who would need the right to write here."""
        return self.size == len(content) and self.crc32c == crc32c(content)


class Bucket:
    """One bucket. Safe to share between threads.

    Every method raises `StorageUnavailable` where the store fails, refuses, or has no such bucket.
    """

    def __init__(
        self, client: Client, name: str, *, setting: str, patience: Patience = PATIENT
    ) -> None:
        self.name = name
        self._bucket = client.bucket(name)
        self._client = client
        self._setting = setting
        self._patience = patience
        self._seen = False
        self._making_pool = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def create(
        self,
        name: str,
        content: bytes,
        *,
        media_type: str = _JSON,
        metadata: Mapping[str, str] | None = None,
    ) -> bool:
        """Make the object; `False` where the name is taken: by others, or by this very call, whose
        first attempt succeeded while its reply was lost."""
        return self.replace(name, content, 0, media_type, metadata) is not None

    def replace(
        self,
        name: str,
        content: bytes,
        generation: int,
        media_type: str = _JSON,
        metadata: Mapping[str, str] | None = None,
    ) -> int | None:
        """Write the object if it is at `generation` (0: there is none). Its new generation, or
        `None` where it is at another: see `create` for whose that may be."""
        blob = self._bucket.blob(name, chunk_size=CHUNK if len(content) > CHUNK else None)
        blob.metadata = dict(metadata or {})
        try:
            with self._asking("write", name, PreconditionFailed):
                blob.upload_from_string(
                    content,
                    content_type=media_type,
                    if_generation_match=generation,
                    retry=self._patience.retry,
                    timeout=self._patience.timeout,
                    checksum="crc32c",
                    crc32c_checksum_value=crc32c(content),
                )
        except PreconditionFailed:
            return None
        return int(blob.generation)

    def look(
        self, name: str, *, generation: int | None = None, patience: Patience | None = None
    ) -> Stat | None:
        """What is known of the object (at `generation`); `None` where there is none."""
        patience = patience or self._patience
        blob = self._bucket.blob(name, generation=generation)
        try:
            with self._asking("read", name, NotFound):
                blob.reload(retry=patience.retry, timeout=patience.timeout)
        except NotFound:
            self._check_bucket()
            return None
        return _stat(blob)

    def read(self, name: str, *, generation: int | None = None) -> bytes | None:
        """The object's content (at `generation`), checked against the store's own checksum;
        `None` where there is none."""
        return self.read_part(name, generation, None, None)

    def read_part(
        self, name: str, generation: int | None, start: int | None, end: int | None
    ) -> bytes | None:
        """The content's bytes `start .. end - 1`, as far as there are any."""
        blob = self._bucket.blob(name, generation=generation)
        try:
            with self._asking("read", name, NotFound, RequestRangeNotSatisfiable):
                content = blob.download_as_bytes(
                    start=start,
                    end=None if end is None else end - 1,
                    retry=self._patience.retry,
                    timeout=self._patience.timeout,
                )
        except NotFound:
            self._check_bucket()
            return None
        except RequestRangeNotSatisfiable:
            return b""
        return bytes(content)

    def list(self, prefix: str) -> Sequence[Stat]:
        """Every object whose name begins with `prefix`, sorted by name."""
        with self._asking("list", prefix):
            listed = self._client.list_blobs(
                self._bucket,
                prefix=prefix,
                fields=f"{_FIELDS},nextPageToken",
                retry=self._patience.retry,
                timeout=self._patience.timeout,
            )
            return [_stat(blob) for blob in listed]

    def folders(self, prefix: str) -> Sequence[str]:
        """The next part of every name that begins with `prefix` and has a `/` after it, sorted."""
        with self._asking("list", prefix):
            listed = self._client.list_blobs(
                self._bucket,
                prefix=prefix,
                delimiter="/",
                fields="prefixes,nextPageToken",
                retry=self._patience.retry,
                timeout=self._patience.timeout,
            )
            for _ in listed:
                pass  # only paging tells the prefixes
            return sorted(found[len(prefix) : -1] for found in listed.prefixes)

    def touch(self, stat: Stat, metadata: Mapping[str, str]) -> bool:
        """Add to the object's metadata, which makes it `updated` now; `False` where it has changed
        or gone since `stat`."""
        blob = self._bucket.blob(stat.name)
        blob.metadata = {**stat.metadata, **metadata}
        try:
            with self._asking("write", stat.name, NotFound, PreconditionFailed):
                blob.patch(
                    if_generation_match=stat.generation,
                    if_metageneration_match=stat.metageneration,
                    retry=self._patience.retry,
                    timeout=self._patience.timeout,
                )
        except (NotFound, PreconditionFailed):
            return False
        return True

    def delete(self, name: str, *, unless_changed: Stat | None = None) -> None:
        """Delete the object, unless it has changed since; one that is gone already is no error."""
        expected = unless_changed
        try:
            with self._asking("delete", name, NotFound, PreconditionFailed):
                self._bucket.blob(name).delete(
                    if_generation_match=expected.generation if expected else None,
                    if_metageneration_match=expected.metageneration if expected else None,
                    retry=self._patience.retry,
                    timeout=self._patience.timeout,
                )
        except (NotFound, PreconditionFailed):
            return

    @property
    def pool(self) -> ThreadPoolExecutor:
        """Threads that wait for replies. What runs in them must not wait for others of them."""
        with self._making_pool:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(AT_ONCE, "gcs")
            return self._pool

    @contextmanager
    def _asking(self, verb: str, name: str, *expected: type[Exception]) -> Iterator[None]:
        """Within the block the store is asked; `expected` errors are answers, and left alone."""
        with translated(self.name, self._setting, verb, name, expected):
            yield
        self._seen = True

    def _check_bucket(self) -> None:
        """There is no such object; but is there a bucket? The store answers 404 for either."""
        if not self._seen:
            with self._asking("list", ""):
                listed = self._client.list_blobs(
                    self._bucket,
                    max_results=1,
                    fields="items(name)",
                    retry=self._patience.retry,
                    timeout=self._patience.timeout,
                )
                next(iter(listed), None)


def _stat(blob: Blob) -> Stat:
    return Stat(
        blob.name,
        int(blob.size),
        int(blob.generation),
        int(blob.metageneration),
        blob.content_type or "",
        blob.crc32c or "",
        blob.updated,
        dict(blob.metadata or {}),
    )
