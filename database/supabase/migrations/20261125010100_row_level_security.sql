-- Who may see what. Nobody but the projector (role service_role, which passes row-level security by)
-- may change anything, and nobody who is not signed in may see anything.
--
-- People sign in elsewhere too, so an id need not be a UUID: `sub` is taken as it stands, and not
-- through auth.uid().

alter table public.league_examples enable row level security;
alter table public.workflow_definitions enable row level security;
alter table public.workflow_executions enable row level security;
alter table public.leagues enable row level security;
alter table public.league_facts enable row level security;
alter table public.prompt_catalog enable row level security;
alter table public.prompt_ratings enable row level security;
alter table public.projection_positions enable row level security;
alter table public.projection_format enable row level security;
alter table public.projection_sets enable row level security;
alter table public.projection_beside enable row level security;

-- A new project grants everything in `public` to everybody and leaves it to policies; we do both.
revoke all on
    public.league_examples,
    public.workflow_definitions,
    public.workflow_executions,
    public.leagues,
    public.league_facts,
    public.prompt_catalog,
    public.prompt_ratings,
    public.projection_positions,
    public.projection_format,
    public.projection_sets,
    public.projection_beside
from anon, authenticated;
revoke all on sequence public.league_examples_id_seq, public.workflow_executions_id_seq
    from anon, authenticated;
grant select on
    public.league_examples,
    public.workflow_definitions,
    public.workflow_executions,
    public.leagues,
    public.league_facts,
    public.prompt_catalog,
    public.prompt_ratings
to authenticated;
grant select, insert, update, delete on
    public.league_examples,
    public.workflow_definitions,
    public.workflow_executions,
    public.leagues,
    public.league_facts,
    public.prompt_catalog,
    public.prompt_ratings,
    public.projection_positions,
    public.projection_format,
    public.projection_sets,
    public.projection_beside
to service_role;
grant usage, select on sequence public.league_examples_id_seq, public.workflow_executions_id_seq
    to service_role;

-- The catalogue is for all who are signed in.
create policy "signed in" on public.league_examples for select to authenticated using (true);
create policy "signed in" on public.workflow_definitions for select to authenticated using (true);
create policy "signed in" on public.prompt_catalog for select to authenticated using (true);

-- Their runs and their ratings are their own.
create policy "own" on public.workflow_executions for select to authenticated
    using (user_id = (select auth.jwt() ->> 'sub'));
create policy "own" on public.prompt_ratings for select to authenticated
    using (user_id = (select auth.jwt() ->> 'sub'));

-- What a league told is for whoever made the run that it told it to.
create policy "of own runs" on public.league_facts for select to authenticated
    using (exists (
        select 1 from public.workflow_executions run
        where run.execution_id = league_facts.execution_id
        and run.user_id = (select auth.jwt() ->> 'sub')
    ));
create policy "of own runs" on public.leagues for select to authenticated
    using (exists (
        select 1 from public.workflow_executions run
        where run.execution_id = leagues.execution_id
        and run.user_id = (select auth.jwt() ->> 'sub')
    ));
