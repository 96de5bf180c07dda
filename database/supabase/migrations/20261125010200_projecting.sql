-- What the projector calls, one call a transaction. Every function runs with the caller's rights,
-- and only service_role may call it. Table and column names come from the projector, quoted.
--
-- Two locks of the application: (1346981460, 1) is held shared while rows change and alone while a
-- rebuild takes their place; (1346981460, 2) by one election of leagues at a time, since two that do
-- not see each other's facts would choose wrongly.

create function public.projection_columns(names jsonb, pattern text default '%I') returns text
language sql immutable set search_path = '' as $$
    -- Each of `names` in `pattern`, where %1$I is the name, as one list.
    select string_agg(format(pattern, name), ', ' order by place)
    from jsonb_array_elements_text(names) with ordinality as listed (name, place)
$$;

create function public.projection_matching(names jsonb, one text, other text) returns text
language sql immutable set search_path = '' as $$
    -- A condition that two rows have the same key.
    select string_agg(format('%s.%I = %s.%I', one, name, other, name), ' and ')
    from jsonb_array_elements_text(names) as name
$$;

create function public.projection_check_format(format int) returns void
language plpgsql set search_path = '' as $$
declare
    found_format int;
begin
    select version into found_format from public.projection_format;
    if found_format <> format then
        raise exception 'the rows are of format %', found_format
            using errcode = 'PI001', detail = found_format::text;
    end if;
end;
$$;

create function public.projection_position(stream text, format int) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
    perform public.projection_check_format(format);
    return (
        select jsonb_build_object('sequence', kept.sequence, 'state', kept.state)
        from public.projection_positions kept where kept.stream = projection_position.stream
    );
end;
$$;

create function public.projection_sequences(format int) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
    perform public.projection_check_format(format);
    return (
        select coalesce(jsonb_object_agg(stream, sequence), '{}') from public.projection_positions
    );
end;
$$;

create function public.projection_elect(executions jsonb) returns void
language plpgsql set search_path = '' as $$
begin
    perform pg_advisory_xact_lock(1346981460, 2);
    with told as (
        select league_id, replaces from public.league_facts
        where execution_id in (select jsonb_array_elements_text(executions))
    ), concerned as (
        select league_id from told
        union
        select fact.league_id from public.league_facts fact
        join told on fact.execution_id = told.replaces
    ), elected as (
        select distinct on (fact.league_id) fact.*
        from public.league_facts fact
        where fact.league_id in (select league_id from concerned)
        and not exists (
            select 1 from public.league_facts rerun where rerun.replaces = fact.execution_id
        )
        order by fact.league_id, fact.updated_at desc, fact.execution_id collate "C" desc
    ), gone as (
        delete from public.leagues
        where league_id in (select league_id from concerned)
        and league_id not in (select league_id from elected)
    )
    insert into public.leagues as kept
        (league_id, league_name, sport, tier, readiness, profile, execution_id, updated_at)
    select league_id, league_name, sport, tier, readiness, profile, execution_id, updated_at
    from elected
    on conflict (league_id) do update set
        league_name = excluded.league_name,
        sport = excluded.sport,
        tier = excluded.tier,
        readiness = excluded.readiness,
        profile = excluded.profile,
        execution_id = excluded.execution_id,
        updated_at = excluded.updated_at;
end;
$$;

create function public.projection_change(change jsonb) returns void
language plpgsql set search_path = '' as $$
-- One kind of change to many rows of one table, no row twice. `key` and `columns` name its columns,
-- `set` those that change where the row is there.
declare
    target text := format('public.%I', change ->> 'table');
    key jsonb := change -> 'key';
    columns jsonb := change -> 'columns';
    given text := format('jsonb_populate_recordset(null::%s, $1)', target);
begin
    case change ->> 'kind'
        when 'put' then
            execute format(
                'insert into %s (%s) select %s from %s on conflict (%s) do update set %s',
                target,
                public.projection_columns(columns),
                public.projection_columns(columns),
                given,
                public.projection_columns(key),
                public.projection_columns(change -> 'set', '%1$I = excluded.%1$I')
            ) using change -> 'rows';
        when 'patch' then
            execute format(
                'update %s kept set %s from %s given where %s',
                target,
                public.projection_columns(change -> 'set', '%1$I = given.%1$I'),
                given,
                public.projection_matching(key, 'kept', 'given')
            ) using change -> 'rows';
        when 'remove' then
            execute format(
                'delete from %s kept using %s given where %s',
                target,
                given,
                public.projection_matching(key, 'kept', 'given')
            ) using change -> 'rows';
    end case;
end;
$$;

create function public.projection_apply(step jsonb) returns boolean
language plpgsql set search_path = '' as $$
declare
    after bigint := (step ->> 'after')::bigint;
    change jsonb;
begin
    perform pg_advisory_xact_lock_shared(1346981460, 1);
    insert into public.projection_format (version) values ((step ->> 'format')::int)
        on conflict do nothing;
    perform public.projection_check_format((step ->> 'format')::int);
    if after = 0 then
        insert into public.projection_positions (stream, sequence, state)
        values (step ->> 'stream', (step ->> 'upto')::bigint, step -> 'state')
        on conflict do nothing;
    else
        update public.projection_positions
        set sequence = (step ->> 'upto')::bigint, state = step -> 'state'
        where stream = step ->> 'stream' and sequence = after;
    end if;
    if not found then
        return false;
    end if;
    for change in select value from jsonb_array_elements(step -> 'changes') loop
        if change ->> 'kind' = 'elect' then
            perform public.projection_elect(change -> 'executions');
        else
            perform public.projection_change(change);
        end if;
    end loop;
    return true;
end;
$$;

-- A set of rows beside those in use ----------------------------------------------------------------

create function public.projection_begin() returns uuid
language sql set search_path = '' as $$
    -- What somebody left lying goes with it.
    delete from public.projection_sets where made_at < now() - interval '1 day';
    insert into public.projection_sets default values returning set_id;
$$;

create function public.projection_forget(set_id uuid) returns void
language sql set search_path = '' set statement_timeout = '120s' as $$
    delete from public.projection_sets where projection_sets.set_id = projection_forget.set_id;
$$;

create function public.projection_copy(set_id uuid, tables jsonb, format int) returns void
language plpgsql set search_path = '' set statement_timeout = '120s' as $$
declare
    everything text;
begin
    perform public.projection_check_format(format);
    select string_agg(
        format(
            'select $1, %L, array[%s], to_jsonb(kept) from (select %s from public.%I) kept',
            one ->> 'name',
            public.projection_columns(one -> 'key', 'kept.%I'),
            public.projection_columns(one -> 'columns'),
            one ->> 'name'
        ),
        ' union all '
    ) into everything from jsonb_array_elements(tables) as one;
    -- One statement sees one moment.
    execute 'insert into public.projection_beside ' || everything using set_id;
end;
$$;

create function public.projection_page(set_id uuid, table_name text, after text[]) returns jsonb
language sql stable set search_path = '' as $$
    -- The rows behind the key `after`, two megabytes of them or one row.
    with page as (
        select key, content,
            row_number() over (order by key) as place,
            sum(octet_length(content::text)) over (order by key) as bytes
        from (
            select key, content from public.projection_beside kept
            where kept.set_id = projection_page.set_id
            and kept.table_name = projection_page.table_name
            and key > after
            order by key limit 1000
        ) behind
    )
    select coalesce(jsonb_agg(content order by key), '[]') from page
    where place = 1 or bytes <= 2000000
$$;

create function public.projection_send(set_id uuid, entries jsonb) returns void
language sql set search_path = '' as $$
    -- Each entry is `{"table", "key", "row"}`; a row of null takes that of its key out.
    with given as (
        select one ->> 'table' as table_name,
            array(select jsonb_array_elements_text(one -> 'key')) as key,
            nullif(one -> 'row', 'null') as content
        from jsonb_array_elements(entries) as one
    ), gone as (
        delete from public.projection_beside kept using given
        where kept.set_id = projection_send.set_id
        and kept.table_name = given.table_name and kept.key = given.key and given.content is null
    )
    insert into public.projection_beside (set_id, table_name, key, content)
    select projection_send.set_id, table_name, key, content from given where content is not null
    on conflict on constraint projection_beside_pkey do update set content = excluded.content;
$$;

create function public.projection_replace(own uuid, one jsonb) returns void
language plpgsql set search_path = '' as $$
-- Rows that are as they should be stay untouched, with their ids.
declare
    target text := format('public.%I', one ->> 'name');
    columns text := public.projection_columns(one -> 'columns');
    rebuilt text := format(
        '(select made.* from public.projection_beside beside, '
        'jsonb_populate_record(null::%s, beside.content) made '
        'where beside.set_id = $1 and beside.table_name = $2)',
        target
    );
begin
    execute format(
        'delete from %s kept where not exists (select 1 from public.projection_beside fresh '
        'where fresh.set_id = $1 and fresh.table_name = $2 and fresh.key = array[%s])',
        target,
        public.projection_columns(one -> 'key', 'kept.%I')
    ) using own, one ->> 'name';
    execute format(
        'update %s kept set %s from %s fresh where %s and (%s) is distinct from (%s)',
        target,
        public.projection_columns(one -> 'columns', '%1$I = fresh.%1$I'),
        rebuilt,
        public.projection_matching(one -> 'key', 'kept', 'fresh'),
        public.projection_columns(one -> 'columns', 'kept.%I'),
        public.projection_columns(one -> 'columns', 'fresh.%I')
    ) using own, one ->> 'name';
    execute format(
        'insert into %s (%s) select %s from %s fresh '
        'where not exists (select 1 from %s kept where %s)',
        target,
        columns,
        columns,
        rebuilt,
        target,
        public.projection_matching(one -> 'key', 'kept', 'fresh')
    ) using own, one ->> 'name';
end;
$$;

create function public.projection_switch(given jsonb) returns jsonb
language plpgsql set search_path = '' set statement_timeout = '120s' as $$
-- The rows of set `given.set` take the place of those in use. Returns `{}`, or, with nothing changed,
-- the streams that are further than the set, and no further than `given.heads` says: `{stream: sequence}`.
declare
    own uuid := (given ->> 'set')::uuid;
    format int := (given ->> 'format')::int;
    one jsonb;
    further jsonb;
    there bigint;
begin
    perform pg_advisory_xact_lock(1346981460, 1);
    for one in select value from jsonb_array_elements(given -> 'tables') loop
        select count(*) into there from public.projection_beside
        where set_id = own and table_name = one ->> 'name';
        if there <> (one ->> 'count')::bigint then
            raise exception '% of % rows of % are there', there, one ->> 'count', one ->> 'name'
                using errcode = 'PI002';
        end if;
    end loop;
    select jsonb_object_agg(kept.stream, kept.sequence) into further
    from public.projection_positions kept
    left join public.projection_beside fresh
        on fresh.set_id = own
        and fresh.table_name = 'projection_positions' and fresh.key = array[kept.stream]
    where least(kept.sequence, coalesce((given -> 'heads' ->> kept.stream)::bigint, kept.sequence))
        > coalesce((fresh.content ->> 'sequence')::bigint, 0)
    -- Positions of another format say nothing.
    and exists (select 1 from public.projection_format where version = format);
    if further is not null then
        return further;
    end if;
    for one in select value from jsonb_array_elements(given -> 'tables') loop
        perform public.projection_replace(own, one);
    end loop;
    insert into public.projection_format as kept (version) values (format)
        on conflict (single) do update set version = excluded.version;
    delete from public.projection_sets where set_id = own;
    return '{}';
end;
$$;

revoke all on function
    public.projection_columns,
    public.projection_matching,
    public.projection_check_format,
    public.projection_position,
    public.projection_sequences,
    public.projection_elect,
    public.projection_change,
    public.projection_apply,
    public.projection_begin,
    public.projection_forget,
    public.projection_copy,
    public.projection_page,
    public.projection_send,
    public.projection_switch,
    public.projection_replace
from public, anon, authenticated;
grant execute on function
    public.projection_columns,
    public.projection_matching,
    public.projection_check_format,
    public.projection_position,
    public.projection_sequences,
    public.projection_elect,
    public.projection_change,
    public.projection_apply,
    public.projection_begin,
    public.projection_forget,
    public.projection_copy,
    public.projection_page,
    public.projection_send,
    public.projection_switch,
    public.projection_replace
to service_role;
