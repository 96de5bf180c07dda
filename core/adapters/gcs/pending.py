"""Marks of pending work in a bucket: an empty object a mark, `pending/<name>`."""

from collections.abc import Iterator, Sequence

from core.adapters.gcs.bucket import Bucket
from core.errors import InvalidInput
from core.pipeline.pending import Mark

_PREFIX = "pending/"
_MEDIA_TYPE = "text/plain"


class GcsPending:
    """Implements `Pending` in `bucket`. Any number of processes may share it."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def mark(self, mark: Mark) -> None:
        self._bucket.create(_PREFIX + mark.name, b"", media_type=_MEDIA_TYPE)

    def list(self) -> Sequence[Mark]:
        return list(self._marks())

    def clear(self, name: str) -> None:
        self._bucket.delete(_PREFIX + Mark.parse(name).name)

    def _marks(self) -> Iterator[Mark]:
        for stat in self._bucket.list(_PREFIX):
            try:
                yield Mark.parse(stat.name.removeprefix(_PREFIX))
            except InvalidInput:
                continue  # something that another tool left
