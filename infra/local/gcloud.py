"""Emulators of the gcloud SDK: one of a kind at a port of its own, started, stopped and cut off."""

import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.process import HOST, Service, answers, free_port


@dataclass(frozen=True, slots=True)
class Address:
    """Where an emulator listens: a client library reads it from `variable` of its environment."""

    host: str
    port: int
    variable: str

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What a client library must find in its environment to talk to it."""
        return {self.variable: f"{self.host}:{self.port}"}


class GcloudEmulator:
    """The emulator that `gcloud <command> start` starts, with its files below `folder`.

    It keeps what it holds in memory only, so that one started again, at the same port, knows
    nothing.
    """

    def __init__(
        self, folder: Path, name: str, variable: str, command: Sequence[str], options: Sequence[str]
    ) -> None:
        self.address = Address(HOST, free_port(), variable)
        self._service = Service(
            (
                "gcloud",
                *command,
                "start",
                f"--host-port={HOST}:{self.address.port}",
                *options,
                "--quiet",
            ),
            ready=answers(self.address.url),
            log=folder / f"{name}.log",
            env={"CLOUDSDK_CORE_DISABLE_PROMPTS": "1", "CLOUDSDK_CONFIG": str(folder / "gcloud")},
        )

    @property
    def pid(self) -> int:
        return self._service.pid

    @property
    def log(self) -> Path:
        return self._service.log

    def start(self) -> Self:
        """Start it, or start it again. Raises `NotStarted`."""
        self._service.start()
        return self

    def stop(self) -> None:
        self._service.stop()

    def kill(self) -> None:
        """End it as a machine that fails does."""
        self._service.kill()

    def pause(self) -> None:
        """Let it answer nobody, and keep what it has, as behind a network that is cut."""
        os.killpg(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def lacking(title: str, component: str, install: str) -> str | None:
    """What this machine lacks for the emulator called `title`, in a sentence, or `None`.

    `component` is its folder in the SDK, and `install` how one gets it.
    """
    gcloud = shutil.which("gcloud")
    if gcloud is None:
        return f"the {title} emulator needs the gcloud SDK, which is not installed"
    if shutil.which("java") is None:
        return f"the {title} emulator needs Java, which is not installed"
    if not any((root / component).is_dir() for root in Path(gcloud).resolve().parents):
        return f"the gcloud SDK has no {title} emulator; install it: {install}"
    return None
