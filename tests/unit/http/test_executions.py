"""The routes that start, show and steer executions, over a small workflow in memory."""

import json
from typing import Any

import pytest
from flask import Response

from core.http.application import Application
from core.http.executions import execution_routes
from core.http.interventions import intervention_routes
from tests.builders_leagues import INVALID, a_league, extracted
from tests.builders_pipeline import Pipeline
from tests.unit.http.asking import an_application, ask

TEXT = "**League:** Northern\n"


class Web:
    """The routes over a pipeline whose stages run while a request waits."""

    def __init__(self, pipeline: Pipeline | None = None) -> None:
        self.pipeline = pipeline or a_league()
        self.app: Application = an_application(
            *execution_routes(self.pipeline.starter, self.pipeline.executions, self.pipeline.blobs),
            *intervention_routes(self.pipeline.interventions, self.pipeline.executions),
        )
        publish = self.pipeline.bus.publish
        self.working = True

        def publish_and_work(message: Any) -> None:
            publish(message)
            if self.working:
                self.working = False
                self.pipeline.bus.drain()
                self.working = True

        self.pipeline.bus.publish = publish_and_work  # type: ignore[method-assign]

    def post(self, path: str, body: Any = None, **request: Any) -> Response:
        given = {"json": body} if body is not None else {}
        return ask(self.app, "POST", f"/api/prompts/{path}", **given, **request)

    def get(self, path: str, **request: Any) -> Response:
        return ask(self.app, "GET", f"/api/prompts/{path}", **request)

    def run(self, **fields: Any) -> Response:
        body = {"workflow": "league", "input_data": {"text": TEXT}, **fields}
        return self.post("execute", body)

    def id(self) -> str:
        return str(self.run().json["execution_id"])


def events_of(answer: Response) -> list[dict[str, str]]:
    """Server-sent events as a browser reads them."""
    blocks = b"".join(answer.response).decode().split("\n\n")
    fields = (
        dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        for block in blocks
    )
    return [event for event in fields if event]


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


# execute


def test_a_run_answers_with_its_result():
    answer = Web().run()
    assert (answer.status_code, answer.json["status"]) == (200, "completed")
    assert answer.json["result"]["profile"] == {"name": "Northern", "teams": 8}


def test_who_does_not_wait_is_answered_at_once():
    web = Web()
    web.working = False
    answer = web.run(wait=0)
    assert (answer.status_code, answer.json["status"]) == (202, "running")
    assert set(answer.json) == {"status", "execution_id"}


def test_a_parked_run_is_a_200_that_says_why():
    answer = Web(a_league(INVALID)).run()
    assert (answer.status_code, answer.json["status"]) == (200, "parked")
    assert answer.json["result"]["parked"]["complaints"][0]["pointer"] == "/profile/teams"


def test_a_list_of_inputs_is_a_batch_in_which_a_bad_one_stops_nobody():
    inputs = [
        {"text": TEXT},
        {"file": {"name": "scan.exe", "content_base64": "TVo="}},
        {"file": {"name": "a.md", "content_base64": "***"}},
        {},
        {"file": TEXT},
    ]
    answer = Web().run(input_data=inputs)
    assert (answer.status_code, answer.json["status"]) == (200, "rejected")
    statuses = [one["status"] for one in answer.json["executions"]]
    assert statuses == ["completed", "rejected", "rejected", "rejected", "completed"]
    assert (
        "input_data.2.file.content_base64: is not base64" in answer.json["executions"][2]["error"]
    )
    assert answer.json["executions"][0]["result"]["profile"]["name"] == "Northern"


def test_a_batch_that_goes_on_is_a_202_with_every_id():
    web = Web()
    web.working = False
    answer = web.run(input_data=[{"text": TEXT}] * 3, wait=0)
    assert (answer.status_code, answer.json["status"]) == (202, "running")
    assert len({one["execution_id"] for one in answer.json["executions"]}) == 3


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"fil": "x"}, "input_data.fil"),
        ([{"text": TEXT}, {"txt": "x"}], "input_data.1.txt"),
        ([{"text": 3}], "input_data.0.text"),
    ],
)
def test_what_is_wrong_with_an_input_is_said_of_its_own_field(inputs, field):
    answer = Web().run(input_data=inputs)
    assert (answer.status_code, answer.json["field"]) == (400, field)


@pytest.mark.parametrize("count", [0, 201])
def test_a_batch_has_its_bounds(count):
    answer = Web().run(input_data=[{"text": TEXT}] * count)
    assert (answer.status_code, answer.json["field"]) == (400, "input_data")


def test_the_same_batch_under_one_key_starts_once():
    web = Web()
    body = {"workflow": "league", "input_data": [{"text": TEXT}, {"text": TEXT + "\n"}]}
    ids = [
        [
            one["execution_id"]
            for one in web.post("execute", body, headers=keyed("k")).json["executions"]
        ]
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    assert len(web.pipeline.executions.list()) == 2


# list and show


def test_executions_are_listed_the_latest_first_and_paged():
    web = Web()
    ids = []
    for _ in range(5):
        ids.append(web.id())
        web.pipeline.time.pass_by(1)
    seen: list[str] = []
    after = ""
    while True:
        page = web.get(f"executions?limit=2{after}").json
        assert len(page["executions"]) <= 2
        seen += [one["execution_id"] for one in page["executions"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == ids[::-1]


def test_executions_are_listed_by_status():
    pipeline = a_league(INVALID, INVALID, INVALID, extracted())
    web = Web(pipeline)
    parked, done = web.id(), web.id()
    for status, expected in [("parked", [parked]), ("completed", [done]), ("failed", [])]:
        listed = web.get(f"executions?status={status}").json["executions"]
        assert [one["execution_id"] for one in listed] == expected


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("limit=0", 400, "limit"),
        ("limit=501", 400, "limit"),
        ("status=done", 400, "status: 'done'; use running, completed, parked, failed, cancelled"),
        ("after=none", 404, "none"),
        ("page=2", 400, "page"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(query, status, words):
    answer = Web().get(f"executions?{query}")
    assert answer.status_code == status
    assert words in answer.json["detail"]


def test_what_did_not_change_is_not_sent_again():
    web = Web(a_league(INVALID))
    path = f"executions/{web.id()}"
    tag = web.get(path).headers["ETag"]
    again = web.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    web.post(f"{path}/resolve", {"values": {"/teams": 3}})
    assert web.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_file_is_served_once_to_who_keeps_it():
    web = Web()
    path = f"executions/{web.id()}/artifacts/league.txt"
    first = web.get(path)
    assert (first.data, first.mimetype) == (b"Northern: 16", "text/plain")
    again = web.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert web.get(path + "x").status_code == 404


# events


def test_progress_is_streamed_to_its_end_with_an_id_an_event():
    web = Web()
    answer = web.get(f"executions/{web.id()}/events")
    assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
    events = events_of(answer)
    assert [event["event"] for event in events][-2:] == ["stage.completed", "execution.completed"]
    assert [event["id"] for event in events][-2:] == ["7-0", "7-1"]
    assert json.loads(events[-1]["data"])["status"] == "completed"


@pytest.mark.parametrize("how", ["header", "query"])
def test_a_stream_is_resumed_after_the_last_event_that_was_seen(how):
    web = Web()
    path = f"executions/{web.id()}/events"
    every = events_of(web.get(path))
    for number, event in enumerate(every):
        answer = (
            web.get(path, headers={"Last-Event-ID": event["id"]})
            if how == "header"
            else web.get(f"{path}?after={event['id']}")
        )
        assert events_of(answer) == every[number + 1 :]


def test_a_stream_goes_on_with_what_happens_after_a_person_stepped_in():
    web = Web(a_league(INVALID))
    path = f"executions/{web.id()}"
    seen = events_of(web.get(f"{path}/events"))
    assert seen[-1]["event"] == "stage.parked"
    web.post(f"{path}/resolve", {"values": {"/teams": 3}})
    later = events_of(web.get(f"{path}/events?after={seen[-1]['id']}"))
    assert (later[0]["event"], later[-1]["event"]) == ("execution.resolved", "execution.completed")


def test_a_stream_of_nothing_is_refused_before_it_begins():
    web = Web()
    assert web.get("executions/none/events").status_code == 404
    answer = web.get(f"executions/{web.id()}/events?after=soon")
    assert (answer.status_code, answer.json["field"]) == (400, "after")


# what people do


def test_a_parked_execution_is_resolved_and_goes_on():
    web = Web(a_league(INVALID))
    execution_id = web.id()
    answer = web.post(f"executions/{execution_id}/resolve", {"values": {"/teams": 12}})
    assert (answer.status_code, answer.json["status"]) == (200, "completed")
    assert answer.json["execution_id"] == execution_id
    evidence = answer.json["result"]["evidence"]["/teams"]
    assert (evidence["given_by"], evidence["by"]) == ("person", "ana")


def test_a_completed_execution_is_resolved_by_another():
    web = Web()
    before = web.id()
    answer = web.post(f"executions/{before}/resolve", {"values": {"/teams": 12}})
    assert answer.json["execution_id"] != before
    assert answer.json["result"]["origin"]["execution"] == before


def test_an_execution_is_approved_and_then_has_files():
    web = Web(a_league(approval="export"))
    path = f"executions/{web.id()}"
    assert web.get(f"{path}/artifacts/league.txt").status_code == 404
    answer = web.post(f"{path}/approve")
    assert (answer.status_code, answer.json["status"]) == (200, "completed")
    assert web.get(f"{path}/artifacts/league.txt").data == b"Northern: 16"
    assert web.post(f"{path}/approve").status_code == 409


def test_a_waiting_execution_is_cancelled_once():
    web = Web(a_league(INVALID))
    path = f"executions/{web.id()}"
    answer = web.post(f"{path}/cancel")
    assert (answer.status_code, answer.json["status"]) == (200, "cancelled")
    assert web.post(f"{path}/cancel").status_code == 409


def test_a_rerun_is_another_execution_under_one_key_once():
    web = Web()
    path = f"executions/{web.id()}/rerun"
    ids = {
        web.post(path, {"from": "export"}, headers=keyed("k")).json["execution_id"]
        for _ in range(3)
    }
    assert len(ids) == 1
    other = web.post(path, {"from": "enhance"}, headers=keyed("k"))
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("action", "body", "status", "words"),
    [
        ("resolve", {"values": {"/teams": 1}}, 400, "/teams: 1 is less than the minimum of 2"),
        ("resolve", {"values": {"/coach": "A"}}, 400, "/coach: is no field of the profile"),
        ("resolve", {"values": {}}, 400, "values: there are none"),
        ("resolve", {}, 400, "values: is missing"),
        ("resolve", {"values": {"/teams": 3}, "wait": 301}, 400, "wait: 301 seconds"),
        ("rerun", {"from": "pricing"}, 400, "from: 'pricing' is no stage"),
        ("rerun", {}, 400, "from: is missing"),
        ("rerun", {"from": "export", "to": "x"}, 400, "use from, catalogue, wait"),
        ("rerun", {"from": "export", "catalogue": "new"}, 400, "catalogue: 'new'"),
        ("approve", None, 409, "is completed and does not wait for approval"),
        ("cancel", None, 409, "is completed; there is nothing left to cancel"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_clear_sentence(action, body, status, words):
    web = Web()
    answer = web.post(f"executions/{web.id()}/{action}", body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert words in answer.json["detail"]


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("resolve", {"values": {"/teams": 3}}),
        ("rerun", {"from": "export"}),
        ("approve", None),
        ("cancel", None),
    ],
)
def test_nothing_can_be_done_to_an_execution_that_is_not_there(action, body):
    assert Web().post(f"executions/none/{action}", body).status_code == 404
