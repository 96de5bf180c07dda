"""Writing files so that they appear whole or not at all, and survive a power cut."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.crashpoints import crash_point
from core.errors import StorageUnavailable

_REMEDIES = {
    errno.ENOSPC: "free some disk space",
    errno.EDQUOT: "free some disk space, or have the quota raised",
    errno.EACCES: "give this user the right to write there, or set PROMPTINTEL_HOME elsewhere",
    errno.EPERM: "give this user the right to write there, or set PROMPTINTEL_HOME elsewhere",
    errno.EROFS: "set PROMPTINTEL_HOME to a folder that can be written",
    errno.ENOTDIR: "a file stands where a folder belongs; set PROMPTINTEL_HOME elsewhere",
}


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Every `OSError` within the block becomes `StorageUnavailable` with a remedy."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "check the disk")
        raise StorageUnavailable(f"{path}: {error.strerror or error}; {remedy}") from error


def put_if_absent(path: Path, content: bytes, label: str) -> bool:
    """Make `path` with `content`; `False` where it exists already. Durable on return, either way:
    whoever made it may have died before its name was safe.
    """
    with storage_errors(path):
        made = not path.exists() and _link(path, content, label)
        _sync_folder(path.parent)
        return made


def replace_whole(path: Path, content: bytes, label: str) -> None:
    """Make `path` hold `content`, durable on return; a reader sees the old or the new."""
    with storage_errors(path), _temporary(path, content, label) as temporary:
        temporary.replace(path)
        crash_point(f"{label}.replaced")
        _sync_folder(path.parent)


def _link(path: Path, content: bytes, label: str) -> bool:
    with _temporary(path, content, label) as temporary:
        try:
            # A hard link is made whole or not at all, and never over another writer's file.
            os.link(temporary, path)
        except FileExistsError:
            return False
        crash_point(f"{label}.linked")
        return True


@contextmanager
def _temporary(path: Path, content: bytes, label: str) -> Iterator[Path]:
    """`content` in a file of its own beside `path`, synced; gone when the block ends."""
    _make_folder(path.parent)
    # Not named by the process: in containers a new one has the number of the one that died.
    temporary = path.parent / f".{path.name}.{os.urandom(8).hex()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        with os.fdopen(descriptor, "wb") as file:
            half = len(content) // 2
            file.write(content[:half])
            crash_point(f"{label}.half_written")
            file.write(content[half:])
            file.flush()
            os.fsync(file.fileno())
        crash_point(f"{label}.written")
        yield temporary
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Without this a new name may be lost in a power cut although the file's bytes are safe."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
