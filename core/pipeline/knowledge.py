"""The catalogue as one execution sees it: pinned, and noting what was read."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from core import canonical
from core.canonical import Json
from core.catalogue.model import Prompt, Ref
from core.catalogue.rendering import body_of, text_of
from core.errors import InvalidInput, NotFound
from core.events.blobs import BlobStore
from core.pipeline.ports import Encoder, Entry


class CatalogueView(Protocol):
    """The catalogue at append `sequence`: prompts with their whole history up to there."""

    @property
    def sequence(self) -> int: ...
    @property
    def snapshot_id(self) -> str: ...
    @property
    def encoder(self) -> Encoder | None: ...
    def prompt(self, ref: Ref) -> Prompt | None: ...
    def prompts(self, kind: str) -> Iterator[Prompt]: ...


class CatalogueReader(Protocol):
    """Where executions read the catalogue."""

    def latest(self) -> CatalogueView:
        """The catalogue up to date with the log. Raises `StorageUnavailable`."""


class PinnedKnowledge:
    """Implements the `Knowledge` port at append `sequence`; `used` lists what was read."""

    def __init__(self, view: CatalogueView, blobs: BlobStore, sequence: int) -> None:
        self._view = view
        self._blobs = blobs
        self._sequence = sequence
        self._used: dict[str, None] = {}

    @property
    def used(self) -> list[str]:
        """References with versions of everything read so far, sorted."""
        return sorted(self._used)

    @property
    def encoder(self) -> Encoder | None:
        return self._view.encoder

    def entry(self, type: str, name: str) -> Entry:
        return self._read(self._pinned(type, name))

    def entries(self, type: str, prefix: str = "") -> Sequence[Entry]:
        namespace = f"{type}/{prefix}" if prefix else type
        pinned = [
            prompt.as_of(self._sequence)
            for prompt in self._view.prompts(type)
            if prompt.ref.within(namespace)
        ]
        living = [prompt for prompt in pinned if prompt is not None and not prompt.archived]
        return [self._read(prompt) for prompt in sorted(living, key=lambda p: p.ref)]

    def json(self, type: str, name: str) -> Json:
        prompt = self._pinned(type, name)
        entry = self._read(prompt)
        try:
            # A wish about data is for people to read; rendered into it, it would break it.
            value = canonical.decode(body_of(prompt.in_use(), self._blobs))
        except ValueError as error:
            raise InvalidInput(
                entry.ref, f"is not JSON ({error})", "revise it with a whole new body"
            ) from error
        if isinstance(value, dict):
            value.pop("$meta", None)
        return value

    def _pinned(self, type: str, name: str) -> Prompt:
        prompt = self._view.prompt(Ref(type, name))
        pinned = prompt.as_of(self._sequence) if prompt is not None else None
        if pinned is None or pinned.archived:
            raise NotFound(type, name, "see `promptintel search` or the catalog for what there is")
        return pinned

    def _read(self, prompt: Prompt) -> Entry:
        version = prompt.in_use()
        entry = Entry(
            prompt.ref.type,
            prompt.ref.name,
            version.number,
            text_of(version, self._blobs),
            version.metadata,
        )
        self._used[entry.ref] = None
        return entry
