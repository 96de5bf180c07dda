import base64

import pytest

from tests.e2e.conftest import ROOT

SAMPLE = (ROOT / "database/samples/harbour_futsal.md").read_text()
WORKFLOW = "questionnaire_to_contract"


def update(client, **fields):
    body = {"prompt_type": "workflow", "prompt_name": WORKFLOW, **fields}
    return client.post("/api/prompts/update", json=body)


def test_the_old_documents_requests_work_as_they_stand(client):
    assert client.get("/api/prompts/catalog").status_code == 200
    found = client.post("/api/prompts/search", data='{"query": "new workflow"}')
    assert found.status_code == 200
    assert found.json["results"]
    updated = update(client, suggestions=["Add more NBA examples", "Improve tier logic"])
    assert (updated.json["status"], updated.json["new_version"]) == ("updated", 2)
    done = client.post(
        "/api/prompts/execute", json={"workflow": WORKFLOW, "input_data": {"file": SAMPLE}}
    )
    assert (done.status_code, done.json["status"]) == (200, "completed")
    assert done.json["result"]["profile"]["league"]["legal_name"]


def test_an_update_is_seen_by_the_next_search_without_a_rebuild(client):
    updated = update(client, suggestions=["Mention the quidditch pitch"])
    found = client.post(
        "/api/prompts/search",
        json={"query": "quidditch pitch", "min_sequence": updated.json["sequence"]},
    )
    first = found.json["results"][0]
    assert (first["type"], first["name"], first["version"]) == ("workflows", WORKFLOW, 2)


def test_exact_names_come_first(client):
    for query in (WORKFLOW, f"workflows/{WORKFLOW}"):
        found = client.post("/api/prompts/search", json={"query": query})
        assert found.json["results"][0]["name"] == WORKFLOW


def test_a_sequence_that_is_not_there_yet_is_a_503_that_says_when_to_ask(client):
    found = client.post("/api/prompts/search", json={"query": "x", "min_sequence": 10**6})
    assert (found.status_code, found.headers["Retry-After"]) == (503, "1")


def test_the_catalog_is_paged_and_every_page_together_is_everything(client):
    whole = client.get("/api/prompts/catalog?limit=1000").json
    seen, after = 0, ""
    while after is not None:
        page = client.get(f"/api/prompts/catalog?limit=7&after={after}").json
        seen += sum(map(len, page["types"].values()))
        after = page["next"]
    assert seen == whole["total"] == sum(map(len, whole["types"].values()))


def test_a_catalog_that_did_not_change_is_not_sent_again(client):
    tag = client.get("/api/prompts/catalog").headers["ETag"]
    again = client.get("/api/prompts/catalog", headers={"If-None-Match": tag})
    assert again.status_code == 304
    update(client, suggestions=["x"])
    changed = client.get("/api/prompts/catalog", headers={"If-None-Match": tag})
    assert changed.status_code == 200


def test_a_prompt_is_read_at_a_version_and_as_of_a_point(client):
    route = f"/api/prompts/workflows/{WORKFLOW}"
    before = client.get(route).json
    update(client, suggestions=["Be brief"])
    after = client.get(route).json
    assert (after["version"], after["suggestions"]) == (2, ["Be brief"])
    assert client.get(f"{route}?version=1").json["text"] == before["text"]
    assert client.get(f"{route}?as_of={before['sequence']}").json["version"] == 1
    assert client.get(f"{route}?as_of=2099-01-01T00:00:00Z").json["version"] == 2
    assert client.get(f"{route}?as_of=2001-01-01T00:00:00Z").status_code == 404


def test_history_tells_who_changed_what_when(client):
    update(client, suggestions=["Be brief"], message="shorter")
    history = client.get(f"/api/prompts/workflows/{WORKFLOW}/history").json
    newest, oldest = history["versions"]
    assert (newest["actor"], newest["message"]) == ("local", "shorter")
    assert (oldest["version"], oldest["actor"]) == (1, "genesis")


def test_the_same_key_updates_once_and_with_another_body_is_a_422(client):
    def keyed(text):
        return client.post(
            "/api/prompts/update",
            json={"prompt_type": "workflow", "prompt_name": WORKFLOW, "suggestions": [text]},
            headers={"Idempotency-Key": "k1"},
        )

    first = keyed("one")
    assert keyed("one").json == first.json
    assert keyed("two").status_code == 422


def test_a_lost_race_is_a_409_with_the_current_version(client):
    refused = update(client, suggestions=["x"], expected_version=9)
    assert (refused.status_code, refused.json["current_version"]) == (409, 1)


def test_an_execution_can_be_watched_and_its_files_fetched(client):
    content = base64.b64encode(SAMPLE.encode()).decode()
    file = {"name": "futsal.md", "content_base64": content}
    done = client.post(
        "/api/prompts/execute", json={"workflow": WORKFLOW, "input_data": {"file": file}}
    ).json
    route = f"/api/prompts/executions/{done['execution_id']}"
    state = client.get(route).json
    assert (state["status"], state["input"]) == ("completed", "futsal.md")
    contract = client.get(f"{route}/artifacts/master_agreement.md")
    assert contract.status_code == 200
    assert contract.data.startswith(b"# ")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "/api/prompts/search", {"query": ""}, 400, "query"),
        ("POST", "/api/prompts/search", {"query": "x" * 5000}, 400, "query"),
        ("POST", "/api/prompts/search", {"query": "x", "type": "nothings"}, 400, "type"),
        ("POST", "/api/prompts/search", {"query": "x", "limit": 0}, 400, "limit"),
        ("POST", "/api/prompts/search", {"query": 3}, 400, "query"),
        ("POST", "/api/prompts/search", {"qery": "x"}, 400, "query"),
        ("POST", "/api/prompts/search", [], 400, "object"),
        ("GET", "/api/prompts/search", None, 405, "POST"),
        ("GET", "/nowhere", None, 404, "/openapi.json"),
        ("GET", "/api/prompts/agents/nobody", None, 404, "agents/nobody"),
        ("GET", "/api/prompts/agents/..%2f..%2fetc", None, 404, ""),
        ("GET", "/api/prompts/agents/a..b", None, 400, "name"),
        ("GET", f"/api/prompts/workflows/{WORKFLOW}?label=nope", None, 404, "label"),
        ("GET", f"/api/prompts/workflows/{WORKFLOW}?version=99", None, 404, "versions 1 to 1"),
        ("GET", f"/api/prompts/workflows/{WORKFLOW}?as_of=soon", None, 400, "as_of"),
        ("GET", f"/api/prompts/workflows/{WORKFLOW}?colour=red", None, 400, "colour"),
        ("GET", "/api/prompts/executions/none", None, 404, "execution"),
        ("GET", "/api/prompts/executions/..", None, 404, ""),
        ("POST", "/api/prompts/update", {"prompt_type": "agents"}, 400, "prompt_name"),
        (
            "POST",
            "/api/prompts/update",
            {"prompt_type": "search", "prompt_name": "x", "suggestions": ["y"]},
            400,
            "reserved",
        ),
        (
            "POST",
            "/api/prompts/update",
            {"prompt_type": "agents", "prompt_name": "new", "suggestions": ["y"]},
            404,
            "create",
        ),
        (
            "POST",
            "/api/prompts/execute",
            {"workflow": "nothing", "input_data": {"text": "League: A"}},
            404,
            "nothing",
        ),
        ("POST", "/api/prompts/execute", {"workflow": WORKFLOW, "input_data": {}}, 400, "file"),
        (
            "POST",
            "/api/prompts/execute",
            {"workflow": WORKFLOW, "input_data": {"file": ""}},
            400,
            "empty",
        ),
        (
            "POST",
            "/api/prompts/execute",
            {
                "workflow": WORKFLOW,
                "input_data": {"file": {"name": "a.pdf", "content_base64": "JVBERg=="}},
            },
            400,
            "pdf",
        ),
        (
            "POST",
            "/api/prompts/execute",
            {
                "workflow": WORKFLOW,
                "input_data": {"file": {"name": "../a.md", "content_base64": "QTogYg=="}},
            },
            400,
            "name",
        ),
    ],
)
def test_a_wrong_request_gets_the_right_status_and_says_what_to_mend(
    client, method, path, body, status, words
):
    answer = client.open(path, method=method, json=body)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert words in answer.json["detail"]


def test_a_body_over_the_limit_is_a_413(client):
    answer = client.post("/api/prompts/search", data=b'{"query": "' + b"x" * 2**21 + b'"}')
    assert answer.status_code == 413


def test_the_openapi_document_lists_every_route_that_answers(client):
    paths = client.get("/openapi.json").json["paths"]
    assert set(paths) >= {
        "/api/prompts/search",
        "/api/prompts/catalog",
        "/api/prompts/update",
        "/api/prompts/execute",
        "/api/prompts/executions/{id}",
        "/api/prompts/{type}/{name}",
    }
