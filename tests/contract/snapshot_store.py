"""What every snapshot store holds. A subclass gives a `store` and how to reach its parts."""

import threading

import pytest

from core.errors import SnapshotDamaged
from core.snapshot.store import Manifest, PartInfo, PointerMoved, SnapshotStore

PARTS = {"catalogue": b"catalogue " * 50, "encoder": b"encoder " * 90}


def manifest(sequence: int = 1, parts: dict[str, bytes] | None = None) -> Manifest:
    return Manifest(
        sequence, "tiny", {name: PartInfo.of(c) for name, c in (parts or PARTS).items()}
    )


class SnapshotStoreContract:
    def test_nothing_is_current_before_the_first_move(self, store: SnapshotStore):
        assert store.current() is None

    def test_what_was_put_is_fetched_whole(self, store):
        store.put(manifest(), PARTS)
        fetched, paths = store.fetch(manifest().id)
        assert fetched == manifest()
        assert {name: path.read_bytes() for name, path in paths.items()} == PARTS

    def test_putting_the_same_again_changes_nothing(self, store):
        store.put(manifest(), PARTS)
        store.put(manifest(), PARTS)
        assert store.fetch(manifest().id)[0] == manifest()

    def test_a_part_that_is_kept_already_need_not_be_given_again(self, store):
        store.put(manifest(), PARTS)
        later = {**PARTS, "catalogue": b"changed"}
        store.put(manifest(2, later), {"catalogue": later["catalogue"]})
        _, paths = store.fetch(manifest(2, later).id)
        assert {name: path.read_bytes() for name, path in paths.items()} == later

    def test_a_part_that_is_nowhere_is_refused_and_nothing_is_published(self, store):
        with pytest.raises(SnapshotDamaged, match="encoder is gone"):
            store.put(manifest(), {"catalogue": PARTS["catalogue"]})
        with pytest.raises(SnapshotDamaged):
            store.fetch(manifest().id)

    def test_an_unknown_snapshot_is_damaged_not_empty(self, store):
        with pytest.raises(SnapshotDamaged, match="promptintel build"):
            store.fetch("0" * 64)

    @pytest.mark.parametrize("part", sorted(PARTS))
    def test_an_altered_part_is_detected_before_use(self, store, part, alter):
        store.put(manifest(), PARTS)
        store.fetch(manifest().id)
        alter(manifest().parts[part], lambda content: content[:-1] + b"!")
        with pytest.raises(SnapshotDamaged, match=part):
            store.fetch(manifest().id)

    @pytest.mark.parametrize("part", sorted(PARTS))
    def test_a_part_cut_short_is_detected_before_use(self, store, part, alter):
        store.put(manifest(), PARTS)
        alter(manifest().parts[part], lambda content: content[:100])
        with pytest.raises(SnapshotDamaged, match=part):
            store.fetch(manifest().id)

    def test_putting_heals_a_damaged_part(self, store, alter):
        store.put(manifest(), PARTS)
        alter(manifest().parts["encoder"], lambda content: content[::-1])
        store.put(manifest(), PARTS)
        assert store.fetch(manifest().id)[1]["encoder"].read_bytes() == PARTS["encoder"]

    def test_the_pointer_moves_only_from_the_generation_that_was_seen(self, store):
        store.put(manifest(), PARTS)
        pointer = store.move(manifest(), expected=0)
        assert (pointer.id, pointer.sequence) == (manifest().id, 1)
        assert store.current() == pointer
        with pytest.raises(PointerMoved):
            store.move(manifest(), expected=0)
        assert store.move(manifest(), expected=pointer.generation).generation > pointer.generation

    def test_of_eight_movers_at_one_generation_exactly_one_wins(self, store):
        store.put(manifest(), PARTS)
        start, outcomes = threading.Barrier(8), []

        def mover():
            start.wait()
            try:
                outcomes.append(store.move(manifest(), expected=0))
            except PointerMoved:
                outcomes.append(None)

        threads = [threading.Thread(target=mover) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [outcome for outcome in outcomes if outcome] == [store.current()]

    def test_a_sweep_keeps_the_newest_and_the_current(self, store):
        versions = [{**PARTS, "catalogue": b"version %d" % n} for n in range(5)]
        for number, parts in enumerate(versions):
            store.put(manifest(number, parts), parts)
        store.move(manifest(0, versions[0]), expected=0)
        store.sweep(keep=2)
        for number in (0, 3, 4):
            assert store.fetch(manifest(number, versions[number]).id)
        for number in (1, 2):
            with pytest.raises(SnapshotDamaged):
                store.fetch(manifest(number, versions[number]).id)
