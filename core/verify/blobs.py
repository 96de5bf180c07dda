"""The blobs that events name: there, and what they are called."""

from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.errors import NotFound, StorageUnavailable
from core.verify.findings import COPY, Findings, could_not_look
from core.verify.streams import Told


def check_blobs(told: Told, blobs: FilesystemBlobStore, findings: Findings) -> None:
    """Read every blob that the log names. One that no event names is nobody's, and no damage."""
    findings.tell(f"{len(told.blobs)} blobs")
    for name, speaker in sorted(told.blobs.items()):
        where = f"blobs/{name[:2]}/{name}"
        findings.checked["blobs"] += 1
        try:
            blobs.get(name)
        except NotFound:
            findings.add("blob", where, f"is missing, and {speaker} names it", COPY)
        except StorageUnavailable as error:
            if could_not_look(error):
                findings.skip(where, error)
            else:
                problem = f"does not match its name, and {speaker} names it"
                findings.add("blob", where, problem, COPY)
