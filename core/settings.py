"""What the environment says: read once, handed on as values."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import InvalidInput

_SHIPPED_GENESIS = Path(__file__).parent / "genesis"
_SHIPPED_CATALOGUE = Path(__file__).parent / "shipped"
_SCRATCH = Path(tempfile.gettempdir()) / "promptintel"
_CHECKOUT_GENESIS = Path(__file__).parent.parent / "database"


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` holds the log, snapshots and artifacts; `database` the genesis files.

    `freshness` is how old, in seconds, what a search knows of the log may be before it looks.
    `build_seconds` is how long updates gather before they are built into a snapshot together.
    `pubsub` is the project whose Pub/Sub carries messages; without one they stay in the process.
    `bucket` holds log, snapshots and artifacts instead of `home`, and `uploads` what users send in;
    `scratch` is where snapshots are mapped from then. `shipped` is a catalogue that the package
    brings along (`promptintel build --ship`). `firestore` says whether projections go to Firestore,
    of `project` and with `firebase_account`; `supabase_url` and `supabase_key` where else they go,
    and `supabase_db_url` where that database takes migrations.
    """

    home: Path
    database: Path
    port: int = 8080
    stage: str | None = None
    freshness: float = 0.0
    pubsub: str | None = None
    build_seconds: float = 10.0
    bucket: str | None = None
    uploads: str | None = None
    scratch: Path = _SCRATCH
    shipped: Path | None = None
    project: str | None = None
    firestore: bool = False
    firebase_account: Path | None = None
    supabase_url: str | None = None
    supabase_key: str | None = None
    supabase_db_url: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], folder: Path) -> "Settings":
        """Settings for a process started in `folder`. Raises `InvalidInput`."""
        home = environment.get("PROMPTINTEL_HOME")
        bucket = environment.get("PROMPTINTEL_BUCKET") or None
        project = environment.get("GOOGLE_CLOUD_PROJECT") or None
        scratch = environment.get("PROMPTINTEL_SCRATCH")
        account = environment.get("FIREBASE_SERVICE_ACCOUNT_PATH")
        return cls(
            home=folder / (home or ".promptintel"),
            database=_database(environment, folder),
            port=_port(environment.get("PORT") or "8080"),
            stage=environment.get("STAGE") or None,
            pubsub=environment.get("PROMPTINTEL_PUBSUB") or (project if bucket else None),
            freshness=_seconds(environment, "PROMPTINTEL_FRESHNESS", 1.0 if bucket else 0.0),
            build_seconds=_seconds(environment, "PROMPTINTEL_BUILD_SECONDS", 10.0),
            bucket=bucket,
            uploads=environment.get("PROMPTINTEL_UPLOADS") or None,
            scratch=folder / scratch if scratch else _SCRATCH,
            shipped=_shipped(environment, folder),
            project=project,
            firestore=bool(account or environment.get("FIRESTORE_EMULATOR_HOST")),
            firebase_account=folder / account if account else None,
            supabase_url=environment.get("SUPABASE_URL") or None,
            supabase_key=environment.get("SUPABASE_SERVICE_KEY") or None,
            supabase_db_url=environment.get("SUPABASE_DB_URL") or None,
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


def _shipped(environment: Mapping[str, str], folder: Path) -> Path | None:
    named = environment.get("PROMPTINTEL_SHIPPED")
    if named:
        return folder / named
    return _SHIPPED_CATALOGUE if _SHIPPED_CATALOGUE.is_dir() else None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5) or int(text) > 65535:
        raise InvalidInput("PORT", f"{text[:20]!r} is no port", "give a number, 8080 for example")
    return int(text)


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise InvalidInput(name, f"{text[:20]!r} is no time", "give seconds, 10 for example")
    return seconds
