"""The dead letters: put there by Pub/Sub after too many deliveries, or by a handler that knows
that no further one would help. Both look alike to who takes them out again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from google.api_core.exceptions import DeadlineExceeded
from google.pubsub_v1 import ReceivedMessage, SubscriberClient

from core.adapters.pubsub.clients import PATIENCE_SECONDS, Topics, patiently, pubsub_errors
from core.adapters.pubsub.topology import Topology
from core.pipeline.messages import Message

REASON, SOURCE, ATTEMPTS = "reason", "source_subscription", "source_attempts"
REDRIVEN, RUN = "redriven", "redriven_by"
_BY_PUBSUB = "CloudPubSubDeadLetter"
_SOURCE_BY_PUBSUB = f"{_BY_PUBSUB}SourceSubscription"
_ATTEMPTS_BY_PUBSUB = f"{_BY_PUBSUB}SourceDeliveryCount"
_LARGEST = 8 * 1024 * 1024
_REASON_LENGTH = 250
_AT_ONCE = 100
_LOOK_SECONDS = 3.0
_EMPTY_LOOKS = 2
"""Pub/Sub may answer with nothing though something waits: one look is no proof."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One that waits. `topic` is where it was published first, where that can be told.

    `redriven` says how often it was sent there again, and `run` which run did so last; `ack_id` is
    how Pub/Sub knows this delivery.
    """

    message: Message
    reason: str | None
    topic: str | None
    attempts: int | None
    redriven: int
    run: str | None
    ack_id: str


class PubSubDeadLetters:
    """Implements `DeadLetters`, and takes them out again."""

    def __init__(
        self,
        project: str,
        topics: Topics,
        topology: Topology,
        subscriber: Callable[[], SubscriberClient],
    ) -> None:
        self._topics = topics
        self._topology = topology
        self._subscriber = subscriber
        name = topology.dead_letters.subscription
        self._what = f"subscription {name} of project {project}"
        self._subscription = f"projects/{project}/subscriptions/{name}"

    def bury(self, message: Message, reason: str) -> None:
        attributes = {**message.attributes, REASON: reason[:_REASON_LENGTH]}
        if message.subscription is not None:
            attributes[SOURCE] = message.subscription
        if message.delivery_attempt is not None:
            attributes[ATTEMPTS] = str(message.delivery_attempt)
        topic = self._topology.dead_letters.topic
        self._topics.publish(topic, message.data, attributes, limit=_LARGEST)

    def waiting(self, limit: int, at_once: int = _AT_ONCE) -> Iterator[DeadLetter]:
        """Those that wait, each once, `limit` at most, fetched `at_once` at a time.

        What was fetched is hidden from others until it is released, or its ack deadline has passed.
        Raises `Unavailable`.
        """
        client = self._subscriber()
        seen: set[str] = set()
        empty = 0
        while len(seen) < limit and empty < _EMPTY_LOOKS:
            received = self._pull(client, min(at_once, limit - len(seen)))
            fresh = [one for one in received if one.message.message_id not in seen]
            empty = 0 if fresh else empty + 1
            for one in fresh:
                seen.add(one.message.message_id)
                yield self._read(one)

    def redrive(self, letter: DeadLetter, run: str) -> None:
        """Publish `letter` where it was published first, then take it out of the dead letters.

        Dying in between, it is done again: its handler knows what it has done before. Raises
        `Unavailable`, and `ValueError` where nobody knows where it came from.
        """
        if letter.topic is None:
            raise ValueError("a dead letter from nowhere cannot be sent back")
        attributes = {
            **_original(letter.message.attributes),
            REDRIVEN: str(letter.redriven + 1),
            RUN: run,
        }
        self._topics.publish(letter.topic, letter.message.data, attributes, limit=_LARGEST)
        with pubsub_errors(self._what):
            self._subscriber().acknowledge(
                subscription=self._subscription,
                ack_ids=[letter.ack_id],
                retry=patiently(PATIENCE_SECONDS),
                timeout=PATIENCE_SECONDS,
            )

    def release(self, letters: Sequence[DeadLetter]) -> None:
        """Let `letters` wait on, for whoever looks next."""
        if not letters:
            return
        with pubsub_errors(self._what):
            self._subscriber().modify_ack_deadline(
                subscription=self._subscription,
                ack_ids=[letter.ack_id for letter in letters],
                ack_deadline_seconds=0,
                retry=patiently(PATIENCE_SECONDS),
                timeout=PATIENCE_SECONDS,
            )

    def _pull(self, client: SubscriberClient, most: int) -> list[ReceivedMessage]:
        with pubsub_errors(self._what):
            try:
                answer = client.pull(
                    subscription=self._subscription,
                    max_messages=most,
                    retry=None,
                    timeout=_LOOK_SECONDS,
                )
            except DeadlineExceeded:
                return []  # an empty subscription answers late, or not at all
            return list(answer.received_messages)

    def _read(self, received: ReceivedMessage) -> DeadLetter:
        attributes = dict(received.message.attributes)
        source = _bare(attributes.get(SOURCE) or attributes.get(_SOURCE_BY_PUBSUB))
        known = self._topology.subscription(source) if source is not None else None
        return DeadLetter(
            message=Message(
                data=received.message.data,
                attributes=attributes,
                message_id=received.message.message_id,
                subscription=source,
            ),
            reason=attributes.get(REASON),
            topic=known.topic if known is not None else None,
            attempts=_number(attributes.get(ATTEMPTS) or attributes.get(_ATTEMPTS_BY_PUBSUB)),
            redriven=_number(attributes.get(REDRIVEN)) or 0,
            run=attributes.get(RUN),
            ack_id=received.ack_id,
        )


def _original(attributes: Mapping[str, str]) -> dict[str, str]:
    """What the message carried before it became a dead letter."""
    ours = (REASON, SOURCE, ATTEMPTS)
    return {k: v for k, v in attributes.items() if k not in ours and not k.startswith(_BY_PUBSUB)}


def _bare(name: str | None) -> str | None:
    return None if name is None else name.rpartition("/")[2]


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
