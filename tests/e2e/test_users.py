"""A user's own data: the defaults of their runs, and nobody else's business."""

from pathlib import Path

import pytest

from core.actors import LOCAL_USER
from core.catalogue.updating import UpdateRequest
from core.crashpoints import SimulatedCrash, crashing_at
from core.errors import InvalidGenesis
from core.events.envelope import CATALOGUE, StreamId
from core.pipeline import graph
from core.pipeline.starting import Input
from core.runtime import Runtime, runtime
from core.search.requests import SearchRequest
from core.settings import Settings
from core.users.deciding import SetPreferences
from core.users.model import SUFFIXES, Run
from tests.e2e.conftest import ROOT
from tests.e2e.test_cli import CommandLine

SAMPLE = ROOT / "database/samples/harbour_futsal.md"
PREFERENCES = "/api/prompts/preferences"
WORKFLOW = "workflows/questionnaire_to_contract"
LOCAL_STREAM = StreamId("users/local")


@pytest.fixture
def cli(tmp_path: Path, home: Path) -> CommandLine:
    return CommandLine(tmp_path, home, ROOT / "database")


@pytest.fixture
def system(home: Path) -> Runtime:
    return Runtime(Settings(home=home, database=ROOT / "database"))


def executed(client, **body):
    given = {"input_data": {"file": SAMPLE.read_text()}, **body}
    return client.post("/api/prompts/execute", json=given)


def ran(system: Runtime, workflow: str = "partner_brief", **given) -> str:
    execution_id = system.starter.start(
        workflow, Input(SAMPLE.name, SAMPLE.read_bytes()), **{"actor": "local", **given}
    )
    system.work_off()
    return execution_id


# -- preferences and feedback over HTTP


def test_preferences_are_the_defaults_until_some_are_set_and_then_stay(client):
    assert client.get(PREFERENCES).json == {
        "detail_level": "standard",
        "output_format": "all",
        "favorite_workflows": [],
    }
    changed = client.put(
        PREFERENCES, json={"detail_level": "full", "favorite_workflows": ["partner_brief"]}
    )
    assert (changed.status_code, changed.json["detail_level"]) == (200, "full")
    client.put(PREFERENCES, json={"output_format": "markdown"})
    kept = client.get(PREFERENCES)
    assert kept.json == {
        "detail_level": "full",
        "output_format": "markdown",
        "favorite_workflows": ["partner_brief"],
    }
    assert kept.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"detail_level": "verbose"}, "detail_level"),
        ({"output_format": "html"}, "output_format"),
        ({"favorite_workflows": ["absent"]}, "favorite_workflows"),
        ({"favorite_workflows": "partner_brief"}, "favorite_workflows"),
        ({"theme": "dark"}, "theme"),
    ],
)
def test_a_wrong_preference_is_refused_with_its_field_and_changes_nothing(client, body, field):
    before = client.get(PREFERENCES).json
    answer = client.put(PREFERENCES, json=body)
    assert (answer.status_code, answer.json["field"]) == (400, field)
    assert client.get(PREFERENCES).json == before


def test_a_rating_is_of_the_version_it_names_else_of_the_latest_and_the_last_one_counts(client):
    def rate(prompt, rating, **more):
        return client.post(
            "/api/prompts/feedback", json={"prompt": prompt, "rating": rating, **more}
        )

    client.post(
        "/api/prompts/update",
        json={
            "prompt_type": "workflow",
            "prompt_name": "questionnaire_to_contract",
            "suggestions": ["Be brief"],
        },
    )
    assert rate(WORKFLOW, 2).json == {
        "status": "recorded",
        "prompt": WORKFLOW,
        "version": 2,
        "rating": 2,
    }
    assert rate(f"{WORKFLOW}@1", 5, comment="clear").json["version"] == 1
    rate("workflow/questionnaire_to_contract", 4)
    ratings = runtime().users.load("local").ratings
    assert {key[1]: (r.rating, r.comment) for key, r in ratings.items()} == {
        1: (5, "clear"),
        2: (4, None),
    }


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"prompt": "workflows/absent", "rating": 3}, 404, "absent"),
        ({"prompt": f"{WORKFLOW}@9", "rating": 3}, 404, "versions 1 to"),
        ({"prompt": "nothing", "rating": 3}, 400, "type/name"),
        ({"prompt": WORKFLOW, "rating": 6}, 400, "give 1 to 5"),
        ({"prompt": WORKFLOW, "rating": "5"}, 400, "rating"),
        ({"prompt": WORKFLOW}, 400, "rating"),
        ({"prompt": WORKFLOW, "rating": 5, "comment": "x" * 5000}, 413, "comment"),
    ],
)
def test_feedback_that_cannot_be_is_refused(client, body, status, words):
    answer = client.post("/api/prompts/feedback", json=body)
    assert answer.status_code == status
    assert words in answer.json["detail"]


def test_the_openapi_document_describes_a_users_own_routes(client):
    paths = client.get("/openapi.json").json["paths"]
    assert set(paths[PREFERENCES]) == {"get", "put"}
    assert set(paths["/api/prompts/feedback"]) == {"post"}


# -- the defaults of runs


def test_a_run_without_a_workflow_takes_the_first_favorite_and_only_where_one_is_set(client):
    refused = executed(client)
    assert (refused.status_code, refused.json["field"]) == (400, "workflow")
    client.put(PREFERENCES, json={"favorite_workflows": ["partner_brief"]})
    done = executed(client)
    assert done.json["result"]["workflow"] == "workflows/partner_brief@1"
    named = executed(client, workflow="questionnaire_to_contract")
    assert named.json["result"]["workflow"] == f"{WORKFLOW}@1"


def test_the_level_of_detail_is_recorded_with_the_start_and_shapes_the_text(client):
    texts = {}
    for level in ("brief", "full"):
        client.put(PREFERENCES, json={"detail_level": level})
        done = executed(client, workflow="partner_brief").json
        assert runtime().executions.load(done["execution_id"]).settings == {"detail_level": level}
        texts[level] = done["result"]["stages"]["write"]["result"]["text"]
    assert "In their words" not in texts["brief"]
    assert "In their words" in texts["full"]


def test_what_a_user_prefers_later_does_not_change_what_a_rerun_says(client):
    client.put(PREFERENCES, json={"detail_level": "brief"})
    first = executed(client, workflow="partner_brief").json
    client.put(PREFERENCES, json={"detail_level": "full"})
    again = client.post(
        f"/api/prompts/executions/{first['execution_id']}/rerun", json={"from": "write"}
    ).json
    texts = [one["result"]["stages"]["write"]["result"]["text"] for one in (first, again)]
    assert texts[0] == texts[1]


def test_the_same_key_names_the_same_run_whatever_is_preferred_by_then(client):
    def keyed():
        return client.post(
            "/api/prompts/execute",
            json={"workflow": "partner_brief", "input_data": {"file": SAMPLE.read_text()}},
            headers={"Idempotency-Key": "k1"},
        ).json["execution_id"]

    first = keyed()
    client.put(PREFERENCES, json={"detail_level": "brief"})
    assert keyed() == first


# -- the command line


def test_preferences_are_shown_and_set_on_the_command_line(cli):
    assert cli.json("preferences")["detail_level"] == "standard"
    told = cli(
        "preferences",
        "--set",
        "detail_level=brief",
        "--set",
        "favorite_workflows=partner_brief, questionnaire_to_contract",
    ).stdout
    assert "partner_brief, questionnaire_to_contract" in told
    assert cli.json("preferences", "--set", "output_format=json") == {
        "detail_level": "brief",
        "output_format": "json",
        "favorite_workflows": ["partner_brief", "questionnaire_to_contract"],
    }
    assert cli.json("preferences", "--set", "favorite_workflows=")["favorite_workflows"] == []


@pytest.mark.parametrize(
    ("arguments", "exits", "words"),
    [
        (("preferences", "--set", "detail_level"), 1, "KEY=VALUE"),
        (("preferences", "--set", "theme=dark"), 1, "detail_level"),
        (("preferences", "--set", "favorite_workflows=absent"), 1, "absent"),
        (("feedback", "workflows/absent", "3"), 1, "absent"),
        (("feedback", WORKFLOW, "9"), 1, "1 to 5"),
        (("feedback", WORKFLOW, "many"), 2, "RATING"),
    ],
)
def test_a_wrong_call_says_what_to_mend(cli, arguments, exits, words):
    done = cli(*arguments, exits=exits)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_feedback_is_given_on_the_command_line(cli, system):
    assert cli.json("feedback", WORKFLOW, "4", "--comment", "good") == {
        "status": "recorded",
        "prompt": WORKFLOW,
        "version": 1,
        "rating": 4,
    }
    assert [r.comment for r in system.users.load("local").ratings.values()] == ["good"]


def test_a_run_follows_the_preferences(cli, tmp_path):
    cli("preferences", "--set", "favorite_workflows=partner_brief", "--set", "detail_level=brief")
    brief = cli("run", SAMPLE)
    assert "partner_brief" in brief.stderr
    assert "what it found" not in brief.stdout
    cli("preferences", "--set", "detail_level=full", "--set", "output_format=markdown")
    full = cli("run", SAMPLE, "--workflow", "questionnaire_to_contract", "--out", tmp_path / "out")
    assert "Facts with their words: audience " in full.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"master_agreement.md", "term_sheet.md", "data_specification.md"} <= names
    assert {"profile.json", "provenance.json", "follow_up.md"} <= names
    assert "master_agreement.json" not in names


def test_whoever_updates_user_data_as_a_prompt_is_told_where_it_belongs(cli, client):
    for kind in ("user_preferences", "user_history"):
        done = cli("update", kind, "local", "--suggest", "dark mode", exits=1)
        assert "promptintel preferences" in done.stderr
        answer = client.post(
            "/api/prompts/update",
            json={"prompt_type": kind, "prompt_name": "local", "suggestions": ["dark mode"]},
        )
        assert answer.status_code == 400
        assert "PUT /api/prompts/preferences" in answer.json["remedy"]


def test_every_format_that_can_be_preferred_is_one_that_a_contract_is_exported_in(cli):
    done = cli.json("run", SAMPLE)
    made = {name["name"] for name in done["artifacts"]}
    agreement = {Path(name).suffix for name in made if Path(name).stem == "master_agreement"}
    assert agreement == {suffix for suffix in SUFFIXES.values() if suffix is not None}


# -- history


def test_a_run_is_in_the_history_of_who_started_it_with_the_prompts_that_took_part(system):
    execution_id = ran(system, actor="ana")
    run = system.users.load("ana").runs[execution_id]
    assert (run.workflow, run.status) == ("workflows/partner_brief@1", "completed")
    assert {"stages/partner_brief.write@1", "workflows/partner_brief@1"} <= set(run.prompts)
    assert system.users.load("local").runs == {}


def test_an_execution_that_settles_twice_is_noted_once(system):
    execution_id = ran(system)
    system.follow_up.settle(system.executions.load(execution_id))
    Runtime(system.settings).follow_up.settle(system.executions.load(execution_id))
    assert system.log.head(LOCAL_STREAM) == 1


@pytest.mark.parametrize("point", ["stage.laid_out", "user.appended", "execution.noted"])
def test_a_crash_around_the_note_is_healed_by_a_sweep_and_leaves_one_note(system, point):
    execution_id = system.starter.start(
        "partner_brief", Input(SAMPLE.name, SAMPLE.read_bytes()), actor="local"
    )
    execution = None
    try:
        with crashing_at(point):
            system.work_off()
    except SimulatedCrash:
        execution = system.executions.load(execution_id)
    assert execution is not None
    after = Runtime(system.settings)
    after.sweeper.sweep()
    after.work_off()
    runs = after.users.load("local").runs
    assert runs[execution_id].status == "completed"
    assert after.log.head(LOCAL_STREAM) == 1


# -- theirs alone

MARKER = "zanzibarquetzal"


def marked(system: Runtime) -> str:
    """A user who is the marker, and the marker wherever a user may write."""
    users = system.users
    users.set_preferences(MARKER, SetPreferences("full", "json", ("partner_brief",)))
    users.rate(MARKER, WORKFLOW, 1, f"{MARKER} is my comment")
    users.note(MARKER, Run(MARKER, f"workflows/{MARKER}@1", "completed", (f"agents/{MARKER}@1",)))
    return ran(system, actor=MARKER, settings=users.preferences(MARKER).run_settings)


def test_nothing_of_a_user_is_in_a_snapshot_a_search_a_prompt_or_an_example(
    system, home, monkeypatch
):
    before = system.builder.build().snapshot
    prompts: list[str] = []
    compose = graph.compose

    def recorded(*given):
        prompts.append(compose(*given))
        return prompts[-1]

    monkeypatch.setattr(graph, "compose", recorded)
    execution_id = marked(system)
    for workflow in ("questionnaire_to_contract", "partner_brief"):
        ran(system, workflow, actor=MARKER)
    # Something of the catalogue changes too, so that a new snapshot is compiled for certain.
    update = UpdateRequest("workflows", "partner_brief", suggestions=("Name the season",))
    system.updater.update(update, actor=LOCAL_USER)
    fresh = Runtime(system.settings)
    after = fresh.builder.build().snapshot
    log = b"".join(path.read_bytes() for path in _files(home / "log/users"))
    assert log.count(MARKER.encode()) > 5
    assert fresh.executions.load(execution_id).actor == MARKER
    assert after != before
    _absent(b"".join(path.read_bytes() for path in _files(home / "snapshots")))
    _absent(b"".join(path.read_bytes() for path in _files(home / "log/catalogue")))
    assert len(prompts) >= 13
    _absent("".join(prompts).encode())
    view = fresh.index.latest()
    for prompt in view.prompts(None):
        _absent(str(prompt.ref).encode())
        _absent(b"".join(view.text(version).encode() for version in prompt.versions))
    found = fresh.index.search(SearchRequest(MARKER, limit=100))
    _absent(str(found.to_json()).encode())


def test_nothing_of_a_user_is_in_what_the_catalogue_answers(client):
    marked(runtime())
    _absent(client.get("/api/prompts/catalog?limit=1000").data)
    for query in (MARKER, f"users/{MARKER}", f"{MARKER} is my comment"):
        found = client.post("/api/prompts/search", json={"query": query, "limit": 100})
        _absent(found.data)
    assert client.get(f"/api/prompts/users/{MARKER}").status_code == 404
    _absent(client.get(f"/api/prompts/{WORKFLOW}").data)
    _absent(client.get(f"/api/prompts/{WORKFLOW}/history").data)
    _absent(client.get(PREFERENCES).data)


def test_the_same_catalogue_makes_the_same_snapshot_whatever_users_do(system):
    before = system.builder.build().snapshot
    marked(system)
    assert Runtime(system.settings).builder.build().snapshot == before


def _absent(content: bytes) -> None:
    assert MARKER.encode() not in content


def _files(folder: Path) -> list[Path]:
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert found
    return found


@pytest.mark.parametrize("kind", ["user_preferences", "user_history"])
def test_user_data_among_the_genesis_files_is_refused_and_nothing_is_imported(tmp_path, kind):
    prompts = tmp_path / "database/prompts"
    for name in (kind, "agents"):
        (prompts / name).mkdir(parents=True)
        (prompts / name / "ana.md").write_text("dark mode\n")
    system = Runtime(Settings(home=tmp_path / "home", database=tmp_path / "database"))
    with pytest.raises(InvalidGenesis, match=f"prompts/{kind}/ana.md:1: {kind} belong to one"):
        system.builder.build()
    assert system.log.head(CATALOGUE) == 0
