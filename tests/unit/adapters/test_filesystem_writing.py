"""Durability and foreign errors of everything that is written to files."""

import errno
import os
import stat
from pathlib import Path

import pytest

from core.adapters.filesystem.artifacts import FilesystemArtifactStore
from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.filesystem.log import FilesystemEventLog
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, NewEvent, StreamId
from core.events.log import AppendConflict
from core.pipeline.ports import File

EVENT = NewEvent("e1", "thing.happened", 1, {}, "2027-01-01T00:00:00.000000Z", "ana")
REMEDIES = [
    (errno.ENOSPC, "free some disk space"),
    (errno.EDQUOT, "quota"),
    (errno.EACCES, "right to write"),
    (errno.EPERM, "right to write"),
    (errno.EROFS, "PROMPTINTEL_HOME"),
    (errno.ENOTDIR, "PROMPTINTEL_HOME"),
    (errno.EIO, "check the disk"),
]


def append(root: Path) -> None:
    FilesystemEventLog(root).append(CATALOGUE, [EVENT], expected=0)


def put_blob(root: Path) -> None:
    FilesystemBlobStore(root).put(b"content")


def put_artifact(root: Path) -> None:
    FilesystemArtifactStore(root).put("run-1", File("a.md", "text/markdown", b"content"))


WRITES = pytest.mark.parametrize("write", [append, put_blob, put_artifact])


@pytest.fixture
def effects(monkeypatch) -> list[str]:
    """What reaches the disk, in order: `sync file`, `sync <folder>`, `name`."""
    seen: list[str] = []
    fsync, link, replace = os.fsync, os.link, Path.replace

    def synced(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115
        seen.append(f"sync {path.name}" if is_folder else "sync file")
        fsync(descriptor)

    def linked(source: Path, target: Path) -> None:
        link(source, target)
        seen.append("name")

    def replaced(source: Path, target: Path) -> Path:
        moved = replace(source, target)
        seen.append("name")
        return moved

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", linked)
    monkeypatch.setattr(Path, "replace", replaced)
    return seen


def failing(monkeypatch, call: str, number: int) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)


@WRITES
def test_bytes_are_safe_before_they_have_a_name_and_the_name_before_anyone_is_told(
    tmp_path, effects, write
):
    write(tmp_path)
    first = effects.index("name")
    assert effects[first - 1] == "sync file"
    assert [e for e in effects[first + 1 :] if e.startswith("sync ")]
    assert effects[-1] != "name"


@WRITES
def test_every_new_folder_is_safe_in_the_one_above_it(tmp_path, effects, write):
    root = tmp_path / "new" / "deep"
    write(root)
    made = [path for path in tmp_path.rglob("*") if path.is_dir()]
    before_the_name = effects[: effects.index("name")]
    assert {f"sync {folder.parent.name}" for folder in made} <= set(before_the_name)


def test_an_append_recognised_as_ours_is_safe_before_it_is_acknowledged(tmp_path, effects):
    with crashing_at("log.linked"), pytest.raises(SimulatedCrash):
        append(tmp_path)
    effects.clear()
    append(tmp_path)
    assert effects == ["sync catalogue"]


def test_a_blob_that_was_there_is_safe_before_an_event_may_name_it(tmp_path, effects):
    with crashing_at("blob.linked"), pytest.raises(SimulatedCrash):
        put_blob(tmp_path)
    effects.clear()
    put_blob(tmp_path)
    assert len(effects) == 1
    assert effects[0].startswith("sync ")


@WRITES
@pytest.mark.parametrize(("number", "remedy"), REMEDIES)
@pytest.mark.parametrize("call", ["open", "fsync", "mkdir"])
def test_a_disk_that_refuses_is_told_with_its_path_and_remedy(
    tmp_path, monkeypatch, write, call, number, remedy
):
    failing(monkeypatch, call, number)
    with pytest.raises(StorageUnavailable, match=remedy) as raised:
        write(tmp_path / "new")
    assert str(tmp_path) in str(raised.value)
    assert os.strerror(number) in str(raised.value)


@pytest.mark.parametrize("write", [append, put_blob])
@pytest.mark.parametrize(("number", "remedy"), REMEDIES)
def test_a_disk_that_refuses_the_link_is_told_too(tmp_path, monkeypatch, write, number, remedy):
    failing(monkeypatch, "link", number)
    with pytest.raises(StorageUnavailable, match=remedy):
        write(tmp_path)


def test_what_could_not_be_made_safe_is_not_visible(tmp_path, monkeypatch):
    log = FilesystemEventLog(tmp_path)
    log.append(CATALOGUE, [EVENT], expected=0)
    with monkeypatch.context() as broken:
        failing(broken, "fsync", errno.EIO)
        with pytest.raises(StorageUnavailable):
            log.append(CATALOGUE, [EVENT], expected=1)
    assert (log.head(CATALOGUE), len(list(log.read(CATALOGUE)))) == (1, 1)
    assert [path.name for path in (tmp_path / "catalogue").iterdir()] == ["0000000000000001.json"]


def test_after_the_disk_recovers_the_same_append_succeeds(tmp_path, monkeypatch):
    with monkeypatch.context() as full:
        failing(full, "link", errno.ENOSPC)
        with pytest.raises(StorageUnavailable):
            append(tmp_path)
    append(tmp_path)
    assert FilesystemEventLog(tmp_path).head(CATALOGUE) == 1


@pytest.mark.parametrize(("number", "remedy"), REMEDIES)
def test_a_disk_that_refuses_to_be_read_is_told_with_its_remedy(
    tmp_path, monkeypatch, number, remedy
):
    append(tmp_path / "log")
    name = FilesystemBlobStore(tmp_path / "blobs").put(b"content")
    put_artifact(tmp_path / "artifacts")
    reads = (
        lambda: list(FilesystemEventLog(tmp_path / "log").read(CATALOGUE)),
        lambda: FilesystemBlobStore(tmp_path / "blobs").get(name),
        lambda: FilesystemArtifactStore(tmp_path / "artifacts").get("run-1", "a.md"),
    )

    def fail(_path: Path) -> bytes:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "read_bytes", fail)
    for read in reads:
        with pytest.raises(StorageUnavailable, match=remedy):
            read()


def test_a_file_in_the_place_of_the_home_is_told_as_such(tmp_path):
    home = tmp_path / "home"
    home.write_text("a file")
    for write in (append, put_blob, put_artifact):
        with pytest.raises(StorageUnavailable, match="a file stands where a folder belongs"):
            write(home / "log")


def test_what_is_no_append_in_a_log_is_passed_over(tmp_path):
    log = FilesystemEventLog(tmp_path)
    run = StreamId("executions/run-1")
    log.append(run, [EVENT], expected=0)
    for name in (".0000000000000002.json.7.0.tmp", "0000000000000002.json~", "2.json", "notes.txt"):
        (tmp_path / run / name).write_text("left by a tool")
    (tmp_path / "executions" / ".DS_Store").write_text("left by a tool")
    (tmp_path / "executions" / "not a stream").mkdir()
    (tmp_path / "executions" / "without-appends").mkdir()
    assert list(log.streams("executions")) == [run]
    assert (log.head(run), len(list(log.read(run)))) == (1, 1)
    assert log.append(run, [EVENT], expected=1) == 2


def test_a_write_leaves_no_temporary_behind_whether_it_won_or_lost(tmp_path):
    log = FilesystemEventLog(tmp_path)
    log.append(CATALOGUE, [EVENT], expected=0)
    other = NewEvent("e2", "thing.happened", 1, {}, EVENT.time, "ana")
    with pytest.raises(AppendConflict):
        log.append(CATALOGUE, [other], expected=0)
    assert [path.name for path in (tmp_path / "catalogue").iterdir()] == ["0000000000000001.json"]


def test_the_names_of_artifacts_leave_out_what_is_still_being_written(tmp_path):
    put_artifact(tmp_path)
    (tmp_path / "run-1" / ".b.md.0123456789abcdef.tmp").write_text("half")
    assert FilesystemArtifactStore(tmp_path).names("run-1") == ["a.md"]
