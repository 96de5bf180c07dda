"""Stands for Pub/Sub's topics: remembers what was published, or fails."""

from collections.abc import Mapping

from core.errors import Unavailable

Published = tuple[str, bytes, Mapping[str, str]]


class FakeTopics:
    def __init__(self, *, broken: bool = False) -> None:
        self.published: list[Published] = []
        self.broken = broken

    def publish(
        self,
        topic: str,
        data: bytes,
        attributes: Mapping[str, str],
        *,
        seconds: float = 0,
        limit: int = 0,
    ) -> None:
        if self.broken:
            raise Unavailable(f"topic {topic} cannot be reached")
        self.published.append((topic, data, dict(attributes)))
