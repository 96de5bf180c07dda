"""Uploads, builds and projections, each woken by a message of its own."""

import json
from pathlib import Path

from core.events.envelope import CATALOGUE
from tests.services.pubsub.deploying import SAMPLE, WORKFLOW, Deployment, until

UPDATE = {"prompt_type": "workflow", "prompt_name": WORKFLOW, "suggestions": ["Mention the pitch"]}


def notify(deployment: Deployment, name: str, generation: int, size: int) -> None:
    """A notification as the bucket publishes it."""
    described = {
        "kind": "storage#object",
        "name": name,
        "bucket": "uploads",
        "generation": str(generation),
        "metageneration": "1",
        "contentType": "text/markdown",
        "size": str(size),
    }
    deployment.pubsub._topics.publish(
        "uploads",
        json.dumps(described).encode(),
        {
            "eventType": "OBJECT_FINALIZE",
            "payloadFormat": "JSON_API_V1",
            "bucketId": "uploads",
            "objectId": name,
            "objectGeneration": str(generation),
            "notificationConfig": "projects/_/buckets/uploads/notificationConfigs/1",
        },
    )


def put(home: Path, name: str, content: bytes) -> int:
    path = home / "uploads" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path.stat().st_mtime_ns


def test_an_upload_that_is_told_of_many_times_becomes_one_contract(deployment):
    deployment.start_stage()
    deployment.start("intake")
    name = "users/ana/harbour_futsal.md"
    generation = put(deployment.home, name, SAMPLE.encode())
    for _ in range(5):
        notify(deployment, name, generation, len(SAMPLE))
    until(lambda: bool(deployment.runtime.executions.list()))
    until(lambda: all(one.settled for one in deployment.runtime.executions.list()))
    (execution,) = deployment.runtime.executions.list()
    assert (execution.status, execution.actor) == ("completed", "ana")
    empty = put(deployment.home, "users/ana/empty.md", b"")
    notify(deployment, "users/ana/empty.md", empty, 0)
    until(lambda: len(deployment.runtime.executions.list()) == 2)
    failed = deployment.runtime.executions.list()[0]
    assert (failed.status, "is empty" in str(failed.error)) == ("failed", True)


def test_updates_are_built_into_a_snapshot_together_soon_after(deployment):
    deployment.start("build-index")
    update = deployment.start_update()
    before = deployment.runtime.snapshots.current()
    for _ in range(5):
        assert update.post("/api/prompts/update", UPDATE)[0] == 200
    head = deployment.runtime.log.head(CATALOGUE)

    def built() -> bool:
        current = deployment.runtime.snapshots.current()
        return bool(current and current.sequence >= head)

    until(built)
    current = deployment.runtime.snapshots.current()
    assert 1 <= current.generation - before.generation <= 3


def test_an_update_reaches_the_projections_in_a_process_of_their_own(deployment):
    deployment.start("project")
    update = deployment.start_update()
    _, updated = update.post("/api/prompts/update", UPDATE)

    def projected() -> bool:
        position = deployment.runtime.read_models.sqlite.position(CATALOGUE)
        return bool(position.sequence == updated["sequence"])

    until(projected)
