"""A build: genesis files become events, the catalogue becomes a snapshot, the pointer moves."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.catalogue.deciding import GenesisConflict, Route
from core.catalogue.folding import fold
from core.catalogue.genesis import Check, GenesisFile, read_genesis
from core.catalogue.importing import import_genesis
from core.catalogue.model import Catalogue
from core.errors import SnapshotDamaged, StorageUnavailable
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE
from core.events.log import EventLog
from core.events.minting import Mint
from core.snapshot.compiler import Embedder, compile_snapshot
from core.snapshot.publisher import publish
from core.snapshot.reader import Snapshot, open_snapshot
from core.snapshot.store import SnapshotStore

_log = logging.getLogger("promptintel.build")

RouteOf = Callable[[Sequence[GenesisFile]], Route]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The snapshot that is current after a build, and what the build did.

    `counts` are the living prompts by type; `changes` the events imported from genesis.
    """

    snapshot: str
    sequence: int
    counts: Mapping[str, int]
    changes: int
    embedded: int
    conflicts: tuple[GenesisConflict, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer that the command line and HTTP give."""
        return {
            "snapshot": self.snapshot,
            "sequence": self.sequence,
            "counts": dict(self.counts),
            "changes": self.changes,
            "embedded": self.embedded,
            "conflicts": [
                {"ref": str(c.ref), "path": c.path, "problem": c.problem, "remedy": c.remedy}
                for c in self.conflicts
            ],
        }


class Builder:
    """Builds snapshots from the genesis files in `database` and from the log.

    `tidy` keeps a long log quick to read; it is called after a build, which stands without it.
    """

    def __init__(
        self,
        database: Path,
        log: EventLog,
        blobs: BlobStore,
        snapshots: SnapshotStore,
        embedder: Embedder,
        route_of: RouteOf,
        checks: Mapping[str, Check],
        mint: Mint,
        tidy: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._log = log
        self._blobs = blobs
        self._snapshots = snapshots
        self._embedder = embedder
        self._route_of = route_of
        self._checks = checks
        self._mint = mint
        self._tidy = tidy

    def read(self) -> list[GenesisFile]:
        """The genesis files, checked. Raises `InvalidGenesis`."""
        return read_genesis(self._database, self._checks)

    def build(self) -> BuildReport:
        """Import what the files changed, compile, publish. Nothing changed: the same snapshot."""
        files = self.read()
        earlier = self._earlier()
        folded = _Folded(self._log, earlier.content.catalogue() if earlier else Catalogue())
        imported = import_genesis(
            files, folded, self._log, self._blobs, self._route_of(files), self._mint
        )
        catalogue = folded.catalogue()
        compiled = compile_snapshot(catalogue, self._blobs, self._embedder, earlier)
        pointer = publish(self._snapshots, compiled.manifest, compiled.parts)
        try:
            self._tidy()
        except StorageUnavailable as error:
            _log.warning("the log was not tidied: %s", error)
        return BuildReport(
            snapshot=pointer.id,
            sequence=pointer.sequence,
            counts=dict(sorted(Counter(p.ref.type for p in catalogue.live()).items())),
            changes=imported.changes,
            embedded=compiled.embedded,
            conflicts=imported.conflicts,
        )

    def _earlier(self) -> Snapshot | None:
        """The current snapshot, to start from; a damaged one is built anew from the log."""
        current = self._snapshots.current()
        if current is None:
            return None
        try:
            return open_snapshot(self._snapshots, current.id)
        except SnapshotDamaged:
            return None


class _Folded:
    """A catalogue that follows the log."""

    def __init__(self, log: EventLog, catalogue: Catalogue) -> None:
        self._log = log
        self._catalogue = catalogue

    def refresh(self) -> None:
        after = self._catalogue.sequence
        self._catalogue = fold(self._catalogue, self._log.read(CATALOGUE, after=after))

    def catalogue(self) -> Catalogue:
        return self._catalogue
