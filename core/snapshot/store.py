"""Where snapshots are kept: the port, and the words it speaks in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core import canonical
from core.canonical import Json
from core.errors import SnapshotDamaged

FORMAT = 1
CATALOGUE_PART = "catalogue"
ENCODER_PART = "encoder"


@dataclass(frozen=True, slots=True)
class PartInfo:
    """A part's SHA-256 and its size in bytes."""

    sha256: str
    size: int

    @classmethod
    def of(cls, content: bytes) -> "PartInfo":
        return cls(canonical.digest(content), len(content))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot consists of. Its id is the hash of its bytes, so it names the content."""

    sequence: int
    embedder: str
    parts: Mapping[str, PartInfo]

    @property
    def content(self) -> bytes:
        return canonical.encode(
            {
                "format": FORMAT,
                "sequence": self.sequence,
                "embedder": self.embedder,
                "parts": {name: [p.sha256, p.size] for name, p in self.parts.items()},
            }
        )

    @property
    def id(self) -> str:
        return canonical.digest(self.content)

    @classmethod
    def parse(cls, content: bytes, expected_id: str) -> "Manifest":
        """Read a manifest and check it against its name. Raises `SnapshotDamaged`."""
        try:
            data: Json = canonical.decode(content)
            if canonical.digest(content) != expected_id or data["format"] != FORMAT:
                raise ValueError("it does not match its name")
            parts = {name: PartInfo(*part) for name, part in data["parts"].items()}
            return cls(data["sequence"], data["embedder"], parts)
        except (ValueError, KeyError, TypeError) as error:
            raise SnapshotDamaged(
                f"snapshot {expected_id[:16]} is damaged ({error}); run `promptintel build`"
            ) from error


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which snapshot is current. `generation` counts the pointer's moves."""

    id: str
    sequence: int
    generation: int


class PointerMoved(Exception):
    """Somebody else moved the pointer first; look where it is now and decide again."""


class SnapshotStore(Protocol):
    """Keeps snapshots, immutable and named by their content, and the pointer to the current one."""

    def current(self) -> Pointer | None:
        """The current snapshot, or `None` where none was ever published."""

    def put(self, manifest: Manifest, parts: Mapping[str, bytes]) -> None:
        """Keep a snapshot durably. Parts that are there already need not be in `parts`."""

    def move(self, manifest: Manifest, *, expected: int) -> Pointer:
        """Point at `manifest` if the pointer is at generation `expected` (0: there is none).

        Raises `PointerMoved` otherwise.
        """

    def fetch(self, snapshot_id: str) -> tuple[Manifest, Mapping[str, Path]]:
        """The snapshot's parts as local files, their hashes checked once.

        Raises `SnapshotDamaged` where one is missing, cut short or altered.
        """

    def sweep(self, keep: int) -> None:
        """Delete what the `keep` newest snapshots do not need."""
