"""One home with both read models of the cloud, whose services a test cuts off and brings back."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.adapters.supabase.migrating import migrate, migrations_in
from core.runtime import Runtime
from core.settings import Settings
from infra.local import firestore, supabase
from tests.services.degradation.loading import ROOT
from tests.services.supabase.conftest import until_migrated


@pytest.fixture(scope="session")
def documents(tmp_path_factory) -> Iterator[firestore.FirestoreEmulator]:
    if (lacking := firestore.missing()) is not None:
        pytest.skip(lacking)
    with firestore.FirestoreEmulator(tmp_path_factory.mktemp("firestore")) as running:
        yield running


@pytest.fixture(scope="session")
def tables(tmp_path_factory) -> Iterator[supabase.Supabase]:
    if (lacking := supabase.missing()) is not None:
        pytest.skip(lacking)
    with supabase.running(tmp_path_factory.mktemp("supabase")) as running:
        migrate(running.db_url, migrations_in(ROOT / "database"))
        until_migrated(running)
        yield running


@pytest.fixture(scope="session")
def runtime(documents, tables, tmp_path_factory) -> Iterator[Runtime]:
    folder: Path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in documents.address.environment.items():
            patch.setenv(name, value)
        made = Runtime(
            Settings(
                home=folder,
                database=ROOT / "database",
                project=f"test-{uuid.uuid4().hex[:12]}",
                firestore=True,
                supabase_url=tables.url,
                supabase_key=tables.service_key,
            )
        )
        made.builder.build()
        made.load_stages()
        made.start_workers(2)
        yield made
        made.bus.stop()
        made.read_models.supabase.close()
