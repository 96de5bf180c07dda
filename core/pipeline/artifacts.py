"""The files of an execution: blobs that its events name, laid out where people open them.

The events are the truth. A folder of files can be made anew from them, and a stage that lost its
claim leaves no trace in it. Nothing is laid out, listed or handed over before every approval that
the workflow asks for has been given.
"""

from collections.abc import Mapping, Sequence

from core.canonical import Json
from core.errors import NotFound
from core.events.blobs import BlobStore
from core.pipeline.execution import Execution
from core.pipeline.ports import ArtifactStore, File


def artifacts(execution: Execution) -> list[dict[str, Json]]:
    """Every file of the execution that may leave: name, media type, hash, size, sorted by name."""
    if not execution.released:
        return []
    found: dict[str, Mapping[str, Json]] = {
        artifact["name"]: artifact
        for stage in execution.stages
        for artifact in execution.state(stage.name).artifacts
    }
    return [dict(found[name]) for name in sorted(found)]


def lay_out(store: ArtifactStore, blobs: BlobStore, execution: Execution) -> None:
    """Put those of the execution's files into `store` that are not there yet."""
    listed = artifacts(execution)
    there = set(store.names(execution.id)) if listed else set()
    for artifact in listed:
        if artifact["name"] not in there:
            content = blobs.get(artifact["sha256"])
            store.put(execution.id, File(artifact["name"], artifact["media_type"], content))


def content_of(blobs: BlobStore, artifacts: Sequence[Mapping[str, Json]], name: str) -> bytes:
    """The content of the artifact called `name`. Raises `NotFound` naming what there is."""
    for artifact in artifacts:
        if artifact["name"] == name:
            return blobs.get(artifact["sha256"])
    known = ", ".join(str(artifact["name"]) for artifact in artifacts) or "none yet"
    raise NotFound("artifact", name[:80], f"there are {known}")
