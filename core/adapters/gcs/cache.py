"""Parts of snapshots in a folder of this machine: downloaded, checked once, and let go.

The folder lies in memory where functions run, so what a newer snapshot has superseded is deleted;
whoever still has it mapped keeps it until they unmap it. A part appears under its name only when
all of it is there and has its hash.
"""

import os
import time
from collections.abc import Mapping
from concurrent.futures import wait
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from core import canonical
from core.adapters.gcs.bucket import CHUNK, Bucket
from core.errors import SnapshotDamaged, StorageUnavailable
from core.snapshot.store import PartInfo

_IN_USE_SECONDS = 60.0
"""A part that was fetched so short a time ago may still be about to be opened by another."""

_TRIES = 2
"""What came damaged over the wire once comes sound the second time; what is damaged does not."""


class PartCache:
    """Parts from `bucket` in `folder`, which processes may share."""

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self._bucket = bucket
        self._folder = folder
        self._checked: dict[Path, tuple[int, ...]] = {}

    def fetch(
        self, snapshot_id: str, parts: Mapping[str, tuple[str, PartInfo]]
    ) -> Mapping[str, Path]:
        """`parts` gives the object and the hash of each part; their local files by the same names.

        Raises `SnapshotDamaged` where one is missing, cut short or altered.
        """
        paths = {name: self._folder / info.sha256 for name, (_, info) in parts.items()}
        try:
            self._make_folder()
            wanted = {n: part for n, part in parts.items() if not self._sound(paths[n], part[1])}
            for _ in range(_TRIES):
                wanted = self._download(wanted)
            if wanted:
                raise SnapshotDamaged(
                    f"snapshot {snapshot_id[:16]} is damaged: its {min(wanted)} does not match "
                    "its hash; run `promptintel build`"
                )
            self._let_go({path.name for path in paths.values()})
        except OSError as error:
            raise StorageUnavailable(
                f"{self._folder}: {error.strerror or error}; "
                "give the instance more memory, or TMPDIR more room"
            ) from error
        return paths

    def _download(
        self, wanted: Mapping[str, tuple[str, PartInfo]]
    ) -> dict[str, tuple[str, PartInfo]]:
        """All pieces of all parts at once; the parts that did not come as they should."""
        with ExitStack() as files:
            under_way = {
                name: files.enter_context(_Download(self._bucket, self._folder, *part))
                for name, part in wanted.items()
            }
            failed = {n: wanted[n] for n, download in under_way.items() if not download.finish()}
        for name, (_, info) in wanted.items():
            if name not in failed:
                path = self._folder / info.sha256
                self._checked[path] = _identity(path)
        return failed

    def _sound(self, path: Path, info: PartInfo) -> bool:
        """Whether the file is there with its size and hash; hashed once, and again only when it
        may have changed since."""
        try:
            identity = _identity(path)
            if self._checked.get(path) != identity:
                if path.stat().st_size != info.size:
                    return False
                if canonical.digest(path.read_bytes()) != info.sha256:
                    return False
            os.utime(path)
            self._checked[path] = _identity(path)
        except FileNotFoundError:
            return False
        return True

    def _let_go(self, needed: set[str]) -> None:
        unused_since = time.time() - _IN_USE_SECONDS
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):
                if path.name not in needed and path.stat().st_mtime < unused_since:
                    path.unlink()
                    self._checked.pop(path, None)

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._folder.stat().st_uid != os.geteuid():
            raise StorageUnavailable(
                f"{self._folder} belongs to somebody else; delete it, or set TMPDIR elsewhere"
            )


class _Download:
    """A part on its way, in a file of its own that takes the part's name when it is whole."""

    def __init__(self, bucket: Bucket, folder: Path, source: str, info: PartInfo) -> None:
        self._bucket = bucket
        self._source = source
        self._info = info
        self._final = folder / info.sha256
        self._temporary = folder / f".{info.sha256}.{os.urandom(8).hex()}.tmp"
        self._descriptor = os.open(self._temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        starts = range(0, info.size, CHUNK)
        self._pieces = [bucket.pool.submit(self._fetch, start) for start in starts]

    def finish(self) -> bool:
        """Wait for all pieces; whether they are the part. Raises `StorageUnavailable`."""
        for piece in self._pieces:
            piece.result()
        if canonical.digest(self._temporary.read_bytes()) != self._info.sha256:
            return False
        os.fchmod(self._descriptor, 0o400)
        self._temporary.replace(self._final)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Nobody may write through the descriptor once its number belongs to another file.
        for piece in self._pieces:
            piece.cancel()
        wait(self._pieces)
        os.close(self._descriptor)
        with suppress(FileNotFoundError):
            self._temporary.unlink()

    def _fetch(self, start: int) -> None:
        end = min(start + CHUNK, self._info.size)
        content = self._bucket.read_part(self._source, None, start, end)
        os.pwrite(self._descriptor, content or b"", start)


def _identity(path: Path) -> tuple[int, ...]:
    """Changes whenever the file's content may have: no write leaves the inode's ctime alone."""
    stat = path.stat()
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
