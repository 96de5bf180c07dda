"""A project as its migrations leave it, without making another."""

import psycopg

from core.adapters.supabase.projections import SupabaseProjectionStore
from core.errors import StorageUnavailable
from core.projections.targets import SUPABASE

INNER = ("projection_positions", "projection_format", "projection_sets", "projection_beside")
_EVERYTHING = ", ".join([*(table.name for table in SUPABASE.tables), *INNER])


def empty(database: psycopg.Connection) -> None:
    database.execute(f"truncate {_EVERYTHING} restart identity cascade")


def answers(store: SupabaseProjectionStore) -> bool:
    """Whether the project is there again."""
    try:
        store.sequences()
    except StorageUnavailable:
        return False
    return True
