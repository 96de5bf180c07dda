"""Uploads: looked at before they are read, and read as they were announced."""

import pytest

from core.adapters.gcs.uploads import GcsUploads
from core.errors import NotFound, StorageUnavailable, TooLarge
from core.pipeline.uploads import Upload
from tests.services.gcs.faulty_proxy import CUT_SHORT, Kind, always, seeded

NAME = "users/ana/Fragebogen für die Liga #1?.md"


@pytest.fixture
def uploads(proxied):
    return GcsUploads(proxied)


@pytest.fixture
def upload(direct):
    """Puts a file under the name, and gives the upload as a notification names it."""

    def put(content):
        there = direct.look(NAME)
        direct.replace(NAME, content, there.generation if there else 0, "text/markdown")
        return GcsUploads(direct).latest(NAME)

    return put


@pytest.mark.parametrize("content", [b"", b"# League\n", bytes(range(256)) * 4_000])
def test_what_is_read_is_what_was_uploaded(uploads, upload, proxy, content):
    announced = upload(content)
    proxy.plan = seeded(1)
    assert uploads.read(announced, limit=10_000_000) == content


def test_what_is_too_large_is_refused_before_any_of_it_is_read(uploads, upload, proxy):
    announced = upload(b"x" * 101)
    proxy.asked.clear()
    with pytest.raises(TooLarge, match="upload: 101 bytes; send at most 100"):
        uploads.read(announced, limit=100)
    assert proxy.asked[Kind.READ] == 0
    assert uploads.read(announced, limit=101) == b"x" * 101


def test_a_replaced_file_is_another_upload_and_the_old_one_is_gone(uploads, upload):
    first = upload(b"first")
    second = upload(b"second")
    assert second.generation != first.generation
    assert uploads.read(second, limit=100) == b"second"
    with pytest.raises(NotFound, match="deleted or replaced since; upload it again"):
        uploads.read(first, limit=100)


def test_a_file_replaced_between_the_look_and_the_read_is_not_taken_for_the_announced(
    uploads, upload, proxy
):
    announced = upload(b"small")

    def replaced_meanwhile(seen):
        if seen.kind is Kind.READ and seen.turn == 1:
            upload(b"something much larger")

    proxy.plan = replaced_meanwhile
    with pytest.raises(NotFound):
        uploads.read(announced, limit=100)


def test_what_is_not_there_or_lies_in_another_bucket_is_not_found(uploads, upload, bucket_name):
    announced = upload(b"x")
    for other in (
        Upload("another-bucket", NAME, announced.generation),
        Upload(bucket_name, "users/ana/other.md", announced.generation),
        Upload(bucket_name, NAME, announced.generation + 1),
    ):
        with pytest.raises(NotFound, match="upload it again"):
            uploads.read(other, limit=100)
    with pytest.raises(NotFound):
        uploads.latest("users/ana/other.md")


def test_an_upload_that_is_always_cut_short_is_never_taken_for_the_whole(hasty, upload, proxy):
    announced = upload(b"x" * 1000)
    proxy.plan = always(CUT_SHORT, Kind.READ)
    with pytest.raises(StorageUnavailable):
        GcsUploads(hasty).read(announced, limit=10_000)
