"""From the catalogue to a snapshot's bytes: a pure function of the log and the embedder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.catalogue.model import Catalogue
from core.catalogue.rendering import text_of
from core.events.blobs import BlobStore
from core.snapshot.content import packed
from core.snapshot.encoder import StaticEncoder
from core.snapshot.format import Part
from core.snapshot.reader import Snapshot
from core.snapshot.shelf import lay_out
from core.snapshot.store import CATALOGUE_PART, ENCODER_PART, Manifest, PartInfo


class Embedder(Protocol):
    """Where a snapshot's encoder comes from. `name` says all that decides its bytes."""

    @property
    def name(self) -> str: ...
    def part(self) -> bytes:
        """The encoder as the bytes of a part (see `core.snapshot.encoder`)."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A snapshot ready to be kept. `embedded` counts the prompts that needed new vectors."""

    manifest: Manifest
    parts: Mapping[str, bytes]
    embedded: int


def compile_snapshot(
    catalogue: Catalogue, blobs: BlobStore, embedder: Embedder, earlier: Snapshot | None
) -> Compiled:
    """Compile `catalogue`; an `earlier` snapshot of the same embedder only saves work."""
    if earlier is not None and earlier.manifest.embedder == embedder.name:
        parts: dict[str, bytes] = {}
        encoder, encoder_info = earlier.encoder, earlier.manifest.parts[ENCODER_PART]
        known = earlier.content.shelf
    else:
        parts = {ENCODER_PART: embedder.part()}
        encoder = StaticEncoder(Part(parts[ENCODER_PART], ENCODER_PART))
        encoder_info = PartInfo.of(parts[ENCODER_PART])
        known = None
    prompts = [(prompt, text_of(prompt.latest, blobs)) for prompt in catalogue.live()]
    shelf, embedded = lay_out(prompts, encoder, earlier=known)
    parts[CATALOGUE_PART] = packed(catalogue, shelf)
    manifest = Manifest(
        catalogue.sequence,
        embedder.name,
        {CATALOGUE_PART: PartInfo.of(parts[CATALOGUE_PART]), ENCODER_PART: encoder_info},
    )
    return Compiled(manifest, parts, embedded)
