"""What the environment says: read once, handed on as values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import InvalidInput

_SHIPPED_GENESIS = Path(__file__).parent / "genesis"
_CHECKOUT_GENESIS = Path(__file__).parent.parent / "database"


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` holds the log, snapshots and artifacts; `database` the genesis files.

    `freshness` is how old, in seconds, what a search knows of the log may be before it looks.
    """

    home: Path
    database: Path
    port: int = 8080
    stage: str | None = None
    freshness: float = 0.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], folder: Path) -> "Settings":
        """Settings for a process started in `folder`. Raises `InvalidInput`."""
        home = environment.get("PROMPTINTEL_HOME")
        return cls(
            home=folder / (home or ".promptintel"),
            database=_database(environment, folder),
            port=_port(environment.get("PORT") or "8080"),
            stage=environment.get("STAGE") or None,
        )


def from_process() -> Settings:
    """The settings of this process."""
    return Settings.from_environment(os.environ, Path.cwd())


def _database(environment: Mapping[str, str], folder: Path) -> Path:
    """The folder named by the environment, else the working folder's, else the shipped one."""
    named = environment.get("PROMPTINTEL_DATABASE")
    if named:
        return folder / named
    for candidate in (folder / "database", _SHIPPED_GENESIS):
        if (candidate / "prompts").is_dir():
            return candidate
    return _CHECKOUT_GENESIS


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5) or int(text) > 65535:
        raise InvalidInput("PORT", f"{text[:20]!r} is no port", "give a number, 8080 for example")
    return int(text)
