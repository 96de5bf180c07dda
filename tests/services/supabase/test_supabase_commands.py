"""`doctor --migrate`, `doctor` and `stats` as people call them, against a project."""

import json

import pytest

from core.cli import main as cli
from core.cli.commands import doctor as doctor_module
from core.runtime import Runtime
from core.settings import Settings
from tests.builders_projections import History, projected
from tests.services.supabase.conftest import ROOT


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Runs a command in a home of its own; gives its exit code, stdout and stderr."""

    def run(*arguments: str, **environment: str):
        given = {"PROMPTINTEL_HOME": str(tmp_path / "home")}
        given["PROMPTINTEL_DATABASE"] = str(ROOT / "database")
        settings = Settings.from_environment({**given, **environment}, tmp_path)
        made = Runtime(settings)
        monkeypatch.setattr(cli, "runtime", lambda: made)
        code = cli.main(arguments)
        if settings.supabase_url is not None:
            made.read_models.supabase.close()
        return code, *capsys.readouterr()

    return run


def part(told: str, name: str) -> dict:
    return next(check for check in json.loads(told)["checks"] if check["part"] == name)


def test_migrating_says_what_was_applied_and_then_that_nothing_is_left(call, running, migrations):
    url = running.new_database()
    names = [str(migration) for migration in migrations]
    code, told, _ = call("doctor", "--json", SUPABASE_DB_URL=url)
    assert code == 3
    assert "doctor --migrate" in part(told, "migrations")["state"]
    code, told, progress = call("doctor", "--migrate", "--json", SUPABASE_DB_URL=url)
    assert (code, json.loads(told)["migrated"]) == (0, names)
    assert [line.split()[-1] for line in progress.splitlines()] == names
    code, told, _ = call("doctor", "--migrate", "--json", SUPABASE_DB_URL=url)
    assert (code, json.loads(told)["migrated"]) == (0, [])
    assert part(told, "migrations")["state"] == "all are applied"


def test_migrating_without_an_address_is_the_users_to_mend(call):
    code, _, complaint = call("doctor", "--migrate")
    assert code == 1
    assert complaint == (
        "promptintel: SUPABASE_DB_URL: is not set; "
        "set it to the connection string of role postgres\n"
    )


def test_doctor_says_how_far_supabase_is_and_when_it_is_away(call, local, store):
    environment = dict(local.environment)
    history = History()
    history.write("agents/a", "A.")
    projected(history, store)
    code, told, _ = call("doctor", "--json", **environment)
    assert (code, part(told, "supabase")["state"]) == (0, "catalogue projected up to sequence 1")
    local.postgrest.stop()
    code, told, _ = call("doctor", "--json", **environment)
    local.postgrest.start()
    assert (code, part(told, "supabase")["ok"], part(told, "sqlite")["ok"]) == (3, False, True)
    assert "does not answer" in part(told, "supabase")["state"]


def test_doctor_knows_every_read_model_that_there_may_be(tmp_path):
    settings = Settings(
        home=tmp_path, database=ROOT / "database", firestore=True, supabase_url="http://x"
    )
    assert set(Runtime(settings).read_models.names) == set(doctor_module._OFF)


def test_stats_come_from_supabase_where_it_is_in_use_else_from_this_machine(call, local, store):
    history = History()
    history.run("run-1")
    projected(history, store)
    environment = {k: v for k, v in local.environment.items() if k != "SUPABASE_DB_URL"}
    code, told, _ = call("stats", "workflow_weeks", "--json", **environment)
    (row,) = json.loads(told)["workflow_weeks"]
    assert (code, row["workflow_name"], row["success_rate"]) == (0, "two", 1.0)
    code, told, _ = call("stats", "workflow_weeks", "--json")
    assert (code, json.loads(told)) == (0, {"workflow_weeks": []})
    code, told, _ = call("stats", **environment)
    assert "####" in told


def test_stats_without_the_service_say_so(call, local):
    local.postgrest.stop()
    code, told, complaint = call("stats", **local.environment)
    local.postgrest.start()
    assert (code, told) == (3, "")
    assert complaint.startswith("promptintel: Supabase does not answer")
