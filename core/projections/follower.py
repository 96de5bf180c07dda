"""A thread that keeps a projection up to date while a process serves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from core.projections.projector import Projector

_LOOK_SECONDS = 5.0
"""How often to look without being woken: other processes write to the same log."""


class Follower:
    """Lets `projector` catch up in a thread of its own, soon after `news` is set."""

    def __init__(
        self, projector: Projector, news: threading.Event, every: float = _LOOK_SECONDS
    ) -> None:
        self._projector = projector
        self._news = news
        self._every = every
        self._stop = threading.Event()

    @contextmanager
    def following(self) -> Iterator[None]:
        """Follow within the block; what was appended in it is projected when it ends."""
        self._stop.clear()
        thread = threading.Thread(target=self._follow, name="projector", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._news.set()
            thread.join()

    def _follow(self) -> None:
        stopping = False
        while not stopping:
            # Asked before looking, so that what came before the end is still seen.
            stopping = self._stop.is_set()
            self._news.clear()
            self._projector.wake()
            if not stopping:
                self._news.wait(self._every)
