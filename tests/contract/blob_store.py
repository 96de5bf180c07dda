"""What every blob store must hold. Subclass a suite and give it `store`; add nothing else."""

from collections.abc import Callable

import pytest

from core import canonical
from core.errors import NotFound, StorageUnavailable
from core.events.blobs import BlobStore
from tests.racing import together

Damage = Callable[[str, bytes], None]

BAD_NAMES = [
    "",
    ".",
    "..",
    "../../etc/passwd",
    "a" * 63,
    "a" * 65,
    "A" * 64,
    "g" * 64,
    "a" * 63 + "\n",
    "a" * 64 + "\n",
    "a" * 31 + "/" + "a" * 32,
    "٣" * 64,
]


class BlobStoreContract:
    @pytest.fixture
    def store(self) -> BlobStore:
        raise NotImplementedError

    @pytest.mark.parametrize(
        "content",
        [b"", b"x", bytes(range(256)), "Fußball\r\n😀".encode(), b"\0" * 1_000_000],
        ids=["empty", "one", "every-byte", "text", "large"],
    )
    def test_what_is_got_is_what_was_put(self, store, content):
        name = store.put(content)
        assert (store.get(name), store.has(name)) == (content, True)

    def test_a_blob_is_named_by_its_hash(self, store):
        assert store.put(b"content") == canonical.digest(b"content")

    def test_putting_the_same_content_again_changes_nothing(self, store):
        name = store.put(b"content")
        assert store.put(b"content") == name
        assert store.get(name) == b"content"

    def test_different_contents_live_together(self, store):
        names = [store.put(bytes([n])) for n in range(50)]
        assert len(set(names)) == 50
        assert [store.get(name) for name in names] == [bytes([n]) for n in range(50)]

    def test_content_that_was_never_put_is_not_found(self, store):
        name = canonical.digest(b"never put")
        assert not store.has(name)
        with pytest.raises(NotFound, match="no blob"):
            store.get(name)

    @pytest.mark.parametrize("name", BAD_NAMES)
    def test_what_is_no_hash_names_nothing(self, store, name):
        assert not store.has(name)
        with pytest.raises(NotFound, match="no blob"):
            store.get(name)

    def test_the_same_content_from_sixteen_threads_at_once_is_one_blob(self, store):
        for n in range(5):
            content = bytes([n]) * 10_000
            names = together(*[lambda c=content: store.put(c) for _ in range(16)])
            assert set(names) == {canonical.digest(content)}
            assert store.get(names[0]) == content


class SharedBlobStoreContract(BlobStoreContract):
    """For stores whose state outlives the object: `reopen` gives another store over the same
    state, `damage` replaces the bytes of one blob."""

    @pytest.fixture
    def reopen(self, store: BlobStore) -> Callable[[], BlobStore]:
        raise NotImplementedError

    @pytest.fixture
    def damage(self, store: BlobStore) -> Damage:
        raise NotImplementedError

    def test_another_instance_gets_what_was_put(self, store, reopen):
        name = store.put(b"content")
        assert (reopen().get(name), reopen().has(name)) == (b"content", True)

    @pytest.mark.parametrize("content", [b"", b"conten", b"contenT", b"content "])
    def test_bytes_that_do_not_match_their_name_are_never_given_out(
        self, store, reopen, damage, content
    ):
        name = store.put(b"content")
        damage(name, content)
        with pytest.raises(StorageUnavailable, match="damaged; restore it from a copy"):
            reopen().get(name)
