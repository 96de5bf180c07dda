"""Who sees what over PostgREST: every role, every table and view, every verb, every function."""

from dataclasses import dataclass

import httpx
import psycopg
import pytest

from core.adapters.supabase.migrating import migrate
from core.projections.targets import SUPABASE
from tests.builders_projections import History, projected
from tests.services.supabase.emptying import INNER

TABLES = [table.name for table in SUPABASE.tables]
ALL = [*TABLES, *INNER]
VIEWS = [
    "prompt_uses",
    "report_workflow_weeks",
    "report_prompt_uses",
    "report_prompt_falls",
    "report_workflow_costs",
]
CATALOGUE = ["league_examples", "workflow_definitions", "prompt_catalog"]
OWN = ["workflow_executions", "leagues", "league_facts", "prompt_ratings"]
ROLES = ["nobody", "anon", "owner", "other", "service"]
KEYS = {"leagues": "league_id", "league_facts": "league_id", "prompt_ratings": "user_id"}
KEYS |= {"prompt_catalog": "prompt_name", "workflow_definitions": "workflow_name"}
KEYS |= {"projection_positions": "stream", "projection_sets": "made_at"}
KEYS |= {"projection_beside": "table_name", "projection_format": "version"}


@dataclass
class Person:
    """Somebody who asks PostgREST, over the address that a project has."""

    url: str
    headers: dict[str, str]

    def ask(self, method: str, path: str, **options) -> httpx.Response:
        with httpx.Client(base_url=f"{self.url}/rest/v1/", headers=self.headers) as client:
            return client.request(method, path, **options)


@pytest.fixture
def people(local) -> dict[str, Person]:
    tokens = {
        "anon": local.anon_key,
        "owner": local.token("authenticated", "ana"),
        "other": local.token("authenticated", "ben"),
        "service": local.service_key,
    }
    made = {
        role: Person(local.url, {"apikey": local.anon_key, "Authorization": f"Bearer {token}"})
        for role, token in tokens.items()
    }
    return made | {"nobody": Person(local.url, {})}


@pytest.fixture
def filled(store, project):
    """Rows in every table: the catalogue's, and those of a run and a rating by `ana`."""
    history = History()
    history.write("workflows/two", "Two.", metadata={"stages": [{"name": "a"}]})
    history.write("examples/rowing", '{"sport": "Rowing"}')
    history.run("run-1", user="ana", used=["agents/a@1"])
    rated = {"ref": "agents/a", "version": 1, "rating": 4, "comment": None}
    history.append("users/ana", ("user.prompt_rated", rated))
    projected(history, store)
    project.call("projection_begin")
    return store


def counts(database: psycopg.Connection) -> dict[str, int]:
    return {
        table: database.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608
        for table in ALL
    }


def sees(table: str, role: str) -> bool:
    """Whether a row in `table` is for the eyes of `role`."""
    if role == "service":
        return True
    return (table in CATALOGUE and role in ("owner", "other")) or (table in OWN and role == "owner")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_exactly_their_rows(filled, database, people, role):
    there = counts(database)
    for table in TABLES:
        assert there[table] > 0, table
        answer = people[role].ask("GET", table)
        if role in ("nobody", "anon"):
            assert answer.status_code == 401, (table, answer.text)
        else:
            expected = there[table] if sees(table, role) else 0
            assert (answer.status_code, len(answer.json())) == (200, expected), table


@pytest.mark.parametrize("role", ROLES)
def test_what_the_projector_keeps_for_itself_is_for_nobody_else(filled, people, role):
    for table in INNER:
        answer = people[role].ask("GET", table)
        expected = {"service": 200, "owner": 403, "other": 403}.get(role, 401)
        assert answer.status_code == expected, (table, answer.text)


@pytest.mark.parametrize("verb", ["POST", "PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize("role", ["nobody", "anon", "owner", "other"])
def test_nobody_but_the_projector_changes_a_row(filled, database, people, role, verb):
    before = counts(database)
    everything = [database.execute(f"select * from {t}").fetchall() for t in ALL]  # noqa: S608
    for table in ALL:
        column = KEYS.get(table, "id")
        path = table if verb == "POST" else f"{table}?{column}=not.is.null"
        if verb == "PUT":
            path = f"{table}?{column}=eq.1"
        answer = people[role].ask(verb, path, json={column: 1} if verb != "DELETE" else None)
        refused = (401, 403) if role in ("nobody", "anon") else (403, 405)
        # PUT must name a whole primary key before anybody looks at rights.
        assert answer.status_code in (*refused, *((400, 405) if verb == "PUT" else ())), (
            table,
            answer.text,
        )
    assert counts(database) == before
    after = [database.execute(f"select * from {t}").fetchall() for t in ALL]  # noqa: S608
    assert after == everything


def test_the_projectors_key_may_write_to_every_table(filled, people):
    for table in ALL:
        column = KEYS.get(table, "id")
        answer = people["service"].ask("DELETE", f"{table}?{column}=is.null")
        assert answer.status_code == 204, (table, answer.text)


@pytest.mark.parametrize("role", ROLES)
def test_views_tell_everybody_what_their_own_rows_say(filled, people, role):
    for view in VIEWS:
        answer = people[role].ask("GET", view)
        if role in ("nobody", "anon"):
            assert answer.status_code == 401, (view, answer.text)
            continue
        assert answer.status_code == 200, (view, answer.text)
        told = {"prompt_uses", "report_workflow_weeks", "report_prompt_uses"}
        expected = 1 if role in ("owner", "service") and view in told else 0
        assert len(answer.json()) == expected, view


@pytest.mark.parametrize("role", ["nobody", "anon", "owner", "other"])
def test_the_projectors_functions_are_for_nobody_else(filled, database, people, role):
    before = counts(database)
    functions = database.execute(
        "select proname, proargnames from pg_proc where pronamespace = 'public'::regnamespace"
    ).fetchall()
    assert len(functions) == 15
    for name, arguments in functions:
        given = dict.fromkeys(arguments or [])
        answer = people[role].ask("POST", f"rpc/{name}", json=given)
        assert answer.status_code in (401, 403), (name, answer.text)
    assert counts(database) == before


def test_row_level_security_is_on_for_every_table_and_no_policy_lets_anybody_write(database):
    tables = database.execute(
        "select relname, relrowsecurity from pg_class "
        "where relkind = 'r' and relnamespace = 'public'::regnamespace"
    ).fetchall()
    assert sorted(name for name, _ in tables) == sorted(ALL)
    assert all(secured for _, secured in tables)
    policies = database.execute("select tablename, cmd, roles from pg_policies").fetchall()
    assert {(cmd, tuple(roles)) for _, cmd, roles in policies} == {("SELECT", ("authenticated",))}
    assert sorted({table for table, *_ in policies}) == sorted(TABLES)


def test_an_id_that_is_no_uuid_sees_its_own_and_one_without_an_id_sees_none(filled, local, people):
    strange = Person(local.url, people["owner"].headers | {})
    strange.headers["Authorization"] = f"Bearer {local.token('authenticated')}"
    assert strange.ask("GET", "workflow_executions").json() == []
    assert len(people["owner"].ask("GET", "workflow_executions").json()) == 1


def test_a_key_with_a_wrong_signature_is_refused(filled, local, people):
    forged = local.service_key.rpartition(".")[0] + "." + "A" * 43
    person = Person(local.url, {"apikey": forged, "Authorization": f"Bearer {forged}"})
    assert person.ask("GET", "prompt_catalog").status_code == 401


def test_others_tables_in_the_same_project_keep_the_rights_they_had(running, migrations):
    url = running.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table public.notes (id serial primary key)")
        rights = "select has_table_privilege('anon', 'public.notes', 'insert')"
        assert connection.execute(rights).fetchone() == (True,)
        migrate(url, migrations)
        assert connection.execute(rights).fetchone() == (True,)
