"""Notifications of the upload bucket, pushed by Pub/Sub."""

from collections.abc import Sequence

from core.http.pushing import push_route
from core.http.routes import Route
from core.pipeline.intake import Intake
from core.pipeline.intake_notices import arrival
from core.pipeline.messages import DeadLetters, Message


def intake_routes(
    intake: Intake, bucket: str, dead_letters: DeadLetters | None = None
) -> Sequence[Route]:
    """The route of the `intake` entry point, for notifications of `bucket`."""

    def arrived(message: Message) -> str:
        upload = arrival(message, bucket)
        if upload is None:
            return "ignored"
        intake.take(upload)
        return "begun"

    return (push_route("Take in an upload", arrived, dead_letters),)
