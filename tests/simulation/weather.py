"""What may go wrong in one world, and how often. Each world has a weather of its own: some faults
are off in it and others frequent, since a world of everything at once finds less."""

from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random
from typing import Self

SERVICES = ("log", "blobs", "pending", "artifacts", "snapshots", "projections", "bus", "model")
_CLEAR = 0.4
"""How often a fault is off altogether."""


class Fate(Enum):
    """What becomes of one write."""

    DONE = auto()
    REFUSED = auto()  # nothing was written, and the caller hears so
    REPLY_LOST = auto()  # it was written, and the caller hears of a failure
    RETRIED = auto()  # it was written, and the adapter writes it again by itself
    TORN = auto()  # the process dies while it writes


@dataclass
class Weather:
    """Shares run from 0 to 1. `off` are the services that cannot be reached at the moment."""

    switch: float = 0.0
    delay: float = 0.0
    longest_delay: float = 1.0
    crash: float = 0.0
    crashes_left: int = 0
    refused: float = 0.0
    reply_lost: float = 0.0
    retried: float = 0.0
    torn: float = 0.0
    duplicate: float = 0.0
    late: float = 0.0
    ack_lost: float = 0.0
    outages: int = 0
    forgetful_bus: bool = False
    off: set[str] = field(default_factory=set)

    @classmethod
    def drawn(cls, random: Random) -> Self:
        def share(most: float) -> float:
            return 0.0 if random.random() < _CLEAR else most * random.random() ** 2

        return cls(
            switch=random.choice((0.05, 0.2, 0.5, 0.9)),
            delay=share(0.03),
            longest_delay=random.choice((0.5, 10.0, 45.0)),
            crash=share(0.02),
            crashes_left=random.randrange(8),
            refused=share(0.05),
            reply_lost=share(0.05),
            retried=share(0.2),
            torn=share(0.05),
            duplicate=share(1.0),
            late=share(1.0),
            ack_lost=share(0.6),
            outages=0 if random.random() < _CLEAR else random.randrange(1, 5),
            forgetful_bus=random.random() < 0.3,
        )

    def clear_up(self) -> None:
        """From here on nothing goes wrong any more; actors still take turns."""
        self.delay = self.crash = self.refused = self.reply_lost = self.retried = self.torn = 0.0
        self.duplicate = self.late = self.ack_lost = 0.0
        self.crashes_left = self.outages = 0
        self.off.clear()

    def fate(self, service: str, random: Random) -> Fate:
        """What becomes of a write to `service`."""
        if service in self.off:
            return Fate.REFUSED if random.random() < 0.8 else Fate.REPLY_LOST
        drawn = random.random()
        for share, fate in (
            (self.refused, Fate.REFUSED),
            (self.reply_lost, Fate.REPLY_LOST),
            (self.retried, Fate.RETRIED),
            (self.torn if self.crashes_left else 0.0, Fate.TORN),
        ):
            if drawn < share:
                return fate
            drawn -= share
        return Fate.DONE

    def unreachable(self, service: str, random: Random) -> bool:
        """Whether a read of `service` fails."""
        return service in self.off or random.random() < self.refused
