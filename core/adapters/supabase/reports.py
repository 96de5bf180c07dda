"""Answers to people's questions from the views of a Supabase project."""

from collections.abc import Sequence

from core.adapters.supabase.client import Project
from core.adapters.supabase.rows import restored
from core.projections.reports import Report
from core.projections.tables import Row


class SupabaseReports:
    """Implements `Reports`."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def answer(self, report: Report, limit: int) -> Sequence[Row]:
        found = self._project.rows(f"report_{report.name}", report.order, limit)
        return [restored(report.name, report.columns, row) for row in found]
