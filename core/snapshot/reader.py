"""Opening a snapshot: two files are mapped, two headers read, and nothing else is touched."""

from dataclasses import dataclass

from core.errors import SnapshotDamaged
from core.snapshot.content import Content
from core.snapshot.encoder import StaticEncoder
from core.snapshot.format import Part, open_part
from core.snapshot.store import CATALOGUE_PART, ENCODER_PART, Manifest, SnapshotStore


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An opened snapshot."""

    id: str
    manifest: Manifest
    content: Content
    encoder: StaticEncoder

    @property
    def sequence(self) -> int:
        return self.content.sequence


def open_snapshot(store: SnapshotStore, snapshot_id: str) -> Snapshot:
    """The snapshot called `snapshot_id`. Raises `SnapshotDamaged`."""
    manifest, paths = store.fetch(snapshot_id)
    try:
        catalogue, encoder = (
            open_part(paths[name], size=manifest.parts[name].size)
            for name in (CATALOGUE_PART, ENCODER_PART)
        )
        return assembled(manifest, catalogue, encoder)
    except (KeyError, ValueError) as error:
        raise SnapshotDamaged(
            f"snapshot {snapshot_id[:16]} is damaged ({error}); run `promptintel build`"
        ) from error


def assembled(manifest: Manifest, catalogue: Part, encoder: Part) -> Snapshot:
    """The snapshot whose parts these are. Raises `SnapshotDamaged` or `ValueError`."""
    content = Content.of(catalogue)
    if content.sequence != manifest.sequence:
        raise ValueError("its parts tell of different sequences")
    return Snapshot(manifest.id, manifest, content, StaticEncoder(encoder))
