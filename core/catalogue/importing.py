"""Importing genesis: the files' changes become ordinary events, in one append."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core import canonical
from core.actors import GENESIS
from core.catalogue.deciding import GenesisConflict, GenesisEntry, Route, decide_import
from core.catalogue.events import SHAPE_VERSIONS, to_data
from core.catalogue.genesis import GenesisFile
from core.catalogue.model import Catalogue
from core.catalogue.rendering import keep
from core.crashpoints import crash_point
from core.errors import StorageUnavailable
from core.events.blobs import BlobStore
from core.events.envelope import CATALOGUE
from core.events.log import AppendConflict, EventLog
from core.events.minting import Mint

_LOST_RACES = 64


class CatalogueSource(Protocol):
    """Gives the whole folded catalogue, up to date with the log."""

    def refresh(self) -> None: ...
    def catalogue(self) -> Catalogue: ...


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: the sequence it left the catalogue at, and what stood against it."""

    sequence: int
    changes: int
    conflicts: tuple[GenesisConflict, ...]


def import_genesis(
    files: Sequence[GenesisFile],
    source: CatalogueSource,
    log: EventLog,
    blobs: BlobStore,
    route: Route,
    mint: Mint,
) -> ImportReport:
    """Append what `files` change. Nothing is appended where nothing changed."""
    entries = [
        GenesisEntry(file.ref, keep(file.text, blobs), file.metadata, file.hash, file.path)
        for file in files
    ]
    for _ in range(_LOST_RACES):
        source.refresh()
        catalogue = source.catalogue()
        events, conflicts = decide_import(catalogue, entries, route)
        if not events:
            return ImportReport(catalogue.sequence, 0, tuple(conflicts))
        data = [to_data(event) for event in events]
        # Two builds of the same files at the same point mint the same events: one append wins
        # and the other is recognised as it.
        batch = canonical.fingerprint([catalogue.sequence, data])
        envelopes = [
            mint.event(
                event.TYPE,
                SHAPE_VERSIONS[event.TYPE],
                fields,
                actor=GENESIS,
                key=f"genesis\0{batch}\0{index}",
            )
            for index, (event, fields) in enumerate(zip(events, data, strict=True))
        ]
        try:
            sequence = log.append(CATALOGUE, envelopes, expected=catalogue.sequence)
        except AppendConflict:
            continue
        crash_point("genesis.appended")
        source.refresh()
        return ImportReport(sequence, len(events), tuple(conflicts))
    raise StorageUnavailable("the catalogue is being written by many others; try again")
