"""Building snapshots: asked for over HTTP, or woken by the catalogue's messages."""

import logging
import threading
from collections.abc import Sequence
from typing import Any

from core.errors import InvalidGenesis
from core.http.pushing import push_route
from core.http.routes import Answer, Call, Reply, Route
from core.pipeline.bus import NotYet
from core.pipeline.messages import DeadLetters, Message
from core.snapshot.building import Builder
from core.snapshot.coalescing import BuildClock

_UNDER_WAY_SECONDS = 5.0
_log = logging.getLogger("promptintel.build")


class BuildAnswer(Answer):
    """The snapshot that is current now, and what stood against importing genesis."""

    snapshot: str
    sequence: int
    counts: dict[str, int]
    conflicts: list[dict[str, Any]]


def build_routes(builder: Builder) -> Sequence[Route]:
    """The routes that `functions/build_index` answers to people and schedulers."""

    def asked(_call: Call) -> Reply:
        return Reply(builder.build().to_json())

    return (
        Route(
            "POST",
            "/api/prompts/build",
            "Import genesis, compile and publish a snapshot",
            asked,
            BuildAnswer,
            statuses=(409, 503),
        ),
    )


def build_push_routes(
    builder: Builder, clock: BuildClock, dead_letters: DeadLetters | None = None
) -> Sequence[Route]:
    """The route that the catalogue's messages wake.

    A message that comes too soon comes again: it is what remembers that a build is to be made. All
    that came meanwhile find nothing left to build.
    """
    building = threading.Lock()

    def woken(_message: Message) -> str:
        # What a message says of the catalogue is not needed: the log knows.
        if not building.acquire(blocking=False):
            raise NotYet("a build is under way here", seconds=_UNDER_WAY_SECONDS)
        try:
            return _built(builder, clock)
        finally:
            building.release()

    return (push_route("Build a snapshot, where one is due", woken, dead_letters),)


def _built(builder: Builder, clock: BuildClock) -> str:
    left = clock.seconds_left()
    if left is None:
        return "up to date"
    if left > 0:
        raise NotYet("events gather for the next build", seconds=left)
    try:
        report = builder.build()
    except InvalidGenesis as error:
        # The files that came with this code stay as they are, whatever is delivered how often.
        _log.error("no snapshot was built: %s", error)
        return "refused"
    _log.info("snapshot %s at %s", report.snapshot[:16], report.sequence)
    return "built"
