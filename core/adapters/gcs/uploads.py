"""What users put into the bucket of uploads: looked at before any of it is read."""

from core.adapters.gcs.bucket import Bucket
from core.errors import NotFound, StorageUnavailable, TooLarge
from core.pipeline.uploads import Upload

SETTING = "PROMPTINTEL_UPLOADS"


class GcsUploads:
    """Implements `Uploads` in `bucket`."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    @property
    def bucket(self) -> str:
        return self._bucket.name

    def latest(self, name: str) -> Upload:
        stat = self._bucket.look(name)
        if stat is None:
            raise _gone(name)
        return Upload(self._bucket.name, name, stat.generation)

    def read(self, upload: Upload, *, limit: int) -> bytes:
        if upload.bucket != self._bucket.name:
            raise _gone(upload.name)
        stat = self._bucket.look(upload.name, generation=upload.generation)
        if stat is None:
            raise _gone(upload.name)
        if stat.size > limit:
            raise TooLarge("upload", stat.size, limit)
        content = self._bucket.read(upload.name, generation=upload.generation)
        if content is None:
            raise _gone(upload.name)
        if len(content) != stat.size:
            raise StorageUnavailable("an upload came in another size than it has; try again")
        return content


def _gone(name: str) -> NotFound:
    return NotFound("upload", name[:200], "it was deleted or replaced since; upload it again")
