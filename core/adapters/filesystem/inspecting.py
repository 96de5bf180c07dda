"""What lies in the log's folder, gaps and strays included: for an audit, which must not trust that
a stream ends where its readers stop."""

import re
from collections.abc import Iterator
from pathlib import Path

from core.adapters.filesystem.writing import storage_errors
from core.events.envelope import CATALOGUE, StreamId, is_stream

_APPEND = re.compile(r"(\d{16})\.json")
_KINDS = ("executions", "users")


class LogFolder:
    """Lists the folder that `core.adapters.filesystem.log` writes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def streams(self) -> Iterator[StreamId]:
        """Every stream that holds any append, the catalogue first, the others sorted by name."""
        names = [str(CATALOGUE)]
        for kind in _KINDS:
            names += [f"{kind}/{path.name}" for path in folders(self._root / kind)]
        return (StreamId(name) for name in names if is_stream(name) and self._numbers(name))

    def strays(self) -> Iterator[Path]:
        """Folders with appends that belong to no stream, because no stream is called like them."""
        for kind in _KINDS:
            for path in folders(self._root / kind):
                if not is_stream(f"{kind}/{path.name}") and self._numbers(f"{kind}/{path.name}"):
                    yield path

    def numbers(self, stream: StreamId) -> list[int]:
        """The appends of `stream` that are there, sorted. None below the last that is listed is
        missing only because it was appended while we looked."""
        listed = self._numbers(stream)
        last = max(listed, default=0)
        return [n for n in range(1, last + 1) if n in listed or self.path(stream, n).exists()]

    def path(self, stream: StreamId, number: int) -> Path:
        """The file of append `number`."""
        return self._root / stream / f"{number:016d}.json"

    def _numbers(self, stream: str) -> set[int]:
        folder = self._root / stream
        with storage_errors(folder):
            listed = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        found = (_APPEND.fullmatch(name) for name in listed)
        return {int(match[1]) for match in found if match is not None and int(match[1]) > 0}


def folders(root: Path) -> list[Path]:
    """The folders in `root`, sorted by name, without hidden ones."""
    with storage_errors(root):
        listed = sorted(root.iterdir()) if root.is_dir() else []
        return [path for path in listed if path.is_dir() and not path.name.startswith(".")]
