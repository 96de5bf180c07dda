"""Answers to people's questions from the SQLite read model.

The same as the views of database/supabase/migrations: a change belongs in both.
"""

from collections.abc import Mapping, Sequence

from core.adapters.sqlite.projections import SqliteProjectionStore
from core.adapters.sqlite.rows import SqliteRows
from core.projections.reports import Report
from core.projections.tables import Row

_USES = """
uses as (
    select distinct
        run.execution_id, run.user_id, run.success, run.executed_at,
        substr(used.value, 1, instr(used.value, '/') - 1) as prompt_type,
        substr(
            used.value, instr(used.value, '/') + 1,
            instr(used.value, '@') - instr(used.value, '/') - 1
        ) as prompt_name,
        cast(substr(used.value, instr(used.value, '@') + 1) as integer) as version
    from workflow_executions run, json_each(run.prompts) used
)
"""
# Each goes on from "with uses as (...), "; unused, that costs nothing.
_STATEMENTS: Mapping[str, str] = {
    "workflow_weeks": """
        runs as (
            select workflow_name, execution_time, success,
                date(executed_at, 'weekday 0', '-6 days') as week
            from workflow_executions
        ), placed as (
            select *, cume_dist() over (
                partition by workflow_name, week, success order by execution_time
            ) as share
            from runs
        )
        select workflow_name, week,
            count(*) as executions,
            count(*) filter (where success) as completed,
            count(*) filter (where not success) as failed,
            count(*) filter (where success is null) as cancelled,
            1.0 * count(*) filter (where success) / nullif(count(success), 0) as success_rate,
            min(execution_time) filter (where success and share >= 0.5) as p50_seconds,
            min(execution_time) filter (where success and share >= 0.95) as p95_seconds
        from placed group by workflow_name, week
    """,
    "prompt_uses": """
        used as (
            select distinct prompt_type, prompt_name, execution_id, user_id, success, executed_at
            from uses
        ), rated as (
            select prompt_type, prompt_name, 1.0 * sum(rating) / count(*) as rating,
                count(*) as ratings
            from prompt_ratings group by prompt_type, prompt_name
        ), counted as (
            select prompt_type, prompt_name,
                count(*) as executions,
                count(distinct user_id) as people,
                1.0 * count(*) filter (where success) / nullif(count(success), 0) as success_rate,
                max(executed_at) as last_used_at
            from used group by prompt_type, prompt_name
        )
        select counted.*, rated.rating, coalesce(rated.ratings, 0) as ratings
        from counted left join rated using (prompt_type, prompt_name)
    """,
    "prompt_falls": """
        measured as (
            select prompt_type, prompt_name, version, 'success' as measure,
                1.0 * count(*) filter (where success) / count(*) as value, count(*) as cases
            from uses where success is not null group by prompt_type, prompt_name, version
            union all
            select prompt_type, prompt_name, version, 'rating',
                1.0 * sum(rating) / count(*), count(*)
            from prompt_ratings group by prompt_type, prompt_name, version
        ), ordered as (
            select *,
                lag(version) over versions as version_before,
                lag(value) over versions as value_before,
                lag(cases) over versions as cases_before,
                lead(version) over versions as version_after
            from measured
            window versions as (partition by prompt_type, prompt_name, measure order by version)
        )
        select prompt_type, prompt_name, measure, version, value, cases,
            version_before, value_before, cases_before, value_before - value as fall
        from ordered where version_after is null and value < value_before
    """,
    "workflow_costs": """
        told as (select workflow_name, cost_usd from workflow_executions where cost_usd is not null)
        select workflow_name, count(*) as executions,
            round(sum(cost_usd), 6) as cost_usd,
            round(sum(cost_usd) / count(*), 6) as cost_usd_each
        from told group by workflow_name
    """,
}


class SqliteReports:
    """Implements `Reports`."""

    def __init__(self, store: SqliteProjectionStore) -> None:
        self._store = store

    def answer(self, report: Report, limit: int) -> Sequence[Row]:
        falling = {True: "desc", False: "asc"}
        order = ", ".join(f"{column} {falling[falls]} nulls last" for column, falls in report.order)
        answer = f"{_STATEMENTS[report.name]} order by {order} limit ?"
        statement = f"with {_USES}, {answer}"
        with self._store.reading() as reading:
            # There is no file before the first event is projected.
            found = reading.asked(statement, limit) if isinstance(reading, SqliteRows) else ()
            return [dict(zip(report.columns, values, strict=True)) for values in found]
