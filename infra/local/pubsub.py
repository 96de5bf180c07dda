"""The Pub/Sub emulator of the gcloud SDK, at a port of this machine's own choice."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.process import HOST, Service, answers, free_port

_EMULATOR = "platform/pubsub-emulator"
_INSTALL = "gcloud components install beta pubsub-emulator (or the package of that name)"


@dataclass(frozen=True, slots=True)
class PubSubAddress:
    """Where an emulator listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What a client library must find in its environment to talk to it."""
        return {"PUBSUB_EMULATOR_HOST": f"{self.host}:{self.port}"}


class PubSubEmulator:
    """An emulator with its files below `folder`. It keeps its topics and messages in memory only,
    so that one started again, at the same port, knows nothing."""

    def __init__(self, folder: Path) -> None:
        self.address = PubSubAddress(HOST, free_port())
        self._data = folder / "pubsub"
        self._service = Service(
            (
                "gcloud",
                "beta",
                "emulators",
                "pubsub",
                "start",
                f"--host-port={HOST}:{self.address.port}",
                f"--data-dir={self._data}",
                "--quiet",
            ),
            ready=answers(self.address.url),
            log=folder / "pubsub.log",
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
        self._data.mkdir(parents=True, exist_ok=True)
        self._service.start()
        return self

    def stop(self) -> None:
        self._service.stop()

    def kill(self) -> None:
        """End it as a machine that fails does."""
        self._service.kill()

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
        return "the Pub/Sub emulator needs the gcloud SDK, which is not installed"
    if shutil.which("java") is None:
        return "the Pub/Sub emulator needs Java, which is not installed"
    if not any((root / _EMULATOR).is_dir() for root in Path(gcloud).resolve().parents):
        return f"the gcloud SDK has no Pub/Sub emulator; install it: {_INSTALL}"
    return None
