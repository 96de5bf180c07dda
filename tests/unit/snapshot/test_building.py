import pytest

from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import SnapshotDamaged
from core.snapshot.reader import open_snapshot
from tests.builders_search import SearchSystem

FILES = {"agents/drafter": "draft the contract", "workflows/flow": "questionnaire to contract"}
CRASH_POINTS = [
    "genesis.appended",
    "part.half_written",
    "part.written",
    "part.replaced",
    "manifest.half_written",
    "manifest.replaced",
    "snapshot.put",
    "pointer.half_written",
    "pointer.replaced",
    "snapshot.published",
]


def test_a_build_imports_compiles_and_publishes(tmp_path):
    system = SearchSystem(tmp_path, FILES)
    report = system.builder.build()
    assert (report.sequence, report.changes, report.embedded) == (1, 2, 2)
    assert report.counts == {"agents": 1, "workflows": 1}
    assert system.snapshots.current().id == report.snapshot


def test_building_again_without_a_change_is_the_same_snapshot_and_no_event(tmp_path):
    system = SearchSystem(tmp_path, FILES)
    first = system.builder.build()
    again = system.builder.build()
    assert (again.snapshot, again.changes, again.embedded) == (first.snapshot, 0, 0)
    assert system.embedder.made == 1


def test_a_changed_file_alone_is_embedded_again(tmp_path):
    system = SearchSystem(tmp_path, FILES)
    system.builder.build()
    system.write("agents/drafter", "draft the price")
    report = system.builder.build()
    assert (report.sequence, report.changes, report.embedded) == (2, 1, 1)


def test_two_systems_with_the_same_log_and_files_have_the_same_snapshot(tmp_path):
    one = SearchSystem(tmp_path / "one", FILES)
    one.builder.build()
    one.update("agents/drafter", "kite")
    other = SearchSystem(tmp_path / "other", FILES)
    other.log, other.blobs = one.log, one.blobs
    assert other.builder.build().snapshot == one.builder.build().snapshot


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_killed_anywhere_the_next_build_ends_as_an_undisturbed_one(tmp_path, point):
    undisturbed = SearchSystem(tmp_path / "calm", FILES).builder.build()
    system = SearchSystem(tmp_path / "struck", FILES)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        system.builder.build()
    report = system.builder.build()
    assert report.snapshot == undisturbed.snapshot
    assert system.log.head("catalogue") == 1
    assert open_snapshot(system.snapshots, report.snapshot).sequence == 1


def test_a_damaged_snapshot_is_built_anew_to_the_same_bytes(tmp_path):
    system = SearchSystem(tmp_path, FILES)
    before = system.builder.build()
    for part in (tmp_path / "snapshots/parts").iterdir():
        part.chmod(0o644)
        part.write_bytes(part.read_bytes()[:-9] + b"tampered!")
    with pytest.raises(SnapshotDamaged):
        open_snapshot(system.snapshots, before.snapshot)
    assert system.builder.build().snapshot == before.snapshot
    assert open_snapshot(system.snapshots, before.snapshot).id == before.snapshot
