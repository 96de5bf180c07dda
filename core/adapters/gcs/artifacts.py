"""Artifacts in a bucket: `artifacts/<execution>/<name>`, ready to be downloaded."""

from core.adapters.artifact_names import check_execution, check_file
from core.adapters.gcs.bucket import Bucket
from core.errors import NotFound, StorageUnavailable
from core.pipeline.ports import File

_TRIES = 16


class GcsArtifactStore:
    """Implements `ArtifactStore` in `bucket`. Any number of processes may share it."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def put(self, execution_id: str, file: File) -> None:
        """Two deliveries lay out the same files: what is there already is not written again."""
        path = self._path(execution_id, file.name)
        generation = 0
        for _ in range(_TRIES):
            if self._bucket.replace(path, file.content, generation, file.media_type) is not None:
                return
            there = self._bucket.look(path)
            if there is not None and there.holds(file.content):
                return
            generation = there.generation if there is not None else 0
        raise StorageUnavailable(f"{path} is being written by many others; try again")

    def get(self, execution_id: str, name: str) -> bytes:
        content = self._bucket.read(self._path(execution_id, name))
        if content is None:
            raise NotFound("artifact", name, f"execution {execution_id} has no such file")
        return content

    def names(self, execution_id: str) -> list[str]:
        prefix = _folder(execution_id)
        return [stat.name.removeprefix(prefix) for stat in self._bucket.list(prefix)]

    def place(self, execution_id: str, name: str) -> str:
        return f"gs://{self._bucket.name}/{self._path(execution_id, name)}"

    def _path(self, execution_id: str, name: str) -> str:
        check_file(name)
        return _folder(execution_id) + name


def _folder(execution_id: str) -> str:
    check_execution(execution_id)
    return f"artifacts/{execution_id}/"
