"""The questions that people ask of a read model: which columns an answer has, and its order.

The answers are computed where the rows are: as views in Supabase, as statements in SQLite.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.projections.tables import Kind, Row


@dataclass(frozen=True, slots=True)
class Report:
    """`order` gives columns and whether they fall, nulls last; it leaves no two rows equal.

    `chart` is the column that a chart shows; `share` says that it lies between 0 and 1.
    """

    name: str
    title: str
    columns: Mapping[str, Kind]
    order: tuple[tuple[str, bool], ...]
    chart: str
    share: bool = False


class Reports(Protocol):
    """Answers questions from a read model."""

    def answer(self, report: Report, limit: int) -> Sequence[Row]:
        """The first `limit` rows of `report`. Raises `StorageUnavailable`."""


WORKFLOW_WEEKS = Report(
    "workflow_weeks",
    "Success and duration (seconds) of workflows by week",
    {
        "workflow_name": "text",
        "week": "text",
        "executions": "integer",
        "completed": "integer",
        "failed": "integer",
        "cancelled": "integer",
        "success_rate": "real",
        "p50_seconds": "real",
        "p95_seconds": "real",
    },
    (("week", True), ("workflow_name", False)),
    "success_rate",
    share=True,
)
"""`week` is its Monday, UTC. A cancelled run counts for neither success nor failure; durations are
those of completed runs: the smallest that at least half, or 95 of 100, of them do not exceed."""

PROMPT_USES = Report(
    "prompt_uses",
    "Most used prompts",
    {
        "prompt_type": "text",
        "prompt_name": "text",
        "executions": "integer",
        "people": "integer",
        "success_rate": "real",
        "last_used_at": "text",
        "rating": "real",
        "ratings": "integer",
    },
    (("executions", True), ("prompt_type", False), ("prompt_name", False)),
    "executions",
)
PROMPT_FALLS = Report(
    "prompt_falls",
    "Prompts whose success or rating fell after an update",
    {
        "prompt_type": "text",
        "prompt_name": "text",
        "measure": "text",
        "version": "integer",
        "value": "real",
        "cases": "integer",
        "version_before": "integer",
        "value_before": "real",
        "cases_before": "integer",
        "fall": "real",
    },
    (("fall", True), ("prompt_type", False), ("prompt_name", False), ("measure", False)),
    "fall",
)
"""The latest version that was used or rated, against the one before it."""

WORKFLOW_COSTS = Report(
    "workflow_costs",
    "Cost of workflows (US dollars)",
    {
        "workflow_name": "text",
        "executions": "integer",
        "cost_usd": "real",
        "cost_usd_each": "real",
    },
    (("cost_usd", True), ("workflow_name", False)),
    "cost_usd",
)
"""Empty until a model says what it costs."""

REPORTS = (WORKFLOW_WEEKS, PROMPT_USES, PROMPT_FALLS, WORKFLOW_COSTS)
