"""A writer in a process of its own: `python -m tests.contract.appending ROOT NAME POSITIONS`.

Says `ready`, waits for a line, then tries to append at every position from 0 on; where another was
first it goes on with the next. Prints the positions it won as JSON.
"""

import json
import sys
from pathlib import Path

from core.adapters.filesystem.log import FilesystemEventLog
from core.events.envelope import CATALOGUE, NewEvent
from core.events.log import AppendConflict


def main(root: str, name: str, positions: str) -> None:
    log = FilesystemEventLog(Path(root))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    won = []
    for position in range(int(positions)):
        event = NewEvent(f"{name}-{position}", "thing.happened", 1, {}, "2027", name)
        try:
            log.append(CATALOGUE, [event], expected=position)
        except AppendConflict:
            continue
        won.append(position)
    sys.stdout.write(json.dumps(won) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
