"""Telling that a stream has moved, after the append that moved it.

The append is the commit, and it stands whether or not anybody hears of it: a wake-up that was lost
is made good by the stream's next one, by the sweeper (which looks at the catalogue, and holds an
execution's mark until its end has been told), and by the schedule that asks to look at all.
"""

import logging
from collections.abc import Callable

from core import canonical
from core.adapters.pubsub.clients import PATIENCE_SECONDS, Topics
from core.adapters.pubsub.topology import Topology
from core.crashpoints import crash_point
from core.errors import Unavailable
from core.events.envelope import CATALOGUE, StreamId, stream_id
from core.events.log import EventLog
from core.pipeline.execution import Execution

_HURRIED_SECONDS = 1.0
"""How long an append that is done may be kept from its caller for the sake of a wake-up."""
_log = logging.getLogger("promptintel.pubsub")


class Announcer:
    """Publishes that streams have moved."""

    def __init__(self, topics: Topics, topology: Topology) -> None:
        self._topics = topics
        self._topology = topology

    def announce(
        self, stream: StreamId, sequence: int, *, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Tell that `stream` is at `sequence`. Raises `Unavailable`."""
        crash_point("stream.announcing")
        data = canonical.encode({"stream": stream, "sequence": sequence})
        topic = self._topology.topic_of_stream(stream)
        self._topics.publish(topic, data, {}, seconds=seconds)

    def mention(self, stream: StreamId, sequence: int) -> None:
        """As `announce`, for whom its failure is none: it is logged."""
        try:
            self.announce(stream, sequence, seconds=_HURRIED_SECONDS)
        except Unavailable as error:
            _log.warning("nobody was told that %s is at %s: %s", stream, sequence, error)

    def announcing_ends(self, note: Callable[[Execution], None]) -> Callable[[Execution], None]:
        """`note`, and then it is told how the execution ended. What cannot be told is `Unavailable`
        to who would take the execution's marks away: they stay, and it is done again."""

        def noted_and_told(execution: Execution) -> None:
            note(execution)
            self.announce(stream_id(f"executions/{execution.id}"), execution.sequence)

        return noted_and_told

    def remind(self, log: EventLog, snapshot: int | None) -> None:
        """Tell again of the catalogue where `snapshot`, the number that the current one was made
        at, lies behind it. Raises `Unavailable`."""
        if log.advanced(CATALOGUE, snapshot or 0):
            self.announce(CATALOGUE, log.head(CATALOGUE))
