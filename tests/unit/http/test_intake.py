import pytest

from core import canonical
from core.http.executions import execution_routes
from core.http.intake import intake_routes
from tests.unit.http.asking import an_application, ask
from tests.unit.http.pushes import Buried, wrapped
from tests.unit.pipeline.test_intake import NAME, TEXT, House


def a_notification(upload, **changed):
    """As a bucket publishes it."""
    attributes = {
        "notificationConfig": "projects/_/buckets/uploads/notificationConfigs/1",
        "eventType": "OBJECT_FINALIZE",
        "payloadFormat": "JSON_API_V1",
        "bucketId": upload.bucket,
        "objectId": upload.name,
        "objectGeneration": str(upload.generation),
        "eventTime": "2027-01-01T00:00:00.000000Z",
        **changed,
    }
    described = {"kind": "storage#object", "name": upload.name, "size": "27", "generation": "9"}
    given = {name: value for name, value in attributes.items() if value is not None}
    return wrapped(data=canonical.encode(described), attributes=given)


def told(house, body, buried=None):
    app = an_application(*intake_routes(house.intake, "uploads", buried or Buried()))
    return ask(app, "POST", "/", json=body)


def test_a_notification_starts_the_execution_of_its_file():
    house = House()
    assert told(house, a_notification(house.uploads.put(NAME, TEXT))).json == {"status": "begun"}
    assert [one.actor for one in house.executions] == ["ana"]


@pytest.mark.parametrize(
    "event", ["OBJECT_DELETE", "OBJECT_METADATA_UPDATE", "OBJECT_ARCHIVE", "OBJECT_SOMETHING"]
)
def test_what_is_no_arrival_is_acknowledged_and_ignored(event):
    house, buried = House(), Buried()
    body = a_notification(house.uploads.put(NAME, TEXT), eventType=event)
    assert told(house, body, buried).json == {"status": "ignored"}
    assert (house.executions, buried.letters) == ([], [])


def test_a_folders_placeholder_is_no_file():
    house = House()
    assert told(house, a_notification(house.uploads.put("users/ana/", b""))).json == {
        "status": "ignored"
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"eventType": None},
        {"bucketId": None},
        {"bucketId": "another"},
        {"objectId": None},
        {"objectId": ""},
        {"objectGeneration": None},
        {"objectGeneration": "-1"},
        {"objectGeneration": "1" * 40},
        {"objectGeneration": "²"},
    ],
)
def test_what_is_no_notification_of_the_bucket_is_buried_and_starts_nothing(changed):
    house, buried = House(), Buried()
    body = a_notification(house.uploads.put(NAME, TEXT), **changed)
    assert told(house, body, buried).json["status"] == "buried"
    assert (house.executions, len(buried.letters)) == ([], 1)


def test_attributes_that_came_as_headers_are_read_too():
    house = House()
    upload = house.uploads.put(NAME, TEXT)
    headers = {
        "x-goog-pubsub-message-id": "7",
        "EventType": "OBJECT_FINALIZE",
        "BucketId": upload.bucket,
        "ObjectId": upload.name,
        "ObjectGeneration": str(upload.generation),
    }
    app = an_application(*intake_routes(house.intake, "uploads", Buried()))
    assert ask(app, "POST", "/", headers=headers, data=b"{}").json == {"status": "begun"}


def executed(house, upload, uploads=True):
    pipeline = house.pipeline
    routes = execution_routes(
        pipeline.starter,
        pipeline.executions,
        pipeline.blobs,
        uploads=house.uploads if uploads else None,
    )
    body = {"workflow": "two", "input_data": {"file": {"upload": upload}}, "wait": 0}
    return ask(an_application(*routes), "POST", "/api/prompts/execute", json=body)


def test_a_caller_runs_a_workflow_on_a_file_it_has_uploaded():
    house = House()
    house.uploads.put(NAME, TEXT)
    answer = executed(house, "league.md")
    assert answer.status_code == 202
    execution = house.pipeline.executions.load(answer.json["execution_id"])
    assert house.pipeline.executions.input(execution) == TEXT


@pytest.mark.parametrize(
    ("upload", "status"),
    [("../ben/x.md", 400), ("users/ben/x.md", 404), ("x.md", 404), (3, 400), ("large.md", 413)],
)
def test_a_callers_upload_is_its_own_and_there(upload, status):
    house = House()
    house.uploads.put("users/ben/x.md", TEXT)
    house.uploads.put("users/ana/large.md", b"x" * 3_000_000)
    answer = executed(house, upload)
    assert answer.status_code == status
    assert house.executions == []


def test_where_there_is_no_place_for_uploads_it_is_said():
    answer = executed(House(), "league.md", uploads=False)
    assert (answer.status_code, answer.json["field"]) == (400, "input_data.file.upload")
