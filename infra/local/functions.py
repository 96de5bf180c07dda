"""Deployed functions on this machine: each a process of its own under functions-framework."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.process import HOST, Service, answers, free_port

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Function:
    """A function's folder, its entry point, and what its environment says beside the system's."""

    name: str
    folder: str
    entry_point: str
    environment: Mapping[str, str]


class Deployed:
    """`function` at a port of its own, started and stopped by its `service`."""

    def __init__(self, function: Function, environment: Mapping[str, str], folder: Path) -> None:
        self.name = function.name
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.service = Service(
            (
                str(Path(sys.executable).with_name("functions-framework")),
                f"--target={function.entry_point}",
                f"--source={ROOT / 'functions' / function.folder / 'main.py'}",
                f"--host={HOST}",
                f"--port={self.port}",
            ),
            ready=answers(self.url),
            log=folder / f"{function.name}.log",
            env={**environment, **function.environment},
            cwd=ROOT,
        )
