"""The tables that projections keep, whichever service keeps them.

Beside the columns that reports ask for, a table has what idempotence needs: a key that events give
(a `serial` table's own id is for outsiders only), and `archived` where a prompt may leave use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.canonical import Json

Kind = Literal["text", "integer", "real", "boolean", "json"]
Service = Literal["supabase", "firestore"]
Row = Mapping[str, Json]
Key = tuple[str, ...]

VERSION = 3
"""Raised whenever the tables, or the rows that an event makes, change: what an older release kept
must then be rebuilt."""


@dataclass(frozen=True, slots=True)
class Table:
    """`key` names the columns, all text, that identify a row; `service` keeps it in the cloud.

    `sought` are columns beside the key by which rows are looked up.
    """

    name: str
    service: Service
    key: tuple[str, ...]
    columns: Mapping[str, Kind]
    serial: bool = False
    sought: tuple[str, ...] = ()

    def key_of(self, row: Row) -> Key:
        return tuple(row[column] for column in self.key)

    def row(self, key: Key, values: Row) -> Row:
        """The whole row of `key`. Raises `ValueError` where `values` are not this table's."""
        row = {**dict(zip(self.key, key, strict=True)), **values}
        if row.keys() != self.columns.keys():
            raise ValueError(f"{sorted(row)} are not the columns of {self.name}")
        return row


LEAGUE_EXAMPLES = Table(
    "league_examples",
    "supabase",
    ("prompt_name",),
    {
        "prompt_name": "text",
        "sport": "text",
        "tier": "text",
        "league_name": "text",
        "example_data": "json",
        "version": "integer",
        "archived": "boolean",
        "created_at": "text",
    },
    serial=True,
)
WORKFLOW_DEFINITIONS = Table(
    "workflow_definitions",
    "supabase",
    ("workflow_name",),
    {
        "workflow_name": "text",
        "total_stages": "integer",
        "version": "integer",
        "metadata": "json",
        "archived": "boolean",
        "updated_at": "text",
    },
)
WORKFLOW_EXECUTIONS = Table(
    "workflow_executions",
    "supabase",
    ("execution_id",),
    {
        "execution_id": "text",
        "workflow_name": "text",
        "execution_time": "real",
        "success": "boolean",
        "user_id": "text",
        "executed_at": "text",
        "prompts": "json",
        "cost_usd": "real",
    },
    serial=True,
)
"""Executions that ended. `success` is null for a cancelled one, which neither did nor failed;
`prompts` are what its own stages used, as `type/name@3`; `cost_usd` is what its models said that
they cost, null where none did."""

_LEAGUE: Mapping[str, Kind] = {
    "league_id": "text",
    "league_name": "text",
    "sport": "text",
    "tier": "text",
    "readiness": "integer",
    "profile": "json",
    "execution_id": "text",
    "updated_at": "text",
}
LEAGUES = Table("leagues", "supabase", ("league_id",), _LEAGUE)
LEAGUE_FACTS = Table(
    "league_facts",
    "supabase",
    ("league_id", "execution_id"),
    {**_LEAGUE, "replaces": "text"},
    sought=("execution_id", "replaces"),
)
"""What each execution says of a league. The latest, of those that no rerun `replaces`, is the
league's row in `leagues`."""

PROMPT_CATALOG = Table(
    "prompt_catalog",
    "supabase",
    ("prompt_type", "prompt_name"),
    {
        "prompt_type": "text",
        "prompt_name": "text",
        "version": "integer",
        "suggestions_count": "integer",
        "metadata": "json",
        "archived": "boolean",
        "updated_at": "text",
    },
)
PROMPT_RATINGS = Table(
    "prompt_ratings",
    "supabase",
    ("user_id", "reference"),
    {
        "user_id": "text",
        "reference": "text",
        "prompt_type": "text",
        "prompt_name": "text",
        "version": "integer",
        "rating": "integer",
        "rated_at": "text",
    },
)
"""`reference` reads `type/name@3`: one rating a person and version, the last one."""

PROMPT_ITEMS = Table(
    "prompt_items",
    "firestore",
    ("prompt_type", "prompt_name"),
    {
        "prompt_type": "text",
        "prompt_name": "text",
        "version": "integer",
        "text": "text",
        "suggestions": "json",
        "metadata": "json",
        "archived": "boolean",
        "updated_at": "text",
    },
)
PROMPT_PREFERENCES = Table(
    "prompt_preferences",
    "firestore",
    ("user_id",),
    {
        "user_id": "text",
        "detail_level": "text",
        "output_format": "text",
        "favorite_workflows": "json",
        "updated_at": "text",
    },
)
PROMPT_HISTORY = Table(
    "prompt_history",
    "firestore",
    ("user_id", "prompt"),
    {
        "user_id": "text",
        "prompt": "text",
        "total_uses": "integer",
        "completed": "integer",
        "failed": "integer",
        "success_rate": "real",
        "last_used": "text",
        "feedback_ratings": "json",
    },
)
"""`prompt` reads `type~name`. An execution that used a prompt is one use, however many of its
stages did; `success_rate` is the share of completed ones among those that ended, or null."""

EXECUTION_PROGRESS = Table(
    "execution_progress",
    "firestore",
    ("execution_id",),
    {
        "execution_id": "text",
        "workflow_name": "text",
        "status": "text",
        "stage": "text",
        "stages_done": "integer",
        "stages_total": "integer",
        "error": "text",
        "user_id": "text",
        "started_at": "text",
        "updated_at": "text",
    },
)

TABLES = (
    LEAGUE_EXAMPLES,
    WORKFLOW_DEFINITIONS,
    WORKFLOW_EXECUTIONS,
    LEAGUES,
    LEAGUE_FACTS,
    PROMPT_CATALOG,
    PROMPT_RATINGS,
    PROMPT_ITEMS,
    PROMPT_PREFERENCES,
    PROMPT_HISTORY,
    EXECUTION_PROGRESS,
)
