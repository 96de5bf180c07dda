"""A process may die at any named point of a write; what it leaves is sound."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.adapters.filesystem.artifacts import FilesystemArtifactStore
from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.filesystem.log import FilesystemEventLog
from core.canonical import digest
from core.crashpoints import SimulatedCrash, crashing_at
from core.events.envelope import NewEvent, StreamId
from core.pipeline.ports import File

ROOT = Path(__file__).parents[3]
RUN = StreamId("executions/run-1")
BEFORE_THE_LINK = ["log.half_written", "log.written"]

# Dies as by SIGKILL, so nothing is tidied up, and always under the process number 7, as the first
# process of a container does.
DIE_WHILE_APPENDING = """
import os, sys
from pathlib import Path
from core import crashpoints
from core.adapters.filesystem.log import FilesystemEventLog
from core.events.envelope import NewEvent

root, point = sys.argv[1:]
os.getpid = lambda: 7
crashpoints._on_reach = lambda here: os._exit(9) if here == point else None
event = NewEvent("mine", "thing.happened", 1, {}, "2027-01-01T00:00:00.000000Z", "ana")
print(FilesystemEventLog(Path(root)).append("executions/run-1", [event], expected=0))
"""


def an_event(name: str) -> NewEvent:
    return NewEvent(name, "thing.happened", 1, {}, "2027-01-01T00:00:00.000000Z", "ana")


def ids(log: FilesystemEventLog) -> list[str]:
    return [event.new.id for event in log.read(RUN)]


def append_in_a_process_that_dies_at(point: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DIE_WHILE_APPENDING, str(root), point],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("point", BEFORE_THE_LINK)
def test_before_the_link_nothing_of_an_append_is_visible_and_a_retry_succeeds(tmp_path, point):
    log = FilesystemEventLog(tmp_path)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        log.append(RUN, [an_event("mine")], expected=0)
    after = FilesystemEventLog(tmp_path)
    assert (after.head(RUN), ids(after), list(after.streams("executions"))) == (0, [], [])
    assert after.append(RUN, [an_event("mine")], expected=0) == 1
    assert ids(after) == ["mine"]


def test_after_the_link_an_append_is_there_and_a_retry_is_recognised_as_ours(tmp_path):
    log = FilesystemEventLog(tmp_path)
    with crashing_at("log.linked"), pytest.raises(SimulatedCrash):
        log.append(RUN, [an_event("mine")], expected=0)
    after = FilesystemEventLog(tmp_path)
    assert ids(after) == ["mine"]
    assert after.append(RUN, [an_event("mine")], expected=0) == 1
    assert (after.head(RUN), ids(after)) == (1, ["mine"])


@pytest.mark.parametrize("point", BEFORE_THE_LINK)
def test_before_the_link_another_writer_may_take_the_number(tmp_path, point):
    log = FilesystemEventLog(tmp_path)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        log.append(RUN, [an_event("mine")], expected=0)
    assert log.append(RUN, [an_event("theirs")], expected=0) == 1
    assert ids(log) == ["theirs"]


@pytest.mark.parametrize("point", [*BEFORE_THE_LINK, "log.linked"])
def test_what_a_killed_process_left_does_not_stand_in_the_way_of_the_next(tmp_path, point):
    killed = append_in_a_process_that_dies_at(point, tmp_path)
    assert (killed.returncode, killed.stdout) == (9, "")
    left = [path.name for path in (tmp_path / RUN).iterdir() if path.name.endswith(".tmp")]
    assert len(left) == 1
    log = FilesystemEventLog(tmp_path)
    assert log.head(RUN) == (1 if point == "log.linked" else 0)
    retried = append_in_a_process_that_dies_at("never", tmp_path)
    assert (retried.stdout, retried.stderr) == ("1\n", "")
    assert (log.head(RUN), ids(log), list(log.streams("executions"))) == (1, ["mine"], [RUN])


@pytest.mark.parametrize("point", ["blob.half_written", "blob.written", "blob.linked"])
def test_a_blob_whose_writer_died_is_whole_or_not_there_and_can_be_put_again(tmp_path, point):
    store = FilesystemBlobStore(tmp_path)
    with crashing_at(point), pytest.raises(SimulatedCrash):
        store.put(b"content")
    after = FilesystemBlobStore(tmp_path)
    assert after.has(digest(b"content")) == (point == "blob.linked")
    assert after.get(after.put(b"content")) == b"content"


@pytest.mark.parametrize(
    ("point", "seen"),
    [
        ("artifact.half_written", b"old"),
        ("artifact.written", b"old"),
        ("artifact.replaced", b"a new draft"),
    ],
)
def test_an_artifact_whose_writer_died_is_the_old_whole_file_or_the_new(tmp_path, point, seen):
    store = FilesystemArtifactStore(tmp_path)
    store.put("run-1", File("a.md", "text/markdown", b"old"))
    with crashing_at(point), pytest.raises(SimulatedCrash):
        store.put("run-1", File("a.md", "text/markdown", b"a new draft"))
    after = FilesystemArtifactStore(tmp_path)
    assert (after.get("run-1", "a.md"), after.names("run-1")) == (seen, ["a.md"])
    after.put("run-1", File("a.md", "text/markdown", b"a new draft"))
    assert after.get("run-1", "a.md") == b"a new draft"
