"""Whatever happened, however often it was told and wherever a process died: the rows that grew with
the log are those that are rebuilt from it."""

import psycopg
from hypothesis import HealthCheck, given, settings

from tests.services.supabase.emptying import empty
from tests.unit.projections.test_convergence import converges, happenings


@settings(
    max_examples=12,
    deadline=None,
    # The fixtures are one project, which every example empties.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(happenings)
def test_rows_that_grew_are_those_that_are_rebuilt(database: psycopg.Connection, store, happened):
    empty(database)
    converges(store, happened)
