"""The prompt registry as people use it: labels, rollbacks, differences and points in time, over
HTTP and on the command line."""

import shutil
from pathlib import Path

import pytest

from core.actors import Actor
from core.http.application import Application
from functions.apply_update import main as apply_update
from tests.e2e.conftest import ROOT
from tests.e2e.test_cli import CommandLine
from tests.unit.http.asking import ask

NAME = "contract.drafter"
AGENT = f"/api/prompts/agents/{NAME}"
REF = f"agents/{NAME}"
CARD = "/api/prompts/rate_cards/house"


@pytest.fixture
def cli(tmp_path: Path, home: Path) -> CommandLine:
    return CommandLine(tmp_path, home, ROOT / "database")


def update(client, type="agents", name=NAME, **fields):
    body = {"prompt_type": type, "prompt_name": name, **fields}
    return client.post("/api/prompts/update", json=body)


def label(client, version, label="production", **fields):
    return client.put(f"{AGENT}/labels/{label}", json={"version": version, **fields})


# -- labels


def test_a_label_is_moved_listed_shown_and_read_by(client):
    update(client, suggestions=["Be brief"])
    assert client.get(f"{AGENT}?label=production").status_code == 404
    moved = label(client, 1)
    assert (moved.status_code, moved.json["status"], moved.json["version"]) == (200, "moved", 1)
    assert label(client, 1).json["status"] == "unchanged"
    assert client.get(f"{AGENT}?label=production").json["version"] == 1
    assert client.get(f"{AGENT}?label=latest").json["version"] == 2
    assert client.get(AGENT).json["labels"] == {"production": 1}
    listed = client.get(f"{AGENT}/labels").json
    assert (listed["labels"], listed["latest"]) == ({"production": 1}, 2)
    catalog = client.get("/api/prompts/catalog?type=agents").json["types"]["agents"]
    assert {item["name"]: item["labels"] for item in catalog}[NAME] == {"production": 1}


def test_an_execution_reads_the_version_that_production_points_at(client):
    update(client, "workflows", "plain", body="Read it.", create=True)
    update(client, "workflows", "plain", body="Read it twice.")
    run = {"workflow": "plain", "input_data": {"text": "League: Northern Kites\nSport: kites\n"}}

    def workflow() -> str:
        done = client.post("/api/prompts/execute", json=run).json
        return client.get(f"/api/prompts/executions/{done['execution_id']}").json["workflow"]

    assert workflow() == "workflows/plain@2"
    client.put("/api/prompts/workflows/plain/labels/production", json={"version": 1})
    assert workflow() == "workflows/plain@1"


def test_only_an_admin_moves_a_protected_label(client):
    routes = apply_update.routes()
    admin, visitor = Application(routes), Application(routes, Actor("ana"))
    path = f"{AGENT}/labels"
    refused = ask(visitor, "PUT", f"{path}/production", json={"version": 1})
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")
    assert "only an admin may move it" in refused.json["detail"]
    assert ask(visitor, "PUT", f"{path}/staging", json={"version": 1}).status_code == 200
    takes_over = {"prompt_type": "labels", "prompt_name": "protected", "body": '{"protected": []}'}
    assert ask(visitor, "POST", "/api/prompts/update", json=takes_over).status_code == 403
    assert ask(admin, "PUT", f"{path}/production", json={"version": 1}).status_code == 200


# -- rollbacks


def test_a_rollback_is_a_new_version_with_the_old_text(client):
    before = client.get(AGENT).json
    update(client, body="Mine.\n")
    done = client.post(f"{AGENT}/rollback", json={"version": 1, "message": "worse"})
    assert (done.status_code, done.json["new_version"], done.json["back_to"]) == (200, 3, 1)
    after = client.get(AGENT).json
    assert (after["version"], after["text"], after["metadata"]) == (
        3,
        before["text"],
        before["metadata"],
    )
    found = client.post("/api/prompts/search", json={"query": REF}).json["results"][0]
    assert (found["name"], found["version"]) == (NAME, 3)


def test_a_rollback_says_where_it_lost_and_repeats_its_answer_under_its_key(client):
    update(client, body="Mine.\n")
    late = client.post(f"{AGENT}/rollback", json={"version": 1, "expected_version": 1})
    assert (late.status_code, late.json["current_version"]) == (409, 2)
    key = {"Idempotency-Key": "k-1"}
    first = client.post(f"{AGENT}/rollback", json={"version": 1}, headers=key)
    assert client.post(f"{AGENT}/rollback", json={"version": 1}, headers=key).json == first.json
    assert client.post(f"{AGENT}/rollback", json={"version": 2}, headers=key).status_code == 422


# -- differences and history


def test_a_difference_is_told_between_the_latest_two_or_any_two(client):
    update(client, suggestions=["Be brief"])
    update(client, suggestions=["Name the league"])
    latest = client.get(f"{AGENT}/diff").json
    assert (latest["from"], latest["to"]) == (2, 3)
    assert latest["suggestions"] == {"added": ["Name the league"], "removed": []}
    whole = client.get(f"{AGENT}/diff?from=1&to=3").json
    assert whole["suggestions"]["added"] == ["Be brief", "Name the league"]
    assert "+- Be brief\n" in whole["text"]
    label(client, 1)
    assert client.get(f"{AGENT}/diff?from=production&to=latest").json["from"] == 1


def test_data_differ_field_by_field(client):
    card = client.get(CARD).json["text"]
    changed = card.replace('"currency": "EUR"', '"currency": "USD"', 1)
    assert changed != card
    update(client, "rate_cards", "house", body=changed)
    fields = client.get(f"{CARD}/diff").json["fields"]
    assert [(f["from"], f["to"]) for f in fields] == [("EUR", "USD")]


def test_history_tells_of_versions_labels_and_archivals(client):
    update(client, body="Mine.\n", message="trying")
    label(client, 1, message="until mine is better")
    client.post(f"{AGENT}/rollback", json={"version": 1})
    update(client, archive=True)
    told = client.get(f"{AGENT}/history").json
    assert [(v["version"], v["back_to"], v["actor"]) for v in told["versions"]] == [
        (3, 1, "local"),
        (2, None, "local"),
        (1, None, "genesis"),
    ]
    assert [(m["label"], m["version"], m["message"]) for m in told["label_moves"]] == [
        ("production", 1, "until mine is better")
    ]
    assert [a["archived"] for a in told["archivals"]] == [True]


# -- points in time


def test_a_prompt_is_read_as_of_a_point_with_the_labels_of_then(client):
    start = client.get(AGENT).json["sequence"]
    update(client, suggestions=["Be brief"])
    label(client, 2)
    then = client.get(f"{AGENT}?as_of={start}").json
    assert (then["version"], then["labels"]) == (1, {})
    assert client.get(f"{AGENT}?label=production&as_of={start}").status_code == 404
    time = client.get(f"{AGENT}/history").json["versions"][0]["time"]
    assert client.get(f"{AGENT}?as_of={time}").json["version"] == 2


def test_the_whole_catalog_is_listed_as_of_a_point(client):
    start = client.get("/api/prompts/catalog").json
    update(client, "agents", "kite_counter", body="Count.", create=True)
    update(client, archive=True)

    def names(query: str) -> set[str]:
        listed = client.get(f"/api/prompts/catalog?type=agents&limit=1000{query}").json
        return {item["name"] for item in listed["types"]["agents"]}

    assert {"kite_counter"} == names("") - names(f"&as_of={start['sequence']}")
    assert {NAME} == names(f"&as_of={start['sequence']}") - names("")
    assert names("&as_of=2099-01-01T00:00:00Z") == names("")
    assert client.get("/api/prompts/catalog?as_of=2001-01-01T00:00:00Z").json["total"] == 0


# -- what is not sent again


@pytest.mark.parametrize(
    "path",
    [
        AGENT,
        f"{AGENT}?version=1",
        f"{AGENT}?as_of=1",
        f"{AGENT}/history",
        f"{AGENT}/labels",
        f"{AGENT}/diff?from=1&to=1",
        "/api/prompts/catalog",
        "/api/prompts/catalog?type=agents&as_of=1",
    ],
)
def test_a_read_that_did_not_change_is_not_sent_again_and_one_that_did_is(client, path):
    first = client.get(path)
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    update(client, suggestions=["x"])
    changed = client.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


def test_a_tag_is_no_answer_for_what_is_not_there(client):
    answer = client.get("/api/prompts/agents/nobody", headers={"If-None-Match": "*"})
    assert answer.status_code == 404


# -- what must stay readable


@pytest.mark.parametrize(
    ("type", "name", "body", "words"),
    [
        ("rate_cards", "house", "cheap", "is not JSON"),
        ("schemas", "new", '{"type": "nonsense"}', "is no JSON Schema"),
        ("workflows", "questionnaire_to_contract", "---\nstages: 3\n---\nx", "no list of stages"),
        ("clauses", "fees", "Without any front matter {{broken", "is not closed"),
        ("routing", "updates", '{"rules": 3}', "no list of rules"),
    ],
)
def test_a_body_that_could_not_be_read_is_refused_and_nothing_is_appended(
    client, type, name, body, words
):
    before = client.get("/api/prompts/catalog").json["sequence"]
    refused = update(client, type, name, body=body, create=name == "new")
    assert (refused.status_code, refused.json["field"]) == (400, "body")
    assert words in refused.json["detail"]
    assert client.get("/api/prompts/catalog").json["sequence"] == before


def test_every_shipped_text_may_be_written_again_as_it_is(client):
    """What the checks say of an update is what they say of the file."""
    for kind in ("workflows", "clauses", "documents", "labels", "routing", "rate_cards"):
        types = client.get(f"/api/prompts/catalog?type={kind}&limit=3").json["types"]
        for item in types[kind]:
            text = client.get(f"/api/prompts/{kind}/{item['name']}").json["text"]
            assert update(client, kind, item["name"], body=text).status_code == 200, item


def test_a_wish_about_the_routing_rules_stops_no_update(client):
    assert update(client, "routing", "updates", suggestions=["to nowhere"]).status_code == 200
    assert update(client, suggestions=["x"]).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("PUT", f"{AGENT}/labels/latest", {"version": 1}, 400, "reserved"),
        ("PUT", f"{AGENT}/labels/7", {"version": 1}, 400, "label"),
        ("PUT", f"{AGENT}/labels/production", {"version": 9}, 404, "versions 1 to 1"),
        ("PUT", f"{AGENT}/labels/production", {"version": 0}, 400, "version"),
        ("PUT", f"{AGENT}/labels/production", {}, 400, "version"),
        ("PUT", "/api/prompts/agents/nobody/labels/x", {"version": 1}, 404, "agents/nobody"),
        ("GET", "/api/prompts/agents/nobody/labels", None, 404, "agents/nobody"),
        ("GET", f"{AGENT}/labels/production", None, 405, "PUT"),
        ("POST", f"{AGENT}/rollback", {"version": 1}, 409, "at version 1 already"),
        ("POST", f"{AGENT}/rollback", {"version": 2}, 404, "versions 1 to 1"),
        ("POST", "/api/prompts/agents/nobody/rollback", {"version": 1}, 404, "agents/nobody"),
        ("GET", f"{AGENT}/diff", None, 404, "none before it"),
        ("GET", f"{AGENT}/diff?from=nope", None, 404, "no label 'nope'"),
        ("GET", f"{AGENT}/diff?from=1&to=0", None, 404, "versions 1 to 1"),
        ("GET", f"{AGENT}/diff?from=a%20b", None, 400, "from"),
        ("GET", f"{AGENT}?version=1&label=x", None, 404, "no label 'x'"),
        ("GET", "/api/prompts/catalog?as_of=soon", None, 400, "as_of"),
        ("GET", f"{AGENT}?as_of=2027-01-01T00:00:00", None, 400, "no zone"),
    ],
)
def test_a_wrong_request_gets_the_right_status_and_says_what_to_mend(
    client, method, path, body, status, words
):
    answer = client.open(path, method=method, json=body)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert words in answer.json["detail"]


# -- on the command line


def test_the_command_line_labels_compares_rolls_back_and_tells(cli):
    cli("update", "agents", NAME, "--suggest", "Be brief")
    assert cli.json("label", f"{REF}@1", "production")["version"] == 1
    assert cli.json("label", REF, "staging", "--version", "2")["status"] == "moved"
    assert cli.json("label", REF)["labels"] == {"production": 1, "staging": 2}
    assert cli.json("show", f"{REF}@production")["version"] == 1
    assert cli("show", f"{REF}@production").stdout.startswith(f"# {REF}@1 (production)\n")
    told = cli("diff", f"{REF}@1", f"{REF}@2").stdout
    assert told.startswith(f"--- {REF}@1\n+++ {REF}@2\n")
    compared = cli.json("diff", REF, "--from", "1", "--to", "2")
    assert compared["suggestions"] == {"added": ["Be brief"], "removed": []}
    assert cli.json("diff", REF)["text"] == compared["text"] == told
    assert cli.json("diff", f"{REF}@2")["from"] == 1
    done = cli.json("rollback", f"{REF}@production", "--message", "shorter was worse")
    assert (done["new_version"], done["back_to"]) == (3, 1)
    table = cli("history", REF).stdout
    assert "back to version 1: shorter was worse" in table
    assert "staging points at version 2" in table


def test_the_command_line_reads_any_point(cli):
    start = cli.json("catalog")
    cli("update", "agents", NAME, "--suggest", "Be brief")
    cli("update", "agents", "kite_counter", "--archive", exits=1)
    assert cli.json("show", REF, "--as-of", start["sequence"])["version"] == 1
    assert cli.json("show", REF, "--as-of", "2099-01-01T00:00:00Z")["version"] == 2
    assert "did not exist" in cli("show", REF, "--as-of", "0", exits=1).stderr
    then = cli.json("catalog", "--type", "agent", "--as-of", start["sequence"])
    versions = {item["name"]: item["version"] for item in then["types"]["agents"]}
    assert versions[NAME] == 1
    assert cli.json("catalog", "--as-of", "0")["total"] == 0
    assert f"{REF}@2" in cli("catalog", "--type", "agents").stdout


@pytest.mark.parametrize(
    ("arguments", "exits", "words"),
    [
        (("label", REF, "latest"), 1, "reserved"),
        (("label", f"{REF}@1", "x", "--version", "1"), 1, "--version"),
        (("label", f"{REF}@9", "x"), 1, "versions 1 to 1"),
        (("label", "agents/nobody"), 1, "agents/nobody"),
        (("label",), 2, "ref"),
        (("rollback", REF), 1, f"write {REF}@1"),
        (("rollback", f"{REF}@1"), 1, "at version 1 already"),
        (("rollback", f"{REF}@nope"), 1, "no label 'nope'"),
        (("diff", REF), 1, "none before it"),
        (("diff", REF, "agents/data.specification_writer"), 1, "two prompts"),
        (("diff", f"{REF}@1", "--from", "1"), 1, "--from"),
        (("diff", f"{REF}@1", f"{REF}@1", "--to", "1"), 1, "--from"),
        (("diff", REF, "--from", "a b"), 1, "--from"),
        (("show", REF, "--as-of", "soon"), 1, "--as-of"),
        (("catalog", "--as-of", "-1"), 1, "--as-of"),
        (("catalog", "--type", "search"), 1, "--type"),
    ],
)
def test_a_wrong_call_says_in_one_sentence_what_to_mend(cli, arguments, exits, words):
    done = cli(*arguments, exits=exits)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_rolled_back_prompt_follows_its_file_again(tmp_path, home):
    database = tmp_path / "database"
    shutil.copytree(ROOT / "database", database)
    cli = CommandLine(tmp_path, home, database)
    path = database / "prompts/agents/contract/drafter.md"
    (tmp_path / "body.md").write_text("Mine.\n")
    cli("update", "agents", NAME, "--body", "body.md")
    cli("rollback", f"{REF}@1")
    path.write_text(path.read_text() + "\nOne more line.\n")
    assert cli.json("build")["conflicts"] == []
    assert "One more line." in cli.json("show", REF)["text"]
    cli("rollback", f"{REF}@1")
    path.write_text(path.read_text() + "\nAnother line.\n")
    (conflict,) = cli.json("build")["conflicts"]
    assert (conflict["ref"], "an update has replaced the text" in conflict["problem"]) == (
        REF,
        True,
    )
    assert cli.json("show", REF)["version"] == 5
