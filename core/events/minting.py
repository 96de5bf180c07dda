"""Giving new facts their envelope: the one place where the clock and random ids come in."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core import canonical
from core.events.envelope import NewEvent

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def rfc3339(instant: datetime) -> str:
    """`instant` (aware) as RFC 3339 in UTC with microseconds: sorts as text."""
    # Not strftime: it writes years before 1000 without their leading zeros.
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def random_id() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Mint:
    """Makes envelopes. Tests and the simulation give their own clock and ids."""

    clock: Clock = system_clock
    new_id: Callable[[], str] = random_id

    def now(self) -> str:
        return rfc3339(self.clock())

    def event(
        self,
        kind: str,
        version: int,
        data: Mapping[str, Any],
        *,
        actor: str,
        key: str | None = None,
        subject: str | None = None,
        causation: str | None = None,
    ) -> NewEvent:
        """A fact of type `kind` at this moment.

        Its id is derived from `key` where one is given, so that a command that is sent again
        mints the same event; otherwise it is random.
        """
        event_id = canonical.digest(key.encode())[:32] if key is not None else self.new_id()
        return NewEvent(event_id, kind, version, data, self.now(), actor, subject, causation)
