-- The read model: rows that the event log says, rebuilt from it whenever that is needed. Only the
-- projector writes here; what is changed by hand is gone with the next replay.

create table public.league_examples (
    id serial primary key,
    prompt_name text not null unique,
    sport text not null,
    tier text,
    league_name text,
    example_data jsonb,
    version int,
    archived boolean not null default false,
    created_at timestamptz default now()
);
comment on table public.league_examples is 'Few-shot cases about leagues, by the name of their prompt.';

create table public.workflow_definitions (
    workflow_name text primary key,
    total_stages int,
    version int,
    metadata jsonb,
    archived boolean not null default false,
    updated_at timestamptz
);
comment on table public.workflow_definitions is 'The workflows, each at its latest version.';

create table public.workflow_executions (
    id serial primary key,
    execution_id text not null unique,
    workflow_name text,
    execution_time float,
    success boolean,
    user_id text,
    executed_at timestamptz default now(),
    prompts jsonb,
    cost_usd float
);
comment on table public.workflow_executions is 'Executions that ended.';
comment on column public.workflow_executions.execution_time is 'Seconds that its own stages took.';
comment on column public.workflow_executions.success is 'Null where it was cancelled: it neither did what it should nor failed.';
comment on column public.workflow_executions.prompts is 'What its own stages used, as ["type/name@3", ...].';
comment on column public.workflow_executions.cost_usd is 'What its models said that they cost; null where none did.';

create table public.leagues (
    league_id text primary key,
    league_name text,
    sport text,
    tier text,
    readiness int,
    profile jsonb,
    execution_id text,
    updated_at timestamptz
);
comment on table public.leagues is 'What the latest execution, of those that no rerun replaced, says of each league.';
comment on column public.leagues.league_id is 'The hash of its normalised name and country.';

create table public.league_facts (
    league_id text not null,
    execution_id text not null,
    league_name text,
    sport text,
    tier text,
    readiness int,
    profile jsonb,
    updated_at timestamptz,
    replaces text,
    primary key (league_id, execution_id)
);
comment on table public.league_facts is 'What each execution says of a league; `leagues` is chosen from here.';

create table public.prompt_catalog (
    prompt_type text not null,
    prompt_name text not null,
    version int,
    suggestions_count int,
    metadata jsonb,
    archived boolean not null default false,
    updated_at timestamptz,
    primary key (prompt_type, prompt_name)
);
comment on table public.prompt_catalog is 'Every prompt, each at its latest version.';

create table public.prompt_ratings (
    user_id text not null,
    reference text not null,
    prompt_type text,
    prompt_name text,
    version int,
    rating int,
    rated_at timestamptz,
    primary key (user_id, reference)
);
comment on table public.prompt_ratings is 'One rating, 1 to 5, a person and version (`type/name@3`): the last one.';

-- How far each stream of the log is projected, and what its rows are made on with.
create table public.projection_positions (
    stream text primary key,
    sequence bigint not null,
    state jsonb
);
-- The format of the rows; a release that makes others refuses until a replay.
create table public.projection_format (
    single boolean primary key default true check (single),
    version int not null
);

-- Rows beside those in use: a rebuild before it takes their place, or a copy that somebody reads.
create table public.projection_sets (
    set_id uuid primary key default gen_random_uuid(),
    made_at timestamptz not null default now()
);
-- Unlogged: a server that crashes forgets it. `projection_switch` counts before it relies on it.
create unlogged table public.projection_beside (
    set_id uuid not null references public.projection_sets on delete cascade,
    table_name text not null,
    key text[] collate "C" not null,
    content jsonb not null,
    primary key (set_id, table_name, key)
);

-- The questions that people ask: which runs of a workflow lately, my runs, which runs used a prompt,
-- leagues of a sport or tier or by name, cases of a sport, what changed last, a prompt's ratings.
create index workflow_executions_by_workflow on public.workflow_executions (workflow_name, executed_at desc);
create index workflow_executions_by_user on public.workflow_executions (user_id, executed_at desc);
create index workflow_executions_by_prompt on public.workflow_executions using gin (prompts jsonb_path_ops);
create index leagues_by_sport_and_tier on public.leagues (sport, tier);
create index leagues_by_name on public.leagues (lower(league_name));
create index leagues_by_execution on public.leagues (execution_id);
create index leagues_by_time on public.leagues (updated_at desc);
create index league_facts_by_execution on public.league_facts (execution_id);
create index league_facts_by_replaced on public.league_facts (replaces) where replaces is not null;
create index league_examples_by_sport_and_tier on public.league_examples (sport, tier) where not archived;
create index prompt_catalog_by_time on public.prompt_catalog (updated_at desc);
create index prompt_ratings_by_prompt on public.prompt_ratings (prompt_type, prompt_name, version);
