"""Snapshots on their way to and from the store: whole or not at all, and no more than needed."""

import mmap
import os

import pytest

from core.adapters.gcs.bucket import CHUNK
from core.adapters.gcs.snapshots import GcsSnapshotStore
from core.errors import SnapshotDamaged, StorageUnavailable
from core.snapshot.store import Manifest, PartInfo, PointerMoved
from tests.contract.snapshot_store import PARTS, manifest
from tests.racing import together
from tests.services.gcs.faulty_proxy import (
    BUSY,
    COMMIT_THEN_503,
    CUT_SHORT,
    LOST_REPLY,
    RESET,
    Kind,
    always,
    scripted,
    seeded,
)

LATER = {**PARTS, "catalogue": b"changed"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "parts"


@pytest.fixture
def store(proxied, folder):
    return GcsSnapshotStore(proxied, folder)


def part(name, parts=PARTS):
    return f"snapshots/parts/{PartInfo.of(parts[name]).sha256}"


def long_unused(folder):
    for path in folder.iterdir():
        os.utime(path, (0, 0))


@pytest.mark.parametrize("fault", [LOST_REPLY, COMMIT_THEN_503], ids=["no-reply", "503"])
def test_a_move_whose_reply_was_lost_is_recognised_as_ours(store, proxy, fault):
    store.put(manifest(), PARTS)
    proxy.plan = scripted(fault, kind=Kind.WRITE, name="snapshots/current")
    pointer = store.move(manifest(), expected=0)
    assert (store.current(), proxy.written["snapshots/current"]) == (pointer, 1)


def test_a_move_to_the_same_snapshot_by_another_is_not_taken_for_ours(store, direct, folder):
    store.put(manifest(), PARTS)
    GcsSnapshotStore(direct, folder).move(manifest(), expected=0)
    with pytest.raises(PointerMoved):
        store.move(manifest(), expected=0)


def test_a_download_that_breaks_off_is_never_served_and_leaves_nothing(store, hasty, proxy, folder):
    store.put(manifest(), PARTS)
    proxy.plan = always(CUT_SHORT, Kind.READ, "snapshots/parts/")
    with pytest.raises(StorageUnavailable):
        GcsSnapshotStore(hasty, folder).fetch(manifest().id)
    assert list(folder.iterdir()) == []
    proxy.forget()
    _, paths = store.fetch(manifest().id)
    assert {name: path.read_bytes() for name, path in paths.items()} == PARTS


def test_what_is_damaged_in_the_store_leaves_nothing_here(store, direct, folder):
    store.put(manifest(), PARTS)
    name = part("encoder")
    direct.replace(name, b"!" * len(PARTS["encoder"]), direct.look(name).generation)
    with pytest.raises(SnapshotDamaged, match="encoder"):
        store.fetch(manifest().id)
    assert [path.name for path in folder.iterdir()] == [PartInfo.of(PARTS["catalogue"]).sha256]


def test_a_part_is_downloaded_once_and_shared_between_snapshots_and_instances(
    store, proxied, proxy, folder
):
    store.put(manifest(), PARTS)
    store.put(manifest(2, LATER), LATER)
    store.fetch(manifest().id)
    proxy.asked.clear()
    store.fetch(manifest().id)
    GcsSnapshotStore(proxied, folder).fetch(manifest().id)
    assert proxy.asked[Kind.READ] == 2  # the manifests
    store.fetch(manifest(2, LATER).id)
    assert proxy.asked[Kind.READ] == 4  # a manifest and the part that differs


def test_what_a_newer_snapshot_superseded_is_deleted_and_who_has_it_mapped_keeps_it(store, folder):
    store.put(manifest(), PARTS)
    store.put(manifest(2, LATER), LATER)
    _, paths = store.fetch(manifest().id)
    with (
        paths["catalogue"].open("rb") as file,
        mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapped,
    ):
        long_unused(folder)
        _, newer = store.fetch(manifest(2, LATER).id)
        assert sorted(folder.iterdir()) == sorted(newer.values())
        assert mapped[:] == PARTS["catalogue"]


def test_what_another_fetched_a_moment_ago_is_left_for_it_to_open(store, proxied, folder):
    store.put(manifest(), PARTS)
    store.put(manifest(2, LATER), LATER)
    _, paths = GcsSnapshotStore(proxied, folder).fetch(manifest().id)
    store.fetch(manifest(2, LATER).id)
    assert paths["catalogue"].read_bytes() == PARTS["catalogue"]


def test_eight_that_fetch_at_once_each_get_the_whole(store, proxied, folder):
    store.put(manifest(), PARTS)
    fetched = together(
        *[lambda: GcsSnapshotStore(proxied, folder).fetch(manifest().id)[1] for _ in range(8)]
    )
    for paths in fetched:
        assert {name: path.read_bytes() for name, path in paths.items()} == PARTS
    assert len(list(folder.iterdir())) == 2


def test_a_large_part_goes_up_and_comes_down_in_pieces_while_requests_fail(store, proxy):
    large = bytes(range(256)) * (CHUNK // 256 * 2) + b"and a little"
    parts = {**PARTS, "catalogue": large}
    known = Manifest(1, "tiny", {name: PartInfo.of(content) for name, content in parts.items()})
    # The emulator, unlike the store, keeps a piece twice that is sent again: none of them is lost
    # after it arrived.
    proxy.plan = scripted(BUSY, RESET, BUSY, kind=Kind.WRITE, name=part("catalogue", parts))
    store.put(known, parts)
    proxy.plan = seeded(5, share=0.5)
    _, paths = store.fetch(known.id)
    assert paths["catalogue"].read_bytes() == large
    assert proxy.written[part("catalogue", parts)] == 1


def test_a_part_that_a_build_counts_on_survives_a_sweep_and_one_long_unclaimed_does_not(
    direct, folder
):
    hours = iter(range(100))
    start = GcsSnapshotStore(direct, folder)
    start.put(manifest(), PARTS)
    uploaded = direct.look(part("encoder")).updated

    def clock():
        return uploaded.replace(year=uploaded.year + 1, hour=next(hours) % 24)

    later = GcsSnapshotStore(direct, folder, clock=clock)
    other = {"catalogue": b"other", "encoder": PARTS["encoder"]}
    # A year later a build counts on the encoder, and nobody on the old catalogue.
    later.put(Manifest(2, "tiny", {n: PartInfo.of(c) for n, c in other.items()}), other)
    claimed = direct.look(part("encoder")).metadata["claimed"]
    now = type(uploaded).fromisoformat(claimed)
    direct.delete(f"snapshots/manifests/{manifest().id}.json")
    for stat in direct.list("snapshots/manifests/"):
        direct.delete(stat.name)
    GcsSnapshotStore(direct, folder, clock=lambda: now).sweep(keep=1)
    assert direct.look(part("encoder")) is not None
    assert direct.look(part("catalogue")) is None


def test_the_pointer_is_looked_at_without_reading_its_content(store, proxy):
    store.put(manifest(), PARTS)
    pointer = store.move(manifest(), expected=0)
    proxy.asked.clear()
    assert store.current() == pointer
    assert (proxy.asked[Kind.LOOK], sum(proxy.asked.values())) == (1, 1)


def test_a_pointer_that_cannot_be_read_says_what_to_do(store, direct):
    direct.create("snapshots/current", b"{}")
    with pytest.raises(StorageUnavailable, match="promptintel build"):
        store.current()
