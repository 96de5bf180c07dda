"""Migrations: from empty, twice, by many at once, half done by another, and by the Supabase CLI."""

import psycopg
import pytest

from core.adapters.supabase.migrating import Migration, migrate, pending
from core.adapters.supabase.rows import keeps_time
from core.errors import StorageUnavailable
from core.projections.targets import SUPABASE
from tests.racing import together

RECORDS = "select version, name, statements from supabase_migrations.schema_migrations order by 1"

KINDS = {
    "text": {"text"},
    "integer": {"integer"},
    "real": {"double precision"},
    "boolean": {"boolean"},
    "json": {"jsonb"},
}


@pytest.fixture
def url(running) -> str:
    """A new project's database."""
    return running.new_database()


def asked(url: str, statement: str):
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def test_from_empty_all_are_applied_in_order_and_a_second_time_none(url, migrations):
    assert pending(url, migrations) == migrations
    assert migrate(url, migrations) == migrations
    assert pending(url, migrations) == []
    assert migrate(url, migrations) == []


def test_they_are_recorded_as_the_supabase_cli_records_them(url, migrations):
    migrate(url, migrations)
    assert asked(url, RECORDS) == [(m.version, m.name, [*m.statements]) for m in migrations]
    columns = asked(
        url,
        "select column_name::text, data_type::text, is_nullable::text "
        "from information_schema.columns "
        "where table_schema = 'supabase_migrations' order by ordinal_position",
    )
    assert columns == [
        ("version", "text", "NO"),
        ("statements", "ARRAY", "YES"),
        ("name", "text", "YES"),
    ]


def test_what_the_cli_applied_is_not_applied_again_and_the_rest_is(url, migrations):
    first, *others = migrations
    with psycopg.connect(url) as connection:
        # The oldest CLI kept versions only, and this one had been at work.
        connection.execute("create schema supabase_migrations")
        connection.execute(
            "create table supabase_migrations.schema_migrations (version text not null primary key)"
        )
        for statement in first.statements:
            connection.execute(statement.encode())
        insert = "insert into supabase_migrations.schema_migrations (version) values (%s), (%s)"
        connection.execute(insert, (first.version, "20200101000000"))
    assert migrate(url, migrations) == others
    assert [version for version, *_ in asked(url, RECORDS)] == [
        "20200101000000",
        *(m.version for m in migrations),
    ]


def test_many_that_migrate_at_once_apply_each_once(url, migrations):
    applied = together(*[lambda: migrate(url, migrations)] * 4)
    assert sorted(m for done in applied for m in map(str, done)) == [*map(str, migrations)]
    assert len(asked(url, RECORDS)) == len(migrations)


def test_one_that_fails_leaves_nothing_of_itself_and_says_where(url, migrations):
    broken = Migration("20990101000000", "broken", ("create table half (a int)", "drop table no"))
    with pytest.raises(StorageUnavailable, match=r"broken, statement 2: table \"no\" does not"):
        migrate(url, [*migrations, broken])
    assert asked(url, "select to_regclass('public.half')") == [(None,)]
    assert pending(url, [*migrations, broken]) == [broken]
    mended = Migration("20990101000000", "broken", ("create table half (a int)",))
    assert migrate(url, [*migrations, mended]) == [mended]


def test_they_need_no_more_rights_than_the_role_postgres_of_a_project_has(running, url, migrations):
    migrate(url, migrations)
    assert asked(url, "select rolsuper from pg_roles where rolname = current_user") == [(False,)]
    owners = asked(url, "select distinct tableowner::text from pg_tables where schemaname='public'")
    assert owners == [("postgres",)]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense with: secret@words", "SUPABASE_DB_URL: is no connection string"),
        ("postgresql://postgres:secret@127.0.0.1:1/postgres", "does not answer"),
    ],
)
def test_an_address_that_leads_nowhere_is_named_without_its_password(migrations, address, words):
    for ask in (migrate, pending):
        with pytest.raises(StorageUnavailable, match=words) as caught:
            ask(address, migrations)
        assert "secret" not in str(caught.value)


def test_a_wrong_password_is_named_without_it(running, migrations):
    scheme, _, rest = running.db_url.partition("postgres:")
    wrong = f"{scheme}postgres:secret@{rest.partition('@')[2]}"
    with pytest.raises(StorageUnavailable, match="password authentication failed") as caught:
        migrate(wrong, migrations)
    assert "secret" not in str(caught.value)


def test_the_tables_have_the_columns_that_the_projector_fills(running):
    for table in SUPABASE.tables:
        found = dict(
            asked(
                running.db_url,
                "select column_name::text, data_type::text from information_schema.columns "  # noqa: S608
                f"where table_schema = 'public' and table_name = '{table.name}'",
            )
        )
        own = {"id"} if table.serial else set()
        assert found.keys() - own == table.columns.keys(), table.name
        for column, kind in table.columns.items():
            expected = {"timestamp with time zone"} if keeps_time(column) else KINDS[kind]
            assert found[column] in expected, (table.name, column)


QUESTIONS = {
    "runs of a workflow lately": (
        "select * from workflow_executions where workflow_name = 'w' and executed_at > now()",
        "workflow_executions_by_workflow",
    ),
    "my runs, the latest first": (
        "select * from workflow_executions where user_id = 'ana' order by executed_at desc limit 9",
        "workflow_executions_by_user",
    ),
    "runs that used a version of a prompt": (
        "select * from workflow_executions where prompts @> '[\"agents/a@1\"]'",
        "workflow_executions_by_prompt",
    ),
    "leagues of a sport and tier": (
        "select * from leagues where sport = 'Futsal' and tier = '2.1'",
        "leagues_by_sport_and_tier",
    ),
    "a league by its name": (
        "select * from leagues where lower(league_name) = 'northern futsal'",
        "leagues_by_name",
    ),
    "cases of a sport in use": (
        "select * from league_examples where sport = 'Rowing' and not archived",
        "league_examples_by_sport_and_tier",
    ),
    "what changed last in the catalogue": (
        "select * from prompt_catalog order by updated_at desc limit 9",
        "prompt_catalog_by_time",
    ),
    "ratings of a prompt": (
        "select * from prompt_ratings where prompt_type = 'agents' and prompt_name = 'a'",
        "prompt_ratings_by_prompt",
    ),
    "what an election reads": (
        "select 1 from league_facts where replaces = 'run-1'",
        "league_facts_by_replaced",
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_there_is_an_index_for_the_questions_that_people_ask(running, question):
    statement, index = QUESTIONS[question]
    with psycopg.connect(running.db_url) as connection:
        # In small tables it would read everything, which is quicker there.
        connection.execute("set enable_seqscan = off")
        connection.execute("set enable_sort = off")
        plan = connection.execute(f"explain {statement}".encode()).fetchall()
    assert index in "\n".join(line for (line,) in plan), question
