"""The port for files that somebody put into the bucket of uploads."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was put there once: putting another under its name makes a new `generation`.

    `name` is the object's whole name, for example `users/<uid>/questionnaire.md`.
    """

    bucket: str
    name: str
    generation: int


class Uploads(Protocol):
    """Files in one bucket. Their names and contents come from outside and are data only."""

    @property
    def bucket(self) -> str:
        """The bucket's name."""

    def latest(self, name: str) -> Upload:
        """The newest generation of `name`. Raises `NotFound`, `StorageUnavailable`."""

    def read(self, upload: Upload, *, limit: int) -> bytes:
        """The bytes of exactly that generation; its size is looked at before any is read.

        Raises `NotFound` where it is gone (deleted, or replaced by a newer generation) or lies in
        another bucket than this one, `TooLarge` (field `upload`) for more than `limit` bytes,
        `StorageUnavailable` where it may work later.
        """
