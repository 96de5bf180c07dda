"""Clients of Pub/Sub, or of its emulator where `PUBSUB_EMULATOR_HOST` names one.

The generated clients are used, not the batching ones: a wake-up is published before its request is
answered, since a serverless instance may get no processor time after that.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from google.api_core import exceptions, retry
from google.auth.exceptions import GoogleAuthError
from google.pubsub_v1 import PublisherClient, PubsubMessage, SubscriberClient

from core.errors import InvalidInput, Unavailable

LARGEST = 2_048
"""Bytes of a message, attributes and all: it carries references, never content."""
PATIENCE_SECONDS = 10.0

_PASSING = retry.if_exception_type(
    exceptions.Aborted,
    exceptions.Cancelled,
    exceptions.DeadlineExceeded,
    exceptions.InternalServerError,
    exceptions.ResourceExhausted,
    exceptions.ServiceUnavailable,
    exceptions.Unknown,
)


def publisher() -> PublisherClient:
    """A client that publishes and makes topics."""
    with pubsub_errors("Pub/Sub"):
        return PublisherClient()


def subscriber() -> SubscriberClient:
    """A client that pulls and makes subscriptions."""
    with pubsub_errors("Pub/Sub"):
        return SubscriberClient()


def patiently(seconds: float) -> retry.Retry:
    """Tries again what passes by itself, for `seconds` in all."""
    return retry.Retry(predicate=_PASSING, initial=0.1, maximum=1.0, timeout=seconds)


class Topics:
    """Publishes to the topics of one project. One instance serves many threads."""

    def __init__(self, project: str, client: PublisherClient) -> None:
        self._project = project
        self._client = client

    def publish(
        self,
        topic: str,
        data: bytes,
        attributes: Mapping[str, str],
        *,
        seconds: float = PATIENCE_SECONDS,
        limit: int = LARGEST,
    ) -> None:
        """Hand a message over; it is kept when this returns.

        Raises `Unavailable` where it was not taken within `seconds`, `InvalidInput` where it is
        larger than `limit`.
        """
        size = len(data) + sum(len(k.encode()) + len(v.encode()) for k, v in attributes.items())
        if size > limit:
            raise InvalidInput(
                "message", f"{size:,} bytes for topic {topic}", f"send references, {limit:,} bytes"
            )
        with pubsub_errors(f"topic {topic} of project {self._project}"):
            self._client.publish(
                topic=f"projects/{self._project}/topics/{topic}",
                messages=[PubsubMessage(data=data, attributes=dict(attributes))],
                retry=patiently(seconds),
                timeout=seconds,
            )


@contextmanager
def pubsub_errors(what: str) -> Iterator[None]:
    """Every error of the client library, raised within the block, becomes `Unavailable`."""
    try:
        yield
    except exceptions.NotFound as error:
        raise Unavailable(f"{what} does not exist; apply the declaration of topics") from error
    except (exceptions.Forbidden, exceptions.Unauthorized) as error:
        raise Unavailable(f"{what}: no permission ({error}); grant it to this account") from error
    except GoogleAuthError as error:
        raise Unavailable(f"{what}: no valid credentials ({error})") from error
    except exceptions.GoogleAPIError as error:
        raise Unavailable(f"{what} cannot be reached: {error}") from error
