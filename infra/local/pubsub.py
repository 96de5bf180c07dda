"""The Pub/Sub emulator of the gcloud SDK, at a port of this machine's own choice."""

from functools import cache
from pathlib import Path
from typing import Self

from infra.local.gcloud import GcloudEmulator, lacking

_EMULATOR = "platform/pubsub-emulator"
_INSTALL = "gcloud components install beta pubsub-emulator (or the package of that name)"


class PubSubEmulator(GcloudEmulator):
    """An emulator whose data folder, which it wants to exist, lies in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "pubsub"
        super().__init__(
            folder,
            "pubsub",
            "PUBSUB_EMULATOR_HOST",
            ("beta", "emulators", "pubsub"),
            (f"--data-dir={self._data}",),
        )

    def start(self) -> Self:
        self._data.mkdir(parents=True, exist_ok=True)
        return super().start()


@cache
def missing() -> str | None:
    """What this machine lacks for the emulator, in a sentence; `None` where it can be started."""
    return lacking("Pub/Sub", _EMULATOR, _INSTALL)
