"""Whatever happened, however often it was told and wherever a process died: the documents that
grew with the log are those that are rebuilt from it."""

import uuid

from hypothesis import HealthCheck, given, settings

from core.adapters.firestore import parts
from core.adapters.firestore.connection import Connection
from core.adapters.firestore.projections import FirestoreProjectionStore
from tests.unit.projections.test_convergence import converges, happenings


@settings(
    max_examples=8,
    deadline=None,
    # The fixtures are the emulator's address, and a patch that holds throughout.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(happenings)
def test_documents_that_grew_are_those_that_are_rebuilt(connection, monkeypatch, happened):
    monkeypatch.setattr(parts, "WRITES", 4)
    own = Connection(f"test-{uuid.uuid4().hex[:12]}")
    try:
        converges(FirestoreProjectionStore(own.client), happened)
    finally:
        own.close()
