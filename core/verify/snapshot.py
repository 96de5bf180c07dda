"""The snapshot in use: its pointer leads to it, its parts are sound, and the log makes it again."""

from collections.abc import Callable, Mapping
from pathlib import Path

from core import canonical
from core.catalogue.folding import fold
from core.catalogue.model import Catalogue
from core.errors import NotFound, SnapshotDamaged, StorageUnavailable
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE
from core.events.log import EventLog
from core.snapshot.compiler import Embedder, compile_snapshot
from core.snapshot.reader import open_snapshot
from core.snapshot.store import Manifest, Pointer, SnapshotStore
from core.verify.findings import Findings, could_not_look
from core.verify.streams import Told

_BUILD = "run `promptintel build`"
_POINTER = "snapshots/current.json"
_LOOKS = 3
_REBUILD = (
    "if a file of the log was changed, restore it from a copy; else delete snapshots/ and "
    "run `promptintel build`"
)


def check_snapshot(
    store: SnapshotStore,
    told: Told,
    log: EventLog,
    blobs: BlobStore,
    embedder: Callable[[], Embedder],
    findings: Findings,
) -> None:
    """Check the current snapshot; none at all is no damage."""
    findings.tell("the snapshot")
    try:
        pointer, manifest = _sound(store, findings)
    except StorageUnavailable as error:
        if could_not_look(error):
            findings.skip("snapshot", error)
        else:
            findings.add("snapshot", _POINTER, "cannot be read", f"delete it and {_BUILD}")
        return
    if pointer is None or manifest is None:
        return
    if CATALOGUE in told.unsound or pointer.sequence > told.head(CATALOGUE, log):
        findings.skip("snapshot", "the catalogue's stream is damaged, so it cannot be made again")
        return
    _compare(manifest, log, blobs, embedder, findings)


def _sound(store: SnapshotStore, findings: Findings) -> tuple[Pointer | None, Manifest | None]:
    """The pointer and what it leads to, if that is sound. Looks again where the pointer moved
    meanwhile: its old snapshot may have been swept under our eyes."""
    pointer = store.current()
    for _ in range(_LOOKS):
        if pointer is None:
            return None, None
        found = Findings()
        manifest = _check_parts(store, pointer, found)
        now = store.current()
        if now == pointer or not found.damage:
            break
        pointer = now
    findings.checked["snapshots"] += 1
    findings.damage += found.damage
    return pointer, None if found.damage else manifest


def _check_parts(store: SnapshotStore, pointer: Pointer, found: Findings) -> Manifest | None:
    try:
        manifest, paths = store.fetch(pointer.id)
        _check_hashes(manifest, paths, found)
        open_snapshot(store, pointer.id)
    except SnapshotDamaged as error:
        found.add("snapshot", f"snapshots/manifests/{pointer.id}.json", _problem(error), _BUILD)
        return None
    if manifest.sequence != pointer.sequence:
        problem = f"says sequence {pointer.sequence}, its snapshot {manifest.sequence}"
        found.add("snapshot", _POINTER, problem, f"delete it and {_BUILD}")
    return manifest


def _problem(error: SnapshotDamaged) -> str:
    return str(error).removesuffix("; run `promptintel build`")


def _check_hashes(manifest: Manifest, paths: Mapping[str, Path], found: Findings) -> None:
    """Hash every part: the store remembers which it has hashed, and disks decay unseen."""
    for name, info in manifest.parts.items():
        if canonical.digest(paths[name].read_bytes()) != info.sha256:
            where = f"snapshots/parts/{info.sha256}"
            found.add(
                "snapshot", where, f"the {name} does not match its hash", f"delete it, {_BUILD}"
            )


def _compare(
    manifest: Manifest,
    log: EventLog,
    blobs: BlobStore,
    embedder: Callable[[], Embedder],
    findings: Findings,
) -> None:
    """Make the snapshot again from the log, from nothing, and compare the ids."""
    try:
        used = embedder()
        if used.name != manifest.embedder:
            findings.skip(
                "snapshot",
                f"it was made with the embedder {manifest.embedder}, and here is {used.name}; "
                "build anew to compare",
            )
            return
        catalogue = fold(Catalogue(), log.read(CATALOGUE, upto=manifest.sequence))
        again = compile_snapshot(catalogue, blobs, used, None).manifest
    except (NotFound, StorageUnavailable) as error:
        findings.skip("snapshot", f"it cannot be made again: {error}")
        return
    except ImportError as error:
        findings.skip("snapshot", f"it cannot be made again here: {error}")
        return
    if again.id != manifest.id:
        parts = {*again.parts, *manifest.parts}
        differing = [n for n in sorted(parts) if again.parts.get(n) != manifest.parts.get(n)]
        problem = f"is not what the log makes of it: {', '.join(differing)} differ"
        findings.add("snapshot", f"snapshots/manifests/{manifest.id}.json", problem, _REBUILD)
