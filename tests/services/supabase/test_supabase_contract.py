"""What every store of projections holds, in the real PostgREST over the real PostgreSQL."""

import pytest

from core.adapters.supabase.projections import SupabaseProjectionStore
from core.projections.tables import PROMPT_CATALOG
from tests.contract.projection_store import (
    LeaguesContract,
    ProjectionStoreContract,
    a_put,
    a_step,
    rows,
)


class TestSupabaseProjectionStore(ProjectionStoreContract, LeaguesContract):
    @pytest.fixture
    def store(self, project):
        return SupabaseProjectionStore(project)


def test_a_view_that_is_closed_leaves_nothing_behind(store, database):
    store.apply(a_step(a_put()))
    assert len(rows(store, PROMPT_CATALOG)) == 1
    assert database.execute("select count(*) from projection_beside").fetchone() == (0,)
    assert database.execute("select count(*) from projection_sets").fetchone() == (0,)
