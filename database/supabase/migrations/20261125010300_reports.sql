-- Answers to the questions that people ask of the read model. They show everybody what their rows
-- say: one's own runs and ratings to whoever is signed in, all of them to service_role.
-- The same questions are asked of SQLite in core/adapters/sqlite/reports.py: a change belongs in
-- both. Names sort by their characters, as they do there.

create view public.prompt_uses with (security_invoker = true) as
    -- Each version of a prompt that an execution used.
    select
        run.execution_id,
        split_part(used.reference, '/', 1) collate "C" as prompt_type,
        split_part(substr(used.reference, strpos(used.reference, '/') + 1), '@', 1)
            collate "C" as prompt_name,
        split_part(used.reference, '@', 2)::int as version,
        run.user_id,
        run.success,
        run.executed_at
    from public.workflow_executions run,
        jsonb_array_elements_text(run.prompts) as used (reference);
comment on view public.prompt_uses is 'Each version of a prompt that an execution used.';

create view public.report_workflow_weeks with (security_invoker = true) as
    select
        workflow_name collate "C" as workflow_name,
        to_char(date_trunc('week', executed_at at time zone 'UTC'), 'YYYY-MM-DD') as week,
        count(*)::int as executions,
        (count(*) filter (where success))::int as completed,
        (count(*) filter (where not success))::int as failed,
        (count(*) filter (where success is null))::int as cancelled,
        (count(*) filter (where success))::float8 / nullif(count(success), 0) as success_rate,
        percentile_disc(0.5) within group (order by execution_time)
            filter (where success) as p50_seconds,
        percentile_disc(0.95) within group (order by execution_time)
            filter (where success) as p95_seconds
    from public.workflow_executions
    group by 1, 2;
comment on view public.report_workflow_weeks is
    'Success and duration of workflows by week (from Monday, UTC). A cancelled run counts for neither; durations are those of completed runs.';

create view public.report_prompt_uses with (security_invoker = true) as
    with used as (
        select distinct prompt_type, prompt_name, execution_id, user_id, success, executed_at
        from public.prompt_uses
    ), rated as (
        select prompt_type collate "C" as prompt_type, prompt_name collate "C" as prompt_name,
            sum(rating)::float8 / count(*) as rating, count(*)::int as ratings
        from public.prompt_ratings group by 1, 2
    ), counted as (
        select prompt_type, prompt_name,
            count(*)::int as executions,
            count(distinct user_id)::int as people,
            (count(*) filter (where success))::float8 / nullif(count(success), 0) as success_rate,
            max(executed_at) as last_used_at
        from used group by 1, 2
    )
    select counted.*, rated.rating, coalesce(rated.ratings, 0) as ratings
    from counted left join rated using (prompt_type, prompt_name);
comment on view public.report_prompt_uses is 'How often prompts are used, by how many, how well it goes, and how they are rated.';

create view public.report_prompt_falls with (security_invoker = true) as
    with measured as (
        select prompt_type, prompt_name, version, 'success' as measure,
            (count(*) filter (where success))::float8 / count(*) as value, count(*)::int as cases
        from public.prompt_uses where success is not null group by 1, 2, 3
        union all
        select prompt_type collate "C", prompt_name collate "C", version, 'rating',
            sum(rating)::float8 / count(*), count(*)::int
        from public.prompt_ratings group by 1, 2, 3
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
    from ordered
    where version_after is null and value < value_before;
comment on view public.report_prompt_falls is
    'Prompts whose success or rating is lower since their last update: the latest version that has any, and the one before it.';

create view public.report_workflow_costs with (security_invoker = true) as
    select workflow_name collate "C" as workflow_name,
        count(*)::int as executions,
        round(sum(cost_usd::numeric), 6)::float8 as cost_usd,
        round(sum(cost_usd::numeric) / count(*), 6)::float8 as cost_usd_each
    from public.workflow_executions where cost_usd is not null
    group by 1;
comment on view public.report_workflow_costs is 'What workflows cost whose models say so.';

revoke all on
    public.prompt_uses,
    public.report_workflow_weeks,
    public.report_prompt_uses,
    public.report_prompt_falls,
    public.report_workflow_costs
from anon, authenticated;
grant select on
    public.prompt_uses,
    public.report_workflow_weeks,
    public.report_prompt_uses,
    public.report_prompt_falls,
    public.report_workflow_costs
to authenticated, service_role;
