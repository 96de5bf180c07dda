"""The four functions, each a process of its own, on one home."""

import base64
import json

from tests.services.conftest import ROOT, until

SAMPLE = (ROOT / "database/samples/harbour_futsal.md").read_text()
WORKFLOW = "questionnaire_to_contract"


def test_an_update_in_one_process_is_seen_by_a_search_in_another(deploy):
    search, update = deploy("search", "search"), deploy("apply_update", "apply_update")
    until(search.answers)
    until(update.answers)
    status, updated = update.post(
        "/api/prompts/update",
        {
            "prompt_type": "workflow",
            "prompt_name": WORKFLOW,
            "suggestions": ["Mention the quidditch pitch"],
        },
    )
    assert (status, updated["status"]) == (200, "updated")
    status, found = search.post(
        "/api/prompts/search",
        {"query": "quidditch pitch", "min_sequence": updated["sequence"]},
    )
    assert status == 200
    first = found["results"][0]
    assert (first["name"], first["version"]) == (WORKFLOW, updated["new_version"])


def test_a_build_in_one_process_is_taken_over_by_a_search_in_another(deploy):
    search, build = deploy("search", "search"), deploy("build_index", "build_index")
    update = deploy("apply_update", "apply_update")
    for function in (search, build, update):
        until(function.answers)
    before = search.post("/api/prompts/search", {"query": "contract"})[1]["snapshot"]
    update.post(
        "/api/prompts/update",
        {"prompt_type": "workflow", "prompt_name": WORKFLOW, "suggestions": ["x"]},
    )
    status, built = build.post("/api/prompts/build", {})
    assert status == 200
    assert built["snapshot"] != before

    def taken_over() -> bool:
        answer = search.post("/api/prompts/search", {"query": "contract"})[1]
        return bool(answer["snapshot"] == built["snapshot"])

    until(taken_over)


def test_a_questionnaire_becomes_a_contract_in_the_execute_function(deploy):
    execute = deploy("execute_stage", "execute")
    until(execute.answers)
    status, done = execute.post(
        "/api/prompts/execute", {"workflow": WORKFLOW, "input_data": {"file": SAMPLE}}
    )
    assert (status, done["status"]) == (200, "completed")
    names = {artifact["name"] for artifact in done["result"]["artifacts"]}
    assert "master_agreement.md" in names
    status, shown = execute.get(f"/api/prompts/executions/{done['execution_id']}")
    assert (status, shown["status"]) == (200, "completed")


def test_a_push_message_wakes_a_stage_in_a_function_of_its_own(deploy):
    execute = deploy("execute_stage", "execute")
    stage = deploy("execute_stage", "stage", STAGE="extract")
    until(execute.answers)
    _, started = execute.post(
        "/api/prompts/execute", {"workflow": WORKFLOW, "input_data": {"file": SAMPLE}, "wait": 0}
    )
    data = base64.b64encode(json.dumps({"execution_id": started["execution_id"]}).encode())
    envelope = {"message": {"data": data.decode(), "messageId": "1"}, "subscription": "s"}

    def acknowledged() -> bool:
        try:
            return stage.post("/", envelope)[0] == 200
        except OSError:
            return False

    until(acknowledged)

    def completed() -> bool:
        route = f"/api/prompts/executions/{started['execution_id']}"
        return bool(execute.get(route)[1]["status"] == "completed")

    until(completed)
