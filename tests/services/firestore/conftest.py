"""One emulator for a whole run of tests; every test has a database, by a project id, of its own."""

import fcntl
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest

from core.adapters.firestore.connection import EMULATOR, Connection
from core.adapters.firestore.projections import FirestoreProjectionStore
from infra.local.firestore import FirestoreEmulator, missing

_CRASHED = 300.0
"""Seconds after which a worker that still uses the emulator counts as one that died."""


@pytest.fixture(scope="session")
def emulator(tmp_path_factory, worker_id) -> Iterator[str]:
    """Where the run's emulator listens. The first worker that needs it starts it, and ends it when
    none needs it any more."""
    lacking = missing()
    if lacking is not None:
        pytest.skip(lacking)
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "firestore"
    folder.mkdir(exist_ok=True)
    own: FirestoreEmulator | None = None
    with _shared(folder) as known:
        if not known.get("users"):
            own = FirestoreEmulator(folder).start()
            known |= {"host": own.address.environment[EMULATOR], "users": 0}
        known["users"] += 1
    yield known["host"]
    with _shared(folder) as known:
        known["users"] -= 1
    if own is not None:
        _wait_for_others(folder)
        own.stop()


def _wait_for_others(folder: Path) -> None:
    patient_until, pause = monotonic() + _CRASHED, Event()
    while monotonic() < patient_until:
        with _shared(folder) as known:
            if not known["users"]:
                return
        pause.wait(0.1)


@contextmanager
def _shared(folder: Path) -> Iterator[dict[str, Any]]:
    """What the workers of a run know in common, for one of them at a time."""
    with (folder / "known.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known = json.loads(file.read() or "{}")
        yield known
        file.truncate(0)
        file.write(json.dumps(known))


@pytest.fixture
def project() -> str:
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def connection(emulator, project, monkeypatch) -> Iterator[Connection]:
    monkeypatch.setenv(EMULATOR, emulator)
    made = Connection(project)
    yield made
    made.close()


@pytest.fixture
def store(connection) -> FirestoreProjectionStore:
    return FirestoreProjectionStore(connection.client)
