"""Notifications of a bucket, as it publishes them: what happened to which generation of a file."""

from core.errors import InvalidInput
from core.pipeline.messages import Message
from core.pipeline.uploads import Upload

_ARRIVED = "OBJECT_FINALIZE"
_GENERATION_DIGITS = 19


def arrival(message: Message, bucket: str) -> Upload | None:
    """The file that was put into `bucket`; `None` for what is no arrival of a file.

    Deletions, changes of metadata and archivals are none, nor is a folder's placeholder. The
    object's description in the message's data is not read: what is true of the object is asked of
    the store. Raises `InvalidInput` where the message is no notification of `bucket`.
    """
    # A push that is not wrapped carries attributes as headers, whose case is lost.
    attributes = {name.lower(): value for name, value in message.attributes.items()}

    def attribute(name: str) -> str:
        if not attributes.get(name.lower()):
            raise InvalidInput(f"message.attributes.{name}", "is missing", "send a notification")
        return attributes[name.lower()]

    if attribute("eventType") != _ARRIVED:
        return None
    found = attribute("bucketId")
    if found != bucket:
        raise InvalidInput(
            "message.attributes.bucketId",
            f"{found[:80]!r} is not the bucket of uploads",
            "mend the notification",
        )
    name, generation = attribute("objectId"), attribute("objectGeneration")
    digits = generation.isascii() and generation.isdigit()
    if not digits or len(generation) > _GENERATION_DIGITS:
        raise InvalidInput(
            "message.attributes.objectGeneration",
            f"{generation[:40]!r} is no generation",
            "send the object's generation",
        )
    return None if name.endswith("/") else Upload(found, name, int(generation))
