"""One project a worker, with its migrations applied and its tables emptied before every test."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from core.adapters.supabase.client import Patience, Project
from core.adapters.supabase.migrating import Migration, migrate, migrations_in
from core.adapters.supabase.projections import SupabaseProjectionStore
from core.errors import StorageUnavailable
from infra.local import supabase
from infra.local.supabase import Supabase
from tests.services.supabase.emptying import empty

ROOT = Path(__file__).parents[3]
_SECONDS = 30.0


@pytest.fixture(scope="session")
def migrations() -> list[Migration]:
    return migrations_in(ROOT / "database")


@pytest.fixture(scope="session")
def running(tmp_path_factory, migrations) -> Iterator[Supabase]:
    lacking = supabase.missing()
    if lacking is not None:
        pytest.skip(lacking)
    with supabase.running(tmp_path_factory.mktemp("supabase")) as started:
        migrate(started.db_url, migrations)
        until_migrated(started)
        yield started


@pytest.fixture
def local(running) -> Supabase:
    """The project, all of its services up, without any row."""
    for service in (running.postgres, running.postgrest, running.gateway):
        if not service.running:
            service.start()
    with psycopg.connect(running.db_url, autocommit=True) as connection:
        empty(connection)
    return running


@pytest.fixture
def project(local) -> Iterator[Project]:
    made = Project(local.url, local.service_key)
    yield made
    made.close()


@pytest.fixture
def store(project) -> SupabaseProjectionStore:
    return SupabaseProjectionStore(project)


@pytest.fixture
def hasty(local) -> Iterator[SupabaseProjectionStore]:
    """A store that gives up soon, so that a test can see what is left behind."""
    made = Project(local.url, local.service_key, Patience(connect=1, answer=1, long=1))
    yield SupabaseProjectionStore(made)
    made.close()


@pytest.fixture
def database(local) -> Iterator[psycopg.Connection]:
    """The tables as their owner sees them."""
    with psycopg.connect(local.db_url, autocommit=True) as connection:
        yield connection


def until_migrated(local: Supabase) -> None:
    """Wait until PostgREST has heard of the tables."""
    project = Project(local.url, local.service_key)
    last = monotonic() + _SECONDS
    while True:
        try:
            SupabaseProjectionStore(project).sequences()
            project.rows("report_workflow_costs", [], 1)
            project.close()
            return
        except StorageUnavailable:
            if monotonic() > last:
                raise
