"""A process is killed, so that nothing is tidied up; what it leaves in the file is sound."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.filesystem.log import FilesystemEventLog
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.projections.projector import Projector
from core.projections.replaying import replay
from tests.builders_projections import History, everything, projected

ROOT = Path(__file__).parents[3]
DIE = """
import os, sys
from pathlib import Path
from core import crashpoints
from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.filesystem.log import FilesystemEventLog
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.projections.projector import Projector
from core.projections.replaying import replay

home, work, point, arrivals = sys.argv[1:]
left = [None] * int(arrivals)

def reach(here):
    if here == point:
        left.pop()
        if not left:
            os._exit(9)

crashpoints._on_reach = reach
home = Path(home)
log, blobs = FilesystemEventLog(home / "log"), FilesystemBlobStore(home / "blobs")
store = SqliteProjectionStore(home / "projections.sqlite")
if work == "replay":
    replay(log, blobs, store, lambda step: None)
else:
    Projector(log, blobs, store, chunk=2).catch_up()
"""


@pytest.fixture
def history(tmp_path) -> History:
    log = FilesystemEventLog(tmp_path / "log")
    history = History(log, FilesystemBlobStore(tmp_path / "blobs"))
    for number in range(4):
        history.write(f"agents/a{number}", "Text.")
    history.run("run-1", large=True)
    return history


def killed(home: Path, work: str, point: str, arrivals: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DIE, str(home), work, point, str(arrivals)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 9, done.stderr


@pytest.mark.parametrize("arrivals", [1, 3])
@pytest.mark.parametrize("point", ["projection.changed", "projection.committed"])
def test_a_projector_goes_on_where_a_killed_one_left_off(tmp_path, history, point, arrivals):
    killed(tmp_path, "catch up", point, arrivals)
    store = SqliteProjectionStore(tmp_path / "projections.sqlite")
    projected_appends = sum(p.sequence for p in everything(store)["positions"].values())
    committed = arrivals - (point == "projection.changed")
    assert projected_appends == 2 * committed
    store.check()
    assert everything(projected(history, store)) == everything(projected(history))


@pytest.mark.parametrize("point", ["projection.switching", "replay.switched", "replay.built"])
def test_a_replay_that_is_killed_leaves_the_old_rows_or_the_new(tmp_path, history, point):
    store = SqliteProjectionStore(tmp_path / "projections.sqlite")
    Projector(history.log, history.blobs, store).catch_up()
    before = everything(store)
    killed(tmp_path, "replay", point, 1)
    assert everything(store) == before
    history.update("agents/a0", "more")
    assert everything(projected(history, store)) == everything(projected(history))
    replay(history.log, history.blobs, store, lambda _step: None)
    store.check()
    assert everything(store) == everything(projected(history))
