"""The Firestore emulator of the gcloud SDK, with this repository's security rules."""

from functools import cache
from pathlib import Path

from infra.local.gcloud import GcloudEmulator, lacking

RULES = Path(__file__).parents[1] / "firestore/firestore.rules"
_EMULATOR = "platform/cloud-firestore-emulator"
_INSTALL = "gcloud components install cloud-firestore-emulator (or the package of that name)"


class FirestoreEmulator(GcloudEmulator):
    """An emulator whose databases follow `rules`."""

    def __init__(self, folder: Path, rules: Path = RULES) -> None:
        super().__init__(
            folder,
            "firestore",
            "FIRESTORE_EMULATOR_HOST",
            ("emulators", "firestore"),
            (f"--rules={rules}",),
        )


@cache
def missing() -> str | None:
    """What this machine lacks for the emulator, in a sentence; `None` where it can be started."""
    return lacking("Firestore", _EMULATOR, _INSTALL)
