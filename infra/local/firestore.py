"""The Firestore emulator of the gcloud SDK, with this repository's security rules."""

import os
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.process import HOST, Service, answers, free_port

RULES = Path(__file__).parents[1] / "firestore/firestore.rules"
_EMULATOR = "platform/cloud-firestore-emulator"
_INSTALL = "gcloud components install cloud-firestore-emulator (or the package of that name)"


@dataclass(frozen=True, slots=True)
class FirestoreAddress:
    """Where an emulator listens. Any project id names a database of its own there."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What a client library must find in its environment to talk to it."""
        return {"FIRESTORE_EMULATOR_HOST": f"{self.host}:{self.port}"}


class FirestoreEmulator:
    """An emulator with its files below `folder`. It keeps its documents in memory only, so that
    one started again, at the same port, knows nothing."""

    def __init__(self, folder: Path, rules: Path = RULES) -> None:
        self.address = FirestoreAddress(HOST, free_port())
        self._service = Service(
            (
                "gcloud",
                "emulators",
                "firestore",
                "start",
                f"--host-port={HOST}:{self.address.port}",
                f"--rules={rules}",
                "--quiet",
            ),
            ready=answers(self.address.url),
            log=folder / "firestore.log",
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


@cache
def missing() -> str | None:
    """What this machine lacks for the emulator, in a sentence; `None` where it can be started."""
    gcloud = shutil.which("gcloud")
    if gcloud is None:
        return "the Firestore emulator needs the gcloud SDK, which is not installed"
    if shutil.which("java") is None:
        return "the Firestore emulator needs Java, which is not installed"
    if not any((root / _EMULATOR).is_dir() for root in Path(gcloud).resolve().parents):
        return f"the gcloud SDK has no Firestore emulator; install it: {_INSTALL}"
    return None
