"""The system as it is deployed: separate processes, push subscriptions, a bucket."""

from collections import Counter

import pytest

from core.events.envelope import stream_id
from core.pipeline.execution import COMPLETED, STAGE_COMPLETED
from core.pipeline.intake import request_of
from tests.services.system.driving import (
    SAMPLE,
    ask,
    begun,
    settled,
    types,
    until,
    upload,
)

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
    status, updated = ask(
        f"{system.url('apply-update')}/api/prompts/update",
        {
            "prompt_type": "workflow",
            "prompt_name": "questionnaire_to_contract",
            "suggestions": ["Mention the zephyrquartz clause"],
        },
    )
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


def test_after_the_bucket_was_away_the_work_goes_on(system):
    runtime = system.runtime
    execution_id = begun(runtime, upload(system, SAMPLE.read_bytes()))
    system.storage.service.stop()
    status, answer = ask(f"{system.url('search')}/api/prompts/search", {"query": "tier logic"})
    assert status == 200
    assert answer["results"]
    system.storage.service.start()
    assert settled(runtime, execution_id).status == "completed"
    assert Counter(types(runtime, execution_id))[STAGE_COMPLETED] == 7


def _marks(runtime, execution_id):
    stream = stream_id(f"executions/{execution_id}")
    return [mark for mark in runtime.pending.list() if mark.stream == stream]


def _settled_length(runtime, execution_id):
    settled(runtime, execution_id)
    return len(types(runtime, execution_id))
