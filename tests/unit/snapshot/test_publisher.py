import pytest

from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.catalogue.model import Ref
from core.errors import SnapshotDamaged
from core.snapshot.publisher import KEPT, publish
from core.snapshot.reader import open_snapshot
from core.snapshot.store import PointerMoved
from tests.builders_catalogue import after_update, an_update
from tests.builders_search import a_catalogue, compiled, opened

FIRST = a_catalogue({"agents/a": "draft the contract"})
SECOND = after_update(FIRST, an_update("kite", ref=Ref("agents", "a")))


@pytest.fixture
def store(tmp_path):
    return FilesystemSnapshotStore(tmp_path)


def test_the_pointer_never_moves_back(store):
    older, newer = compiled(FIRST), compiled(SECOND)
    publish(store, newer.manifest, newer.parts)
    assert publish(store, older.manifest, older.parts).id == newer.manifest.id
    assert store.current().id == newer.manifest.id


def test_the_same_snapshot_again_moves_nothing(store):
    done = compiled(FIRST)
    first = publish(store, done.manifest, done.parts)
    assert publish(store, done.manifest, done.parts) == first


def test_of_two_publishers_the_later_catalogue_wins_whoever_comes_last(store):
    older, newer = compiled(FIRST), compiled(SECOND)
    raced = []

    class Racing(FilesystemSnapshotStore):
        """Lets the newer one in between the look and the move, once."""

        def move(self, manifest, *, expected):
            if not raced:
                raced.append(publish(store, newer.manifest, newer.parts))
            return super().move(manifest, expected=expected)

    pointer = publish(Racing(store._root), older.manifest, older.parts)
    assert pointer.id == store.current().id == newer.manifest.id


def test_moving_from_a_generation_that_is_past_is_refused(store):
    done = compiled(FIRST)
    publish(store, done.manifest, done.parts)
    with pytest.raises(PointerMoved):
        store.move(done.manifest, expected=0)


def test_superseded_snapshots_are_deleted_after_a_while_and_the_current_one_stays(store):
    catalogue, ids, earlier = FIRST, [], None
    for number in range(KEPT + 2):
        done = compiled(catalogue, earlier)
        publish(store, done.manifest, done.parts)
        ids.append(done.manifest.id)
        earlier = opened(done)
        catalogue = after_update(catalogue, an_update(f"kite {number}", ref=Ref("agents", "a")))
    with pytest.raises(SnapshotDamaged, match="no manifest"):
        open_snapshot(store, ids[0])
    assert open_snapshot(store, ids[-1]).id == ids[-1]
