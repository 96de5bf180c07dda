"""Artifacts in a folder an execution: `<execution>/<name>`, ready to be opened."""

from pathlib import Path

from core.adapters.artifact_names import check_execution, check_file
from core.adapters.filesystem.writing import replace_whole, storage_errors
from core.errors import NotFound
from core.pipeline.ports import File


class FilesystemArtifactStore:
    """Implements `ArtifactStore` below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, execution_id: str, name: str) -> Path:
        """Where the file is kept. Raises `InvalidInput` for a name that is no bare file name."""
        check_file(name)
        return self._folder(execution_id) / name

    def place(self, execution_id: str, name: str) -> str:
        return str(self.path(execution_id, name))

    def put(self, execution_id: str, file: File) -> None:
        replace_whole(self.path(execution_id, file.name), file.content, "artifact")

    def get(self, execution_id: str, name: str) -> bytes:
        path = self.path(execution_id, name)
        with storage_errors(path):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                raise NotFound(
                    "artifact", name, f"execution {execution_id} has no such file"
                ) from None

    def names(self, execution_id: str) -> list[str]:
        folder = self._folder(execution_id)
        with storage_errors(folder):
            listed = folder.iterdir() if folder.is_dir() else ()
            return sorted(path.name for path in listed if not path.name.startswith("."))

    def _folder(self, execution_id: str) -> Path:
        check_execution(execution_id)
        return self._root / execution_id
