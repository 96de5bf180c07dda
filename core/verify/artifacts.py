"""The files of executions that are laid out to be opened: they are what the events say."""

from collections.abc import Mapping
from pathlib import Path

from core import canonical
from core.adapters.filesystem.artifacts import FilesystemArtifactStore
from core.adapters.filesystem.inspecting import folders
from core.errors import StorageUnavailable
from core.events.envelope import StreamId, is_stream
from core.events.log import EventLog
from core.verify.findings import Findings
from core.verify.streams import Told

_MOVE = "keep what was edited elsewhere, and delete this; the blobs have what was made"


def check_artifacts(
    root: Path, store: FilesystemArtifactStore, told: Told, log: EventLog, findings: Findings
) -> None:
    """Compare the files with their blobs' hashes. A file that is not laid out is no damage, nor is
    one that somebody put beside them."""
    try:
        for folder in folders(root):
            stream = StreamId(f"executions/{folder.name}")
            if is_stream(stream) and stream not in told.unsound:
                _check_folder(stream, store, log, findings)
    except StorageUnavailable as error:
        findings.skip("artifacts", error)


def _check_folder(
    stream: StreamId, store: FilesystemArtifactStore, log: EventLog, findings: Findings
) -> None:
    execution_id = stream.partition("/")[2]
    where = f"artifacts/{execution_id}"
    present = store.names(execution_id)
    # Asked after the listing: files are laid out from events that are there by then.
    named = _named(stream, log)
    if present and not named.keys() & {*present}:
        problem = f"no event names any of its {len(present)} files"
        remedy = f"restore log/{stream} from a copy, or delete the folder"
        findings.add("artifact", where, problem, remedy)
    for name in sorted(named.keys() & {*present}):
        findings.checked["artifacts"] += 1
        if canonical.digest(store.get(execution_id, name)) not in named[name]:
            findings.add("artifact", f"{where}/{name}", "is not what its event says", _MOVE)


def _named(stream: StreamId, log: EventLog) -> Mapping[str, set[str]]:
    """The hashes that each file's name has had in the events of an execution."""
    named: dict[str, set[str]] = {}
    for event in log.read(stream):
        for artifact in event.data.get("artifacts") or ():
            named.setdefault(artifact["name"], set()).add(artifact["sha256"])
    return named
