"""The store of projections in Firestore holds what every one holds."""

import pytest

from core.adapters.firestore.projections import FirestoreProjectionStore
from core.projections.tables import PROMPT_ITEMS
from tests.contract.projection_store import HistoryContract, ProjectionStoreContract


class TestFirestoreProjectionStore(ProjectionStoreContract, HistoryContract):
    table = PROMPT_ITEMS

    @pytest.fixture
    def store(self, connection):
        return FirestoreProjectionStore(connection.client)
