"""Cloud Storage on this machine: fake-gcs-server, in memory or on a folder that outlives it."""

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.process import HOST, Service, answers, free_port

PROGRAM = Path(__file__).parents[2] / ".services" / "bin" / "fake-gcs-server"
_PATIENCE = 10.0


def missing() -> str | None:
    """What this machine lacks to run the emulator, in a sentence; `None` where it lacks nothing."""
    if PROGRAM.exists():
        return None
    return "fake-gcs-server is not installed; run scripts/install-gcs-emulator (it needs Go)"


@dataclass(frozen=True, slots=True)
class Notifications:
    """Where uploads into `bucket` are announced, in the form that Cloud Storage gives them: the
    Pub/Sub `topic` of `project` on the emulator at `pubsub_host` (`host:port`)."""

    bucket: str
    project: str
    topic: str
    pubsub_host: str


@dataclass(frozen=True, slots=True)
class GcsEmulator:
    """The emulator at `url`; `service` stops and starts it again, at the same port.

    On a folder it comes back with all that it held; in memory, empty.
    """

    host: str
    port: int
    url: str
    service: Service

    @property
    def environment(self) -> Mapping[str, str]:
        """What a client needs in its environment."""
        return {"STORAGE_EMULATOR_HOST": self.url}

    def make_bucket(self, name: str) -> None:
        """Make an empty bucket; it must not exist."""
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}/storage/v1/b?project=local",
            json.dumps({"name": name}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310
            pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.service.stop()


def start(
    folder: Path,
    *,
    keep: bool = False,
    port: int = 0,
    notifications: Notifications | None = None,
) -> GcsEmulator:
    """Start the emulator at `port` (0: a free one), with its log in `folder`.

    With `keep` the objects are files in `folder`, else they are in memory. Use it in a `with`
    block, or stop its `service`. Raises `NotStarted`.
    """
    port = port or free_port()
    url = f"http://{HOST}:{port}"
    command = [str(PROGRAM), "-scheme=http", f"-host={HOST}", f"-port={port}", "-log-level=warn"]
    command += [f"-external-url={url}", f"-public-host={HOST}:{port}"]
    if keep:
        command += ["-backend=filesystem", f"-filesystem-root={folder / 'objects'}"]
    else:
        command += ["-backend=memory"]
    environment = {}
    if notifications is not None:
        command += [
            f"-event.bucket={notifications.bucket}",
            f"-event.pubsub-project-id={notifications.project}",
            f"-event.pubsub-topic={notifications.topic}",
            "-event.list=finalize",
        ]
        environment["PUBSUB_EMULATOR_HOST"] = notifications.pubsub_host
    service = Service(
        command,
        ready=answers(f"{url}/_internal/healthcheck"),
        log=folder / "fake-gcs-server.log",
        env=environment,
    )
    service.start()
    return GcsEmulator(HOST, port, url, service)
