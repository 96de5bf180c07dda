from core.adapters.memory.blobs import MemoryBlobStore
from core.events.remembering import RememberingBlobStore


class Counting(MemoryBlobStore):
    """Says how often it was read."""

    def __init__(self):
        super().__init__()
        self.reads = []

    def get(self, name):
        self.reads.append(name)
        return super().get(name)


def test_what_was_read_or_put_is_not_read_again():
    behind = Counting()
    name = behind.put(b"clause")
    store = RememberingBlobStore(behind)
    assert [store.get(name) for _ in range(3)] == [b"clause"] * 3
    assert behind.reads == [name]
    own = store.put(b"schedule")
    assert store.get(own) == b"schedule"
    assert behind.reads == [name]


def test_the_oldest_makes_room_for_the_latest():
    behind = Counting()
    store = RememberingBlobStore(behind, limit=10)
    first, second = store.put(b"first"), store.put(b"other")
    store.get(first)
    store.put(b"third")
    assert store.get(first) == b"first"
    assert store.get(second) == b"other"
    assert behind.reads == [second]


def test_what_is_larger_than_all_the_room_is_read_every_time():
    behind = Counting()
    store = RememberingBlobStore(behind, limit=3)
    name = store.put(b"large")
    assert [store.get(name), store.get(name)] == [b"large"] * 2
    assert behind.reads == [name, name]
