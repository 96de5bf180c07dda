import subprocess
import sys

import google.auth.exceptions
import pytest
from google.api_core import exceptions

from core import canonical
from core.adapters.memory.log import MemoryEventLog
from core.adapters.pubsub.announcing import Announcer
from core.adapters.pubsub.bus import PubSubBus
from core.adapters.pubsub.clients import LARGEST, Topics, pubsub_errors
from core.adapters.pubsub.topology import topology
from core.errors import InvalidInput, Unavailable
from core.events.envelope import CATALOGUE, stream_id
from core.events.minting import Mint
from core.events.noticing import NoticingLog
from core.http.envelopes import decode
from core.http.stages import stage_routes
from core.pipeline.bus import StageReady
from core.pipeline.following_up import FollowUp
from core.pipeline.pending import Mark
from tests.builders_pipeline import Pipeline
from tests.unit.adapters.pubsub.topics import FakeTopics
from tests.unit.http.asking import an_application, ask
from tests.unit.http.pushes import wrapped


def kinds_of(*roots: type[Exception]) -> list[type[Exception]]:
    """`roots` and every exception there is below them, each once."""
    below = [kind for root in roots for kind in kinds_of(*root.__subclasses__())]
    return list(dict.fromkeys([*roots, *below]))


@pytest.mark.parametrize(
    "kind", kinds_of(exceptions.GoogleAPIError, google.auth.exceptions.GoogleAuthError)
)
def test_every_error_of_the_client_library_is_unavailable_and_names_the_topic(kind):
    error = kind.__new__(kind)
    Exception.__init__(error, "broken")
    error.__dict__.update(message="broken", _errors=(), _details=(), _response=None, _cause=None)
    with pytest.raises(Unavailable, match="topic stage-price"), pubsub_errors("topic stage-price"):
        raise error


class Client:
    """Stands for the library's client."""

    def __init__(self) -> None:
        self.calls: list[dict] = []

    def publish(self, **call: object) -> None:
        self.calls.append(call)


def test_a_stage_is_published_to_its_topic_with_a_deadline():
    client = Client()
    PubSubBus(Topics("p", client), topology(), seconds=3).publish(StageReady("run-1", "price"))
    (call,) = client.calls
    assert (call["topic"], call["timeout"]) == ("projects/p/topics/stage-price", 3)
    assert call["messages"][0].data == b'{"execution_id":"run-1","stage":"price"}'


def test_what_the_bus_sends_is_what_a_stage_reads():
    topics, pipeline = FakeTopics(), Pipeline()
    execution_id = pipeline.start()
    PubSubBus(topics, topology()).publish(StageReady(execution_id, "read"))
    app = an_application(*stage_routes(pipeline.runner, None))
    assert ask(app, "POST", "/", json=wrapped(data=topics.published[0][1])).status_code == 200
    assert pipeline.types(execution_id)[:3] == [
        "execution.started",
        "stage.claimed",
        "stage.completed",
    ]


def test_a_message_carries_references_and_no_content():
    client = Client()
    topics = Topics("p", client)
    topics.publish("sweep", b"x" * (LARGEST - 2), {"a": "b"})
    with pytest.raises(InvalidInput, match="send references"):
        topics.publish("sweep", b"x" * (LARGEST - 1), {"a": "b"})
    assert len(client.calls) == 1


def an_event():
    return Mint().event("prompt.created", 1, {}, actor="ana")


def test_an_append_is_told_of_after_it_was_made():
    topics, log = FakeTopics(), MemoryEventLog()
    announcer = Announcer(topics, topology())
    told = NoticingLog(log, announcer.mention)
    assert told.append(CATALOGUE, [an_event()], expected=0) == 1
    ((topic, data, _),) = topics.published
    assert (topic, canonical.decode(data)) == (
        "catalogue-moved",
        {"stream": "catalogue", "sequence": 1},
    )


def test_an_append_stands_where_nobody_can_be_told(caplog):
    told = NoticingLog(MemoryEventLog(), Announcer(FakeTopics(broken=True), topology()).mention)
    assert told.append(stream_id("users/ana"), [an_event()], expected=0) == 1
    assert told.head(stream_id("users/ana")) == 1
    assert "nobody was told that users/ana is at 1" in caplog.text


def test_a_reminder_is_sent_only_of_what_no_snapshot_has():
    topics, log = FakeTopics(), MemoryEventLog()
    announcer = Announcer(topics, topology())
    announcer.remind(log, None)
    log.append(CATALOGUE, [an_event()], expected=0)
    announcer.remind(log, 1)
    assert topics.published == []
    announcer.remind(log, None)
    assert canonical.decode(topics.published[0][1])["sequence"] == 1


def test_an_executions_mark_stays_until_its_end_has_been_told():
    pipeline, topics = Pipeline(), FakeTopics(broken=True)
    execution = pipeline.run()
    mark = execution.pending[0]
    pipeline.pending.mark(Mark.parse(mark))
    noted = []
    note = Announcer(topics, topology()).announcing_ends(noted.append)
    follow_up = FollowUp(pipeline.artifacts, pipeline.blobs, pipeline.pending, pipeline.bus, note)
    with pytest.raises(Unavailable):
        follow_up.settle(execution)
    assert [one.name for one in pipeline.pending.list()] == [mark]
    topics.broken = False
    follow_up.settle(execution)
    assert list(pipeline.pending.list()) == []
    assert canonical.decode(topics.published[0][1])["stream"] == f"executions/{execution.id}"


def test_a_published_message_reads_the_same_in_every_envelope():
    topics = FakeTopics()
    PubSubBus(topics, topology()).publish(StageReady("run-1", "write"))
    ((topic, data, attributes),) = topics.published
    message = decode({}, canonical.encode(wrapped(data=data, attributes=attributes)))
    assert (topic, message.data) == ("stage-extract", data)


LOOK = """
import sys
from pathlib import Path
from core.runtime import Runtime
from core.settings import Settings
runtime = Runtime(Settings(Path(sys.argv[1]), Path(sys.argv[1]), pubsub="p"))
assert runtime.log.head("catalogue") == 0
assert not {"google.pubsub_v1", "google.api_core", "grpc"} & set(sys.modules)
"""


def test_who_only_reads_the_log_loads_no_client(tmp_path):
    subprocess.run([sys.executable, "-c", LOOK, tmp_path], check=True, timeout=60)
