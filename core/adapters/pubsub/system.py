"""Pub/Sub's parts of one system, made on first use."""

from functools import cached_property

from google.pubsub_v1 import SubscriberClient

from core.adapters.pubsub.announcing import Announcer
from core.adapters.pubsub.bus import PubSubBus
from core.adapters.pubsub.clients import Topics, publisher, subscriber
from core.adapters.pubsub.dead_letters import PubSubDeadLetters
from core.adapters.pubsub.topology import Topology, topology


class PubSub:
    """What a system has in Pub/Sub of `project`."""

    def __init__(self, project: str, declared: Topology | None = None) -> None:
        self._project = project
        self._topology = declared or topology()

    @cached_property
    def bus(self) -> PubSubBus:
        return PubSubBus(self._topics, self._topology)

    @cached_property
    def announcer(self) -> Announcer:
        return Announcer(self._topics, self._topology)

    @cached_property
    def dead_letters(self) -> PubSubDeadLetters:
        return PubSubDeadLetters(
            self._project, self._topics, self._topology, lambda: self._subscriber
        )

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self._project, publisher())

    @cached_property
    def _subscriber(self) -> SubscriberClient:
        return subscriber()
