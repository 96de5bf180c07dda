"""Setting up what `topology.json` declares, on an emulator or in a project. Doing it again changes
nothing that is as it should be."""

import os
from collections.abc import Iterator, Mapping
from datetime import timedelta

from google.api_core.exceptions import AlreadyExists
from google.pubsub_v1 import (
    DeadLetterPolicy,
    ExpirationPolicy,
    PublisherClient,
    PushConfig,
    RetryPolicy,
    SubscriberClient,
)
from google.pubsub_v1 import Subscription as Declared

from core.adapters.pubsub.clients import PATIENCE_SECONDS, patiently, pubsub_errors
from core.adapters.pubsub.topology import DeadLetterQueue, Subscription, Topology
from core.errors import InvalidInput

_MUTABLE = ("push_config", "ack_deadline_seconds", "retry_policy", "dead_letter_policy")
_EMULATOR_KEEPS_SECONDS = 7 * 24 * 3600
"""The longest retention that the emulator knows; the service has a month."""
_RETRY = patiently(PATIENCE_SECONDS)


class Provisioner:
    """Makes topics and subscriptions in `project`.

    `account` is the service account whose token pushes carry; an emulator has none.
    """

    def __init__(
        self,
        project: str,
        publisher: PublisherClient,
        subscriber: SubscriberClient,
        account: str | None = None,
    ) -> None:
        self._project = project
        self._publisher = publisher
        self._subscriber = subscriber
        self._account = account

    def provision(self, topology: Topology, urls: Mapping[str, str]) -> None:
        """Make all of `topology`; `urls` says where each service listens.

        Raises `InvalidInput` for a service without an address, `Unavailable`.
        """
        for one in topology.subscriptions:
            if one.service not in urls:
                raise InvalidInput("urls", f"none for service {one.service}", "say where it is")
        for name in [*(topic.name for topic in topology.topics), topology.dead_letters.topic]:
            self._make_topic(name)
        # First of all somewhere to put what fails: what is dropped before is dropped for good.
        self._make_subscription(self._waiting(topology.dead_letters), ("ack_deadline_seconds",))
        for one in topology.subscriptions:
            pushed = self._pushed(one, topology.dead_letters, urls[one.service])
            self._make_subscription(pushed, _MUTABLE)

    def subscriptions(self) -> Iterator[str]:
        """The names of the subscriptions that there are. Raises `Unavailable`."""
        with pubsub_errors(f"project {self._project}"):
            listed = self._subscriber.list_subscriptions(
                project=f"projects/{self._project}", retry=_RETRY, timeout=PATIENCE_SECONDS
            )
            for one in listed:
                yield one.name.rpartition("/")[2]

    def _make_topic(self, name: str) -> None:
        with pubsub_errors(f"topic {name} of project {self._project}"):
            try:
                self._publisher.create_topic(
                    name=self._topic(name), retry=_RETRY, timeout=PATIENCE_SECONDS
                )
            except AlreadyExists:
                return

    def _make_subscription(self, wanted: Declared, mutable: tuple[str, ...]) -> None:
        with pubsub_errors(f"subscription {wanted.name}"):
            try:
                self._subscriber.create_subscription(
                    request=wanted, retry=_RETRY, timeout=PATIENCE_SECONDS
                )
            except AlreadyExists:
                self._subscriber.update_subscription(
                    request={"subscription": wanted, "update_mask": {"paths": mutable}},
                    retry=_RETRY,
                    timeout=PATIENCE_SECONDS,
                )

    def _pushed(self, one: Subscription, dead: DeadLetterQueue, url: str) -> Declared:
        token = (
            PushConfig.OidcToken(service_account_email=self._account)
            if self._account is not None
            else None
        )
        return Declared(
            name=self._subscription(one.name),
            topic=self._topic(one.topic),
            push_config=PushConfig(push_endpoint=url, oidc_token=token),
            ack_deadline_seconds=one.ack_deadline_seconds,
            retry_policy=RetryPolicy(
                minimum_backoff=timedelta(seconds=one.minimum_backoff_seconds),
                maximum_backoff=timedelta(seconds=one.maximum_backoff_seconds),
            ),
            dead_letter_policy=DeadLetterPolicy(
                dead_letter_topic=self._topic(dead.topic),
                max_delivery_attempts=one.max_delivery_attempts,
            ),
            expiration_policy=ExpirationPolicy(),  # without a time to live: it never expires
        )

    def _waiting(self, dead: DeadLetterQueue) -> Declared:
        kept = dead.retention_seconds
        if os.environ.get("PUBSUB_EMULATOR_HOST"):
            kept = min(kept, _EMULATOR_KEEPS_SECONDS)
        return Declared(
            name=self._subscription(dead.subscription),
            topic=self._topic(dead.topic),
            ack_deadline_seconds=dead.ack_deadline_seconds,
            message_retention_duration=timedelta(seconds=kept),
            expiration_policy=ExpirationPolicy(),
        )

    def _topic(self, name: str) -> str:
        return f"projects/{self._project}/topics/{name}"

    def _subscription(self, name: str) -> str:
        return f"projects/{self._project}/subscriptions/{name}"
