"""Asking for a build over HTTP."""

from collections.abc import Sequence
from typing import Any

from core.http.routes import Answer, Call, Reply, Route
from core.snapshot.building import Builder


class BuildAnswer(Answer):
    """The snapshot that is current now, and what stood against importing genesis."""

    snapshot: str
    sequence: int
    counts: dict[str, int]
    conflicts: list[dict[str, Any]]


def build_routes(builder: Builder) -> Sequence[Route]:
    """The routes that `functions/build_index` answers."""

    def build(_call: Call) -> Reply:
        return Reply(builder.build().to_json())

    return (
        Route(
            "POST",
            "/api/prompts/build",
            "Import genesis, compile and publish a snapshot",
            build,
            BuildAnswer,
            statuses=(409, 503),
        ),
    )
