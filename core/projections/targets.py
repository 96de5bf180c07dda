"""Which service keeps which tables. The same projector makes the same changes for all of them."""

from dataclasses import dataclass

from core.projections.changes import Change, table_of
from core.projections.tables import TABLES, Service, Table


@dataclass(frozen=True, slots=True)
class Target:
    """A projection by its `name`, as `replay --target` says it, and the `tables` it keeps."""

    name: str
    tables: tuple[Table, ...]

    def holds(self, table: Table) -> bool:
        return any(kept.name == table.name for kept in self.tables)

    def keeps(self, change: Change) -> bool:
        """Whether `change` is about one of its tables."""
        return self.holds(table_of(change))


def _kept_by(service: Service) -> Target:
    return Target(service, tuple(table for table in TABLES if table.service == service))


SQLITE = Target("sqlite", TABLES)
FIRESTORE = _kept_by("firestore")
SUPABASE = _kept_by("supabase")
