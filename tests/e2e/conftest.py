"""A system as a user gets it: the shipped genesis, a home of its own, real adapters."""

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.cli.commands.serve import local_application
from core.runtime import Runtime, runtime
from core.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped genesis imported and published. Copy it; do not change it."""
    home = tmp_path_factory.mktemp("built") / "home"
    Runtime(Settings(home=home, database=ROOT / "database")).builder.build()
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A built home of this test's own."""
    shutil.copytree(built_home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def client(home: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An HTTP client of the whole system, as `promptintel serve` mounts it."""
    monkeypatch.setenv("PROMPTINTEL_HOME", str(home))
    monkeypatch.setenv("PROMPTINTEL_DATABASE", str(ROOT / "database"))
    runtime.cache_clear()
    system = runtime()
    system.start_workers()
    yield local_application(system).test_client()
    system.bus.stop()
    runtime.cache_clear()
