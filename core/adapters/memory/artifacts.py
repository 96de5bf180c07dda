"""Artifacts in memory."""

from core.adapters.artifact_names import check_execution, check_file
from core.errors import NotFound
from core.pipeline.ports import File


class MemoryArtifactStore:
    """Files of executions, in a dictionary an execution."""

    def __init__(self) -> None:
        self._files: dict[str, dict[str, bytes]] = {}

    def put(self, execution_id: str, file: File) -> None:
        check_file(file.name)
        check_execution(execution_id)
        self._files.setdefault(execution_id, {})[file.name] = bytes(file.content)

    def get(self, execution_id: str, name: str) -> bytes:
        check_file(name)
        content = self._of(execution_id).get(name)
        if content is None:
            raise NotFound("artifact", name, f"execution {execution_id} has no such file")
        return content

    def names(self, execution_id: str) -> list[str]:
        return sorted(self._of(execution_id))

    def place(self, execution_id: str, name: str) -> str:
        check_file(name)
        check_execution(execution_id)
        return f"memory:{execution_id}/{name}"

    def _of(self, execution_id: str) -> dict[str, bytes]:
        check_execution(execution_id)
        return self._files.get(execution_id, {})
