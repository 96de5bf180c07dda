"""The system as it is deployed: separate processes, push subscriptions, a bucket."""

import time
from collections import Counter

import pytest

from core.events.envelope import stream_id
from core.pipeline.execution import COMPLETED, STAGE_COMPLETED
from core.pipeline.intake import request_of
from infra.local.functions import Deployed, Function
from tests.services.system.driving import (
    SAMPLE,
    ask,
    begun,
    settled,
    types,
    until,
    upload,
)

FRESHNESS = 1.0
SLACK = 20.0
"""Seconds that a busy machine may add; without it the bound is the freshness and a look-up."""

ARTIFACTS = {"master_agreement.md", "term_sheet.md", "data_specification.md", "provenance.json"}


def test_an_upload_becomes_a_contract(system):
    runtime = system.runtime
    execution_id = begun(runtime, upload(system, SAMPLE.read_bytes()))
    execution = settled(runtime, execution_id)
    assert execution.status == "completed"
    counted = Counter(types(runtime, execution_id))
    assert counted[STAGE_COMPLETED] == 7
    assert counted[COMPLETED] == 1
    address = f"{system.url('execute')}/api/prompts/executions/{execution_id}"
    status, shown = ask(address)
    assert (status, shown["status"]) == (200, "completed")
    assert {one["name"] for one in shown["artifacts"]} >= ARTIFACTS
    assert set(runtime.artifacts.names(execution_id)) >= ARTIFACTS
    assert until(lambda: not _marks(runtime, execution_id), "its marks go")


def test_a_notification_that_comes_again_begins_nothing_new(system):
    runtime = system.runtime
    uploaded = upload(system, SAMPLE.read_bytes())
    execution_id = begun(runtime, uploaded)
    before = _settled_length(runtime, execution_id)
    message = {
        "message": {
            "messageId": "again",
            "attributes": {
                "eventType": "OBJECT_FINALIZE",
                "bucketId": uploaded.bucket,
                "objectId": uploaded.name,
                "objectGeneration": str(uploaded.generation),
            },
        },
        "subscription": "projects/p/subscriptions/uploads-take-in",
    }
    for _ in range(3):
        status, _ = ask(system.url("intake"), message)
        assert status < 300
    assert runtime.starter.begun(request_of(uploaded)) == execution_id
    assert _settled_length(runtime, execution_id) == before


def test_a_file_that_cannot_be_read_ends_as_a_visible_failure(system):
    runtime = system.runtime
    execution = settled(runtime, begun(runtime, upload(system, b"")))
    assert execution.status == "failed"
    assert "empty" in str(execution.error)


def test_an_update_is_found_by_another_process_and_never_answered_with_less(system):
    status, updated = _update(system, "Mention the zephyrquartz clause")
    assert status == 200
    query = {"query": "zephyrquartz clause", "min_sequence": updated["sequence"]}

    def found():
        code, answer = ask(f"{system.url('search')}/api/prompts/search", query)
        assert code in (200, 503)
        if code == 200:
            assert answer["sequence"] >= updated["sequence"]
        return code == 200 and answer["results"][0]["name"] == "questionnaire_to_contract"

    assert until(found, "the update is found", patience=30.0)

    def built():
        pointer = system.runtime.snapshots.current()
        return pointer is not None and pointer.sequence >= updated["sequence"]

    assert until(built, "the update is built into a snapshot")


@pytest.mark.parametrize("stage", ["price", "export"])
def test_a_stage_whose_process_is_killed_is_taken_up_and_nothing_is_doubled(system, stage):
    runtime = system.runtime
    service = system.functions[f"stage-{stage}"].service
    execution_id = begun(runtime, upload(system, SAMPLE.read_bytes()))
    until(
        lambda: (
            runtime.executions.load(execution_id).stage == stage
            or runtime.executions.load(execution_id).settled
        ),
        f"{stage} begins",
    )
    service.kill()
    service.start()
    assert settled(runtime, execution_id).status == "completed"
    counted = Counter(types(runtime, execution_id))
    assert counted[STAGE_COMPLETED] == 7
    assert counted[COMPLETED] == 1


def test_two_search_processes_come_to_answer_alike_within_the_bound(system, tmp_path):
    other = Deployed(Function("search-2", "search", "search", {}), system.environment, tmp_path)
    with other.service:
        updated = _update(system, "Mention the twinned zither")[1]
        acknowledged = time.monotonic()
        for url in (system.url("search"), other.url):
            until(
                lambda url=url: _search(url, "twinned zither")["sequence"] >= updated["sequence"],
                "both processes know",
            )
        assert time.monotonic() - acknowledged < FRESHNESS + SLACK
        ours, theirs = (_search(url, "twinned zither") for url in (system.url("search"), other.url))
    assert ours["results"] == theirs["results"]
    assert ours["results"][0]["name"] == "questionnaire_to_contract"


def test_while_the_bucket_is_away_nothing_is_lost_and_after_it_the_work_goes_on(system):
    runtime = system.runtime
    execution_id = begun(runtime, upload(system, SAMPLE.read_bytes()))
    before = _update(system, "Mention it before")[1]["sequence"]
    until(lambda: _search(system.url("search"), "it")["sequence"] >= before, "the search knows")
    system.storage.service.stop()
    try:
        status, problem = _update(system, "Mention it meanwhile")
        answer = _search(system.url("search"), "tier logic")
    finally:
        system.storage.service.start()
    assert answer["results"]
    assert answer["stale"] is True
    assert (status, problem["title"]) == (503, "Unavailable")
    status, after = _update(system, "Mention it afterwards")
    assert (status, after["sequence"]) == (200, before + 1)
    assert settled(runtime, execution_id).status == "completed"
    assert Counter(types(runtime, execution_id))[STAGE_COMPLETED] == 7


def _update(system, suggestion):
    update = {
        "prompt_type": "workflow",
        "prompt_name": "questionnaire_to_contract",
        "suggestions": [suggestion],
    }
    return ask(f"{system.url('apply-update')}/api/prompts/update", update)


def _search(url, query):
    status, answer = ask(f"{url}/api/prompts/search", {"query": query})
    assert status == 200
    return answer


def _marks(runtime, execution_id):
    stream = stream_id(f"executions/{execution_id}")
    return [mark for mark in runtime.pending.list() if mark.stream == stream]


def _settled_length(runtime, execution_id):
    settled(runtime, execution_id)
    return len(types(runtime, execution_id))
