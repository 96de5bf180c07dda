"""The Pub/Sub emulator, one a worker; every test has a project and a home of its own on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.runtime import Runtime
from core.settings import Settings
from infra.local.pubsub import PubSubEmulator, missing
from tests.services.pubsub.deploying import ROOT, Deployment


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PubSubEmulator]:
    if (lacking := missing()) is not None:
        pytest.skip(lacking)
    with PubSubEmulator(tmp_path_factory.mktemp("pubsub")) as running:
        yield running


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped genesis, to copy from."""
    home = tmp_path_factory.mktemp("built") / "home"
    Runtime(Settings(home=home, database=ROOT / "database")).builder.build()
    return home


@pytest.fixture
def deployment(
    emulator: PubSubEmulator,
    built_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Deployment]:
    for name, value in emulator.address.environment.items():
        monkeypatch.setenv(name, value)
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    deployed = Deployment(emulator, home, tmp_path)
    yield deployed
    deployed.stop()
