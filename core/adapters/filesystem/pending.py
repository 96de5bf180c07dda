"""Marks of pending work in a folder: an empty file a mark, whose name says it all."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.adapters.filesystem.writing import put_if_absent, storage_errors
from core.errors import InvalidInput
from core.pipeline.pending import Mark


class FilesystemPending:
    """Implements `Pending` below `root`. Any number of processes may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def mark(self, mark: Mark) -> None:
        put_if_absent(self._root / mark.name, b"", "pending")

    def list(self) -> Sequence[Mark]:
        return list(self._marks())

    def clear(self, name: str) -> None:
        path = self._root / Mark.parse(name).name
        with storage_errors(path):
            # Not synced: a mark that a power cut brings back is swept again, to no effect.
            path.unlink(missing_ok=True)

    def _marks(self) -> Iterator[Mark]:
        with storage_errors(self._root):
            names = [p.name for p in self._root.iterdir()] if self._root.is_dir() else []
        for name in sorted(names):
            try:
                yield Mark.parse(name)
            except InvalidInput:
                continue  # a temporary file, or something that another tool left
