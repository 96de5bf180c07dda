"""The bus over Pub/Sub: a topic a stage, pushed to the function that runs it."""

from core import canonical
from core.adapters.pubsub.clients import PATIENCE_SECONDS, Topics
from core.adapters.pubsub.topology import Topology
from core.pipeline.bus import StageReady


class PubSubBus:
    """Implements `Bus`. A message is kept by Pub/Sub when `publish` returns."""

    def __init__(
        self, topics: Topics, topology: Topology, seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._topics = topics
        self._topology = topology
        self._seconds = seconds

    def publish(self, message: StageReady) -> None:
        topic = self._topology.topic_of_stage(message.stage)
        self._topics.publish(topic, encode(message), {}, seconds=self._seconds)


def encode(message: StageReady) -> bytes:
    """`message` as it goes over the wire; `core.http.stages` reads it."""
    return canonical.encode({"execution_id": message.execution_id, "stage": message.stage})
