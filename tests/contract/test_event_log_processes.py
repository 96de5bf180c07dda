"""The log in a folder, shared by processes that know nothing of each other."""

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from core.adapters.filesystem.log import FilesystemEventLog
from core.events.envelope import CATALOGUE

ROOT = Path(__file__).parents[2]
POSITIONS = 60


def test_of_two_processes_at_one_position_exactly_one_wins_and_no_gap_is_left(tmp_path):
    with ExitStack() as running:
        writers = {
            name: running.enter_context(
                subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "tests.contract.appending",
                        tmp_path,
                        name,
                        str(POSITIONS),
                    ],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for name in ("ours", "theirs")
        }
        for writer in writers.values():
            assert writer.stdout.readline() == "ready\n"
        for writer in writers.values():
            writer.stdin.write("go\n")
            writer.stdin.flush()
        won = {
            name: json.loads(writer.communicate(timeout=60)[0]) for name, writer in writers.items()
        }
    assert sorted(won["ours"] + won["theirs"]) == list(range(POSITIONS))
    kept = [event.new.id for event in FilesystemEventLog(tmp_path).read(CATALOGUE)]
    owner = {position: name for name, positions in won.items() for position in positions}
    assert kept == [f"{owner[position]}-{position}" for position in range(POSITIONS)]
