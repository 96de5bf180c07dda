"""What people may have set wrong is named, with its remedy."""

import pytest

from core.adapters.supabase.client import Project
from core.adapters.supabase.projections import SupabaseProjectionStore
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE
from infra.local.process import HOST, free_port


def position(url: str, key: str):
    project = Project(url, key)
    try:
        return SupabaseProjectionStore(project).position(CATALOGUE)
    finally:
        project.close()


def test_a_key_that_is_not_the_projects_is_named(local):
    forged = local.service_key.rpartition(".")[0] + "." + "A" * 43
    with pytest.raises(StorageUnavailable, match="SUPABASE_SERVICE_KEY to the project's"):
        position(local.url, forged)


def test_the_public_key_is_not_enough_and_that_is_said(local):
    with pytest.raises(StorageUnavailable, match="SUPABASE_SERVICE_KEY to the service_role key"):
        position(local.url, local.anon_key)


@pytest.mark.parametrize("url", ["", "nowhere", "http://"])
def test_an_address_that_is_none_is_named(local, url):
    with pytest.raises(StorageUnavailable, match="Supabase"):
        position(url, local.service_key)


def test_an_address_where_nobody_listens_is_named(local):
    with pytest.raises(StorageUnavailable, match="does not answer"):
        position(f"http://{HOST}:{free_port()}", local.service_key)


def test_something_else_at_the_address_is_named(local):
    with pytest.raises(StorageUnavailable, match="Supabase"):
        position(f"{local.url}/elsewhere", local.service_key)


def test_a_project_without_the_migrations_is_named(local, database):
    project = Project(local.url, local.service_key)
    with pytest.raises(StorageUnavailable, match="promptintel doctor --migrate"):
        project.call("projection_that_a_later_release_calls")
    with pytest.raises(StorageUnavailable, match="promptintel doctor --migrate"):
        project.rows("report_of_a_later_release", [], 1)
    project.close()
